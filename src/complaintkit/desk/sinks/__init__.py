"""Sinks that ship: the log, and a signed webhook; and the CloudEvents form of a notice. A function of an envelope is a
sink too.
"""

from complaintkit.desk.sinks.cloudevents import cloud_event, cloud_event_json
from complaintkit.desk.sinks.log import LogSink
from complaintkit.desk.sinks.signing import is_signed, signature
from complaintkit.desk.sinks.webhook import Webhook

__all__ = ["LogSink", "Webhook", "cloud_event", "cloud_event_json", "is_signed", "signature"]
