"""Policy versions as stored documents: the very text a hash was taken of, and the policy read from it."""

from __future__ import annotations

import hashlib

from complaintkit.errors import IntegrityError
from complaintkit.rules.policy import Policy
from complaintkit.serialization import loads_policy

__all__ = ["policy_of"]


def policy_of(hash: str, schema: int, document: str, known: dict[str, Policy]) -> Policy:
    """The policy of a stored document; ``known`` are those read before, to which it is added.

    :raises IntegrityError: the document is not the one the hash was taken of.
    """
    if hashlib.sha256(document.encode()).hexdigest() != hash:
        raise IntegrityError("the stored document is not the one its hash was taken of", f"policy {hash[:12]}")
    policy = known.get(hash)
    if policy is None:
        policy = known[hash] = loads_policy(f'{{"policy":{document},"schema":{schema}}}')
    return policy
