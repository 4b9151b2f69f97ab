"""The signature of a webhook: HMAC-SHA256 over id, timestamp and body, in the form of the Standard Webhooks scheme."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta

from complaintkit.errors import InvalidInput

PREFIX = "whsec_"
SHORTEST, LONGEST = 24, 64
"""Bytes of a key."""
TOLERANCE = timedelta(minutes=5)


def key_of(secret: object) -> bytes:
    """The key of a secret, "whsec_" and 24 to 64 bytes in base64. The error never shows what was given."""
    if isinstance(secret, str) and secret.startswith(PREFIX):
        try:
            key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
        except binascii.Error:
            key = b""
        if SHORTEST <= len(key) <= LONGEST:
            return key
    what = f"expected 'whsec_' and {SHORTEST} to {LONGEST} bytes in base64 (make one of secrets.token_bytes(32))"
    raise InvalidInput.one(what, "secret")


def signature(secret: str, id: str, timestamp: int, body: bytes) -> str:
    """The signature, "v1," and its base64. ``timestamp`` is in whole seconds since 1970.

    :raises InvalidInput: the secret is no ``whsec_`` and 24 to 64 bytes in base64.

    >>> signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
    ...           b'{"test": 2432232314}')
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    """
    made = hmac.digest(key_of(secret), f"{id}.{timestamp}.".encode() + body, hashlib.sha256)
    return f"v1,{base64.b64encode(made).decode()}"


def is_signed(
    secret: str, headers: Mapping[str, str], body: bytes, *, now: datetime, tolerance: timedelta = TOLERANCE
) -> bool:
    """Whether a webhook that came in is genuine, for receivers: signed with the secret, over this very body, and not
    further than ``tolerance`` from ``now``. Of several signatures one is enough.

    Drop what has an id you had before: the same notice may come twice.

    >>> from datetime import UTC, datetime
    >>> secret, now = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    >>> stamp = int(now.timestamp())
    >>> headers = {"Webhook-Id": "n-1", "Webhook-Timestamp": str(stamp),
    ...            "Webhook-Signature": signature(secret, "n-1", stamp, b"{}")}
    >>> is_signed(secret, headers, b"{}", now=now), is_signed(secret, headers, b"[]", now=now)
    (True, False)
    """
    given = {name.lower(): value for name, value in headers.items()}
    stamp = given.get("webhook-timestamp", "")
    if not (stamp.isascii() and stamp.isdecimal() and len(stamp) <= 12):
        return False
    if abs(now.timestamp() - int(stamp)) > tolerance.total_seconds():
        return False
    wanted = signature(secret, given.get("webhook-id", ""), int(stamp), body).encode()
    return any(hmac.compare_digest(wanted, each.encode()) for each in given.get("webhook-signature", "").split(" "))
