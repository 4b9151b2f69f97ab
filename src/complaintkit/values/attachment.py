"""A reference to a paper that stays in the CRM, held to its content by a SHA-256."""

from __future__ import annotations

import attrs

from complaintkit.errors import Faults
from complaintkit.values.checks import check_text, shown

__all__ = ["Attachment"]

HEX = frozenset("0123456789abcdef")
SHA256_DIGITS = 64


@attrs.frozen
class Attachment:
    """A paper by name and content hash; ``ref`` is where the CRM keeps it.

    ``sha256`` is 64 lower-case hexadecimal digits. Raises `InvalidInput` where it is not, or the name is empty.

    >>> Attachment.of_bytes("letter.txt", b"Dear Sirs").sha256[:8]
    '03ef8726'
    """

    name: str
    sha256: str
    media_type: str = attrs.field(default="", kw_only=True)
    ref: str = attrs.field(default="", kw_only=True)

    def __attrs_post_init__(self) -> None:
        faults = Faults()
        check_text(self.name, "name", faults)
        check_text(self.media_type, "media_type", faults, empty=True)
        check_text(self.ref, "ref", faults, empty=True)
        if not _is_sha256(self.sha256):
            faults.add("sha256", f"expected 64 lower-case hexadecimal digits, got {shown(self.sha256)}")
        faults.raise_if_any(heading="the attachment cannot be read")

    @classmethod
    def of_bytes(cls, name: str, content: bytes, *, media_type: str = "", ref: str = "") -> Attachment:
        """The reference to this content."""
        return cls(name, _sha256(content), media_type=media_type, ref=ref)

    def matches(self, content: bytes) -> bool:
        """Whether this is the content that was referred to."""
        return _sha256(content) == self.sha256


def _sha256(content: bytes) -> str:
    from hashlib import sha256  # late: it takes a tenth of the time to import all values

    return sha256(content).hexdigest()


def _is_sha256(value: object) -> bool:
    return isinstance(value, str) and len(value) == SHA256_DIGITS and HEX.issuperset(value)
