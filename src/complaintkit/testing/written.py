"""A policy as it is written down: equal when read again, its hash the same everywhere, and the one it is known by."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

import attrs

from complaintkit.rules.policy import Policy
from complaintkit.serialization import document_hash, dumps, loads_policy
from complaintkit.values.checks import shown

__all__ = ["differences", "hash_is_stable", "is_the_same_when_read_again", "is_what_was_put_in_force"]

MOST = 10
ELSEWHERE = (
    "import sys; from complaintkit.serialization import loads_policy; print(loads_policy(sys.stdin.read()).hash)"
)


def is_the_same_when_read_again(policy: Policy) -> None:
    """Its document describes the very same policy, and so does its pickle.

    :raises AssertionError: it does not; the text lists the parts that differ, each with its path.
    """
    text = dumps(policy)
    for how, again in (("its document", loads_policy(text)), ("its pickle", pickle.loads(pickle.dumps(policy)))):
        told = [f"  {path}: {one} became {other}" for path, one, other in differences(policy, again)]
        shown_first = told[:MOST] + ([f"  and {len(told) - MOST} more"] if len(told) > MOST else [])
        if told:
            raise AssertionError("\n".join([f"read again from {how} it is another policy:", *shown_first]))
        if again != policy:
            raise AssertionError(f"read again from {how} it is not equal to what was written, though no part differs")
    if dumps(loads_policy(text)) != text:
        raise AssertionError("its document reads otherwise once it was read and written again")


def hash_is_stable(policy: Policy) -> None:
    """The same hash from the value, its document, what is read from it, and in another process.

    :raises AssertionError: two of them differ.
    """
    text = dumps(policy)
    found = {
        "the policy": policy.hash,
        "its document": document_hash(text),
        "the policy read from its document": loads_policy(text).hash,
    }
    if sys.executable:
        env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONHASHSEED": "1"}
        command = [sys.executable, "-c", ELSEWHERE]
        done = subprocess.run(command, input=text.encode(), env=env, capture_output=True, check=False)
        said = done.stdout.decode().strip() or done.stderr.decode().strip()[-200:]
        found["the policy read in another process"] = said
    if len(set(found.values())) > 1:
        told = "\n".join(f"  {whose}: {hash}" for whose, hash in found.items())
        raise AssertionError(f"its hash is not stable, so that no case could be pinned to it:\n{told}")


def is_what_was_put_in_force(policy: Policy, pinned: str) -> None:
    """Its hash is the one it was put in force under.

    :raises AssertionError: it is another.
    """
    if policy.hash != pinned:
        raise AssertionError(
            f"version {policy.version!r} is no longer what was put in force:\n"
            f"  pinned {pinned}\n  now    {policy.hash}\n"
            "  a change of rule is a new version with its own first day; cases run on under the one they came in under"
        )


def differences(one: Any, other: Any, path: str = "$") -> Iterator[tuple[str, str, str]]:
    """Where two values differ: the path, and what either has there.

    >>> from complaintkit.rules import Stage
    >>> list(differences((Stage("open"), Stage("done")), (Stage("open"), Stage("done", "closed"))))
    [('$[1](done).kind', "'open' (str)", "'closed' (str)")]
    """
    if type(one) is not type(other):
        yield path, shown(one), shown(other)
    elif attrs.has(type(one)):
        for field in attrs.fields(type(one)):
            if field.eq:
                yield from differences(getattr(one, field.name), getattr(other, field.name), f"{path}.{field.name}")
    elif isinstance(one, tuple):
        for i, (mine, theirs) in enumerate(zip_longest(one, other)):
            id = getattr(mine, "id", None) or getattr(mine, "trigger", None)
            yield from differences(mine, theirs, f"{path}[{i}]" + (f"({id})" if isinstance(id, str) else ""))
    elif one != other:
        yield path, shown(one), shown(other)
