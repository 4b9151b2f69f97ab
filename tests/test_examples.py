"""Every example runs as it stands and prints something."""

from __future__ import annotations

import runpy
import subprocess
import sys

import pytest

from tests.conftest import ROOT

EXAMPLES = sorted(path for path in (ROOT / "examples").glob("*.py") if path.stem != "__init__")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_runs(example, capsys, tmp_path, monkeypatch):
    """An embedder can copy the file, run it and read what came out."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", [str(example)])
    runpy.run_path(str(example), run_name="__main__")
    assert capsys.readouterr().out.strip()


def test_a_regime_of_one_s_own_takes_less_than_120_lines(capsys, monkeypatch):
    """A school's rules, whole: checked, a guard that refuses by its clause, and a due that an extension moved.

    By hand: filed on Wednesday, 27 May 2026; Monday, 1 June is off. Ten school days end on Thursday, 11 June; five
    more on Thursday, 18 June. Two school days before the first due is Tuesday, 9 June.
    """
    example = ROOT / "examples" / "configure_your_own.py"
    assert len(example.read_text(encoding="utf-8").splitlines()) < 120
    monkeypatch.setattr(sys, "argv", [str(example)])
    runpy.run_path(str(example), run_name="__main__")
    said = capsys.readouterr().out
    for expected in (
        "refused: not met: principal_told [Handbook 9.4]",
        "['answer_due: soon']",
        "60.00 EUR is above what the actor may decide, 50.00 EUR",
        "receipt_due #1: due 2026-05-29 23:59:59 IST · met",
        "written answer #1: due 2026-06-18 23:59:59 IST · met",
        "was due 2026-06-11 23:59:59 IST",
        "2026-06-01: not counted (holiday)",
    ):
        assert expected in said


def test_whoever_reads_the_first_lines_only_sees_no_traceback():
    """As ``sh .ci/demo | head -3`` does: the pipe is closed while the example goes on printing."""
    command = [sys.executable, "-m", "examples.traffic_fines"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        assert run.stdout.readline()
        run.stdout.close()
        assert "Traceback" not in run.stderr.read()
    assert run.returncode in (0, 141), "141: cut off; 0: it had printed all before"
