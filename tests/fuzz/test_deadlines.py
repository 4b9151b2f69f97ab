"""The deadline floor under random bytes, guided by coverage."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.long(what="fuzz")
def test_no_bytes_make_it_loop_or_overflow(root: Path, tmp_path: Path) -> None:
    """Ten minutes, or the seconds that COMPLAINTKIT_FUZZ_SECONDS names: an answer or an error of ours, each time."""
    pytest.importorskip("atheris", reason="needs atheris: the dependency group fuzz")
    seconds = os.environ.get("COMPLAINTKIT_FUZZ_SECONDS", "600")
    path = os.pathsep.join([str(root / "src"), str(root), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz.deadlines", seconds],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
