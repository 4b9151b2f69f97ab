"""Policies as documents: JSON and TOML in, JSON out, equal and with the same hash after a round trip."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from complaintkit.errors import Faults, InvalidInput, PolicyError
from complaintkit.rules.policy import Policy
from complaintkit.serialization.converter import read
from complaintkit.serialization.faults import UNREADABLE, all_faults, brief, hint
from complaintkit.serialization.reading import Format, read_document
from complaintkit.serialization.schemas import POLICIES, Schema
from complaintkit.values import canonical
from complaintkit.values.checks import shown

KEYS = {"schema", "policy"}
BEFORE, AFTER = '{"policy":', ',"schema":'
"""What stands before and after a policy's canonical text in a document written by `dumps`."""


def dumps(policy: Policy, *, indent: int | None = None) -> str:
    """A policy as a JSON document: its canonical bytes under a schema version.

    ``indent`` spreads it over lines for people; what it says stays the same.

    >>> from complaintkit.rules import Move, Stage
    >>> tiny = Policy(id="tiny", roles=("clerk",), stages=(Stage("open"), Stage("done", "closed")),
    ...     moves=(Move("close", ("open",), "done", by=("clerk",)),))
    >>> loads_policy(dumps(tiny)) == tiny
    True

    :raises InvalidInput: it is no policy.
    """
    _check_policy(policy)
    text = f"{BEFORE}{canonical(policy).decode()}{AFTER}{POLICIES.version}}}"
    return text if indent is None else json.dumps(json.loads(text), indent=indent, ensure_ascii=False)


def _check_policy(given: object) -> None:
    if not isinstance(given, Policy):
        what = f"expected a Policy, got {type(given).__name__}; encode_case and encode_event write what a store keeps"
        raise InvalidInput.one(what, "policy")


def document_hash(text: str) -> str:
    """The hash of the policy in a document that `dumps` wrote without indent, taken of the text as it stands.

    A store compares it with the hash it keeps the document under. It needs no reading and no upcast, so that it stays
    the same in every release.

    :raises InvalidInput: `dumps` did not write this.

    >>> document_hash('{"policy":{"$":"Policy"},"schema":1}')[:8]
    'f4bf6cd9'
    """
    end = text.rfind(AFTER)
    if not text.startswith(BEFORE) or end < 0:
        raise InvalidInput.one("this is no policy document as `dumps` writes it: it begins with its policy", "$")
    return hashlib.sha256(text[len(BEFORE) : end].encode()).hexdigest()


def loads_policy(
    text: str | bytes, *, format: Format = "json", schema: Schema = POLICIES, hash: str | None = None
) -> Policy:
    """The policy a document describes.

    ``format`` is "json" or "toml" (where ``{"$null" = true}`` stands for null). A document has
    ``schema`` (default: the newest) and ``policy``; one that is the policy itself, with an ``id`` at its top, is read
    too. ``hash`` is the one a stored document was kept under, where
    it was: the policy keeps it, whatever an upcast made of its text, since cases are pinned to it.

    :raises PolicyError: with every fault of type, name and reference, each with its path.
    :raises InvalidInput: the text cannot be read at all (see `read_document`), or its schema version is not known.
    """
    data = read_document(text, format)
    if not isinstance(data, dict):
        given = {list: "a list", str: "a text", type(None): "nothing"}.get(type(data), shown(data))
        raise InvalidInput.one(f"expected an object with a policy in it, got {given}", "$")
    if "id" in data and "policy" not in data:
        data = {"policy": data}
    faults = Faults()
    for key in sorted(data.keys() - KEYS)[:10]:
        faults.add(f"$.{brief(key)}", f"a policy document has no {shown(key)}: {hint(key, KEYS)}")
    if "policy" not in data:
        faults.add("$.policy", "this is required and is not there: the policy, an object")
    elif not isinstance(data["policy"], dict):
        faults.add("$.policy", f"expected the policy, an object, got {shown(data['policy'])}")
    faults.raise_if_any(InvalidInput, "the document cannot be read")
    policy = policy_from(schema.bring_up(data["policy"], data.get("schema", schema.version)))
    if hash is not None:
        object.__setattr__(policy, "hash", hash)  # the slot of a cached property
    return policy


def policy_from(data: Any) -> Policy:
    """The policy that plain data describes. Raises PolicyError with every fault."""
    try:
        policy: Policy = read(data, Policy)
    except UNREADABLE as error:
        raise PolicyError(all_faults(error), "the policy cannot be read") from None
    return policy
