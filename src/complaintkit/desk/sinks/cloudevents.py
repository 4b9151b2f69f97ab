"""A notice as a CloudEvents 1.0 event in structured JSON form."""

from __future__ import annotations

import json
from datetime import UTC
from typing import Any

from complaintkit.desk.outbox import Envelope

CONTENT_TYPE = "application/cloudevents+json; charset=UTF-8"
"""What the JSON form is sent as."""


def cloud_event(envelope: Envelope, *, source: str, type_prefix: str = "complaintkit.notice") -> dict[str, Any]:
    """The event, ready to be written as JSON: a pure function of what is given.

    ``source`` is a URI reference that says where it comes from, such as "https://crm.example.org/complaints"; with the
    ``id``, which stays the same each time the notice is sent, it tells the event apart. The ``type`` is the prefix and
    what the notice is: "form", "message" or the kind of a rung ("warning", "reminder", "escalation"). The ``subject``
    is the case's id. The data name the role and the ids of the people it goes to, and no other person.

    >>> from datetime import UTC, datetime
    >>> from complaintkit.desk import Notice
    >>> at = datetime(2026, 3, 9, 16, 0, tzinfo=UTC)
    >>> notice = Notice("acme:c1:4:0", "acme", "c1", "escalation", "reply/late", "head", at)
    >>> event = cloud_event(Envelope(notice, people=("emp-2",)), source="/complaints")
    >>> event["type"], event["subject"], event["time"], event["data"]["people"]
    ('complaintkit.notice.escalation', 'c1', '2026-03-09T16:00:00Z', ['emp-2'])
    """
    notice = envelope.notice
    return {
        "specversion": "1.0",
        "id": notice.id,
        "source": source,
        "type": f"{type_prefix}.{notice.what}",
        "subject": notice.case_id,
        "time": notice.at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "data": {
            "tenant": notice.tenant,
            "case_id": notice.case_id,
            "what": notice.what,
            "subject": notice.subject,
            "to": notice.to,
            "role": envelope.role,
            "people": list(envelope.people),
            "nobody": envelope.nobody,
        },
    }


def cloud_event_json(envelope: Envelope, *, source: str, type_prefix: str = "complaintkit.notice") -> bytes:
    """The event as JSON in UTF-8, the same bytes for the same envelope whatever the try."""
    event = cloud_event(envelope, source=source, type_prefix=type_prefix)
    return json.dumps(event, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
