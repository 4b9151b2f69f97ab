"""What the examples share: the progress bar, lines of figures, data files."""

from __future__ import annotations

import doctest
import gzip
import io

from examples._shared import lines
from examples._shared.data import find_data, read_rows
from examples._shared.progress import shown


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_progress_bar_is_for_terminals():
    """A terminal sees it end at 100 %; anything else sees nothing; the items come through unchanged."""
    terminal, pipe = Terminal(), io.StringIO()
    assert list(shown(range(5), 5, "things", terminal)) == [0, 1, 2, 3, 4]
    assert terminal.getvalue().endswith("s left \n")
    assert "100.0%" in terminal.getvalue()
    assert list(shown(range(5), 5, "things", pipe)) == [0, 1, 2, 3, 4]
    assert pipe.getvalue() == ""


def test_the_docstrings_are_true():
    """The examples of the lines are as printed."""
    tried = doctest.testmod(lines)
    assert tried.attempted
    assert not tried.failed


def test_a_share_of_nothing_is_no_fault():
    """Nothing of nothing: nought."""
    assert lines.share("none", 0, 0).endswith("0  of 0: 0.00%")


def test_a_file_is_found_where_it_is_named(tmp_path, monkeypatch):
    """COMPLAINTKIT_DATA names the folder of all data, or that of the file itself; the whole path goes first."""
    wanted = tmp_path / "data" / "log.csv"
    monkeypatch.setenv("COMPLAINTKIT_DATA", str(tmp_path))
    assert find_data(wanted.relative_to(tmp_path)) is None
    (tmp_path / "log.csv").touch()
    assert find_data(wanted.relative_to(tmp_path)) == tmp_path / "log.csv"
    wanted.parent.mkdir()
    wanted.touch()
    assert find_data(wanted.relative_to(tmp_path)) == wanted


def test_rows_are_read_packed_or_plain(tmp_path):
    """The same rows from a file packed with gzip and from a plain one, quoted line ends kept."""
    text = 'a,b\n1,"x\ny"\n'
    (tmp_path / "plain.csv").write_text(text, encoding="utf-8")
    with gzip.open(tmp_path / "packed.csv.gz", "wt", encoding="utf-8", newline="") as file:
        file.write(text)
    expected = [{"a": "1", "b": "x\ny"}]
    assert list(read_rows(tmp_path / "plain.csv")) == expected
    assert list(read_rows(tmp_path / "packed.csv.gz")) == expected
