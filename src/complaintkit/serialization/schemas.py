"""Schema versions: how documents written by an older release are brought up to what this one reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import attrs

from complaintkit.errors import InvalidInput
from complaintkit.values.checks import shown

LARGEST = 10**9
"""From here on a schema version is no number to show."""

Upcast = Callable[[dict[str, Any]], dict[str, Any]]
"""From the plain data of one schema version to that of the next."""


@attrs.frozen
class Schema:
    """The version this release writes, and for every older one the step to the next.

    >>> Schema("event", 2, {1: lambda data: {**data, "unit": None}}).bring_up({"seq": 1}, 1)
    {'seq': 1, 'unit': None}
    """

    what: str
    version: int
    upcasts: Mapping[int, Upcast] = attrs.field(factory=dict)

    def bring_up(self, data: dict[str, Any], version: object) -> dict[str, Any]:
        """The data as this version has it.

        :raises InvalidInput: its version is newer than this release reads, or there is no step from it.
        """
        if type(version) is not int or version < 1:
            raise InvalidInput.one(
                f"expected the {self.what}'s schema version, a whole number, got {shown(version)}", "schema"
            )
        if version > self.version:
            raise InvalidInput.one(
                f"this {self.what} has schema {_number(version)}, this release reads up to {self.version}: "
                f"upgrade complaintkit to read it",
                "schema",
            )
        for step in range(version, self.version):
            upcast = self.upcasts.get(step)
            if upcast is None:
                raise InvalidInput.one(f"there is no way from schema {step} of a {self.what} to {step + 1}", "schema")
            try:
                data = upcast(data)
            except Exception as error:  # the data is not checked yet: anything may be missing
                raise InvalidInput.one(
                    f"this {self.what} cannot be brought from schema {step} to {step + 1}: {type(error).__name__}",
                    "schema",
                ) from error
        return data


def _number(version: int) -> str:
    return str(version) if version < LARGEST else "of a very large number"


POLICIES = Schema("policy", 1)
"""The schema versions of policies, with what brings an older document up."""
EVENTS = Schema("event", 1)
"""The same of events."""
DEADLINES = Schema("calendar, term, convention or clock", 1)
