"""How much memory the process took."""

from __future__ import annotations

import sys


def peak_memory() -> int | None:
    """The most memory this process ever held, in bytes; None where the system does not tell."""
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
