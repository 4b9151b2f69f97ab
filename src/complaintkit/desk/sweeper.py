"""Who sweeps, and how it goes on where something fails."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from complaintkit.errors import StaleVersion, StoreError
from complaintkit.rules.record import SYSTEM, Actor

if TYPE_CHECKING:
    from complaintkit.desk.engine import Engine

LOG = logging.getLogger("complaintkit.sweep")
SWEEPER = Actor(SYSTEM, roles=frozenset((SYSTEM,)))


@contextmanager
def surviving(desk: Engine, case_id: str, failed: list[tuple[str, Exception]]) -> Iterator[None]:
    """Note what goes wrong with one case, and go on; not what goes wrong with the store as a whole. Its text may hold
    what is personal: the log gets its name alone.
    """
    try:
        yield
    except StaleVersion:  # somebody else wrote to the case meanwhile: the next sweep looks at it again
        pass
    except Exception as error:
        if isinstance(error, StoreError) and error.kind != "failed":
            raise
        failed.append((case_id, error))
        what = f"case {case_id!r}" if case_id else "the opening of standing cases"
        LOG.error("sweeping %s of tenant %r failed: %s", what, desk.tenant, type(error).__name__)
