"""What a test suite needs around a desk: a clock that stands still and a directory that says what it was told."""

from complaintkit.testing.clock import FixedClock
from complaintkit.testing.directory import FixedDirectory

__all__ = ["FixedClock", "FixedDirectory"]
