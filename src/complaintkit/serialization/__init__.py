"""Policies and events as documents: JSON and TOML in, JSON out. The only user of cattrs."""

from complaintkit.serialization.deadlines import (
    dumps_calendar,
    dumps_clock,
    dumps_convention,
    dumps_term,
    loads_calendar,
    loads_clock,
    loads_convention,
    loads_term,
)
from complaintkit.serialization.documents import document_hash, dumps, loads_policy
from complaintkit.serialization.events import (
    decode,
    decode_case,
    decode_event,
    encode,
    encode_case,
    encode_event,
)
from complaintkit.serialization.schemas import EVENTS, POLICIES, Schema

__all__ = [
    "EVENTS",
    "POLICIES",
    "Schema",
    "decode",
    "decode_case",
    "decode_event",
    "document_hash",
    "dumps",
    "dumps_calendar",
    "dumps_clock",
    "dumps_convention",
    "dumps_term",
    "encode",
    "encode_case",
    "encode_event",
    "loads_calendar",
    "loads_clock",
    "loads_convention",
    "loads_policy",
    "loads_term",
]
