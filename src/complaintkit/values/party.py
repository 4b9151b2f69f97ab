"""People and organisations in a case: who complains, for whom, about whom."""

from __future__ import annotations

from typing import Any

import attrs

from complaintkit.errors import Faults, InvalidInput
from complaintkit.values.checks import LONGEST_ID, check_text, check_yes_no

__all__ = ["ERASED", "PARTY_FIELDS", "PERSONAL_PARTY_FIELDS", "Party"]

PERSONAL_PARTY_FIELDS = ("name", "contact", "address", "needs")
"""The fields of a party that are personal data: stored apart, masked in texts, erased on request."""

PARTY_FIELDS = ("name", "contact", "address", "means", "language", "needs", "key", "kind")
"""Every text field of a party, in order."""

ERASED = "[erased]"
"""What stands in a personal field once its value is erased: that something was given stays known."""


@attrs.frozen(repr=False)
class Party:
    """A complainant, representative, respondent or reporter.

    ``means`` is the preferred means of reply, ``language`` the preferred language, ``needs`` special needs in
    dealing with the person. ``key`` is a stable key of the person, of up to 100 characters, chosen by the embedder,
    that outlives erasure; ``kind`` is open ("person", "organisation", "franchisee", ...). Somebody who gives no name
    is ``Party(anonymous=True)``, with a contact if one was left.

    Raises `InvalidInput` where neither name nor key is given and it is not anonymous, where an anonymous party has
    a name, or a field is no text that can be kept. Its ``repr`` never shows a personal value.

    >>> Party("Li Wei", contact="138 0000 0000", means="letter", key="p-7")
    Party(name=***, contact=***, means='letter', key='p-7')
    >>> Party(anonymous=True)
    Party(anonymous=True)
    """

    name: str = ""
    contact: str = attrs.field(default="", kw_only=True)
    address: str = attrs.field(default="", kw_only=True)
    means: str = attrs.field(default="", kw_only=True)
    language: str = attrs.field(default="", kw_only=True)
    needs: str = attrs.field(default="", kw_only=True)
    key: str = attrs.field(default="", kw_only=True)
    kind: str = attrs.field(default="person", kw_only=True)
    anonymous: bool = attrs.field(default=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        faults = Faults()
        for field in PARTY_FIELDS:
            value = getattr(self, field)
            personal = field in PERSONAL_PARTY_FIELDS
            longest = LONGEST_ID if field == "key" else None
            check_text(value, field, faults, empty=field != "kind", personal=personal, at_most=longest)
        check_yes_no(self.anonymous, "anonymous", faults)
        if self.anonymous and self.name:
            faults.add("anonymous", "an anonymous party has no name; leave one of the two out")
        if not (self.anonymous or self.name or self.key):
            faults.add("name", "a party needs a name or a key, or is written Party(anonymous=True)")
        faults.raise_if_any(heading="the party cannot be read")

    def has(self, field: str) -> bool:
        """Whether this field was given (an erased one was). Raises `InvalidInput` for an unknown field.

        >>> Party("Li Wei").has("contact")
        False
        """
        if field not in PARTY_FIELDS:
            raise InvalidInput.one(f"a party has no field {field!r}; it has {', '.join(PARTY_FIELDS)}", "field")
        return bool(getattr(self, field).strip())

    def erased(self) -> Party:
        """The same party with every personal value replaced by `ERASED`; what was left empty stays empty.

        >>> Party("Li Wei", key="p-7").erased().name
        '[erased]'
        """
        given: dict[str, Any] = {field: ERASED for field in PERSONAL_PARTY_FIELDS if getattr(self, field)}
        return attrs.evolve(self, **given)

    def __repr__(self) -> str:
        parts: list[str] = []
        for field in PARTY_FIELDS:
            value = getattr(self, field, "")
            if not value or (field == "kind" and value == "person"):
                continue
            parts.append(f"{field}={'***' if field in PERSONAL_PARTY_FIELDS else repr(value)}")
        if self.anonymous:
            parts.append("anonymous=True")
        return f"Party({', '.join(parts)})"
