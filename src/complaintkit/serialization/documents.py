"""Policies as documents: JSON and TOML in, JSON out, equal and with the same hash after a round trip."""

from __future__ import annotations

import json
from typing import Any

from complaintkit.errors import Faults, InvalidInput, PolicyError
from complaintkit.rules.policy import Policy
from complaintkit.serialization.converter import converter
from complaintkit.serialization.faults import UNREADABLE, all_faults
from complaintkit.serialization.reading import Format, read_document
from complaintkit.serialization.schemas import POLICIES, Schema
from complaintkit.values import canonical

KEYS = {"schema", "policy"}


def dumps(policy: Policy, *, indent: int | None = None) -> str:
    """A policy as a JSON document: its canonical bytes under a schema version.

    ``indent`` spreads it over lines for people; what it says stays the same.

    >>> from complaintkit.rules import Move, Stage
    >>> tiny = Policy(id="tiny", roles=("clerk",), stages=(Stage("open"), Stage("done", "closed")),
    ...     moves=(Move("close", ("open",), "done", by=("clerk",)),))
    >>> loads_policy(dumps(tiny)) == tiny
    True
    """
    text = f'{{"policy":{canonical(policy).decode()},"schema":{POLICIES.version}}}'
    return text if indent is None else json.dumps(json.loads(text), indent=indent, ensure_ascii=False)


def loads_policy(text: str | bytes, *, format: Format = "json", schema: Schema = POLICIES) -> Policy:
    """The policy a document describes.

    ``format`` is "json" or "toml". A document has ``schema`` (default: the newest) and ``policy``; one that is the
    policy itself, with an ``id`` at its top, is read too.

    :raises PolicyError: with every fault of type, name and reference, each with its path.
    :raises InvalidInput: the text cannot be read at all (see `read_document`), or its schema version is not known.
    """
    data = read_document(text, format)
    if not isinstance(data, dict):
        raise InvalidInput.one(f"expected an object, got {type(data).__name__}", "$")
    if "id" in data and "policy" not in data:
        data = {"policy": data}
    faults = Faults()
    for key in sorted(data.keys() - KEYS):
        faults.add(f"$.{key}", f"a policy document has 'schema' and 'policy', not {key!r}")
    if not isinstance(data.get("policy"), dict):
        faults.add("$.policy", "this is required: the policy, an object")
    faults.raise_if_any(InvalidInput, "the document cannot be read")
    return policy_from(schema.bring_up(data["policy"], data.get("schema", schema.version)))


def policy_from(data: dict[str, Any]) -> Policy:
    """The policy that plain data describes. The data is used up. Raises PolicyError with every fault."""
    try:
        return converter().structure(data, Policy)
    except UNREADABLE as error:
        raise PolicyError(all_faults(error), "the policy cannot be read") from None
