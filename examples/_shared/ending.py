"""Ending an example: its exit code, also where whoever reads what it prints has had enough."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

CUT_OFF = 141
"""What a shell tells of a program that a closed pipe ended: 128 and SIGPIPE."""


def ended(main: Callable[[], int]) -> int:
    """Run an example. ``… | head`` closes the pipe: no error of ours, and nothing is printed any more."""
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CUT_OFF
    return code
