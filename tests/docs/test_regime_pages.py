"""What writes the pages of the regimes: whole, and a stale page is told."""

from __future__ import annotations

import doctest
import inspect
import re

import pytest

from docs import regime_pages
from tests.checks.accepted import ACCEPTED
from tests.policies.rows import read_rows, regimes
from tests.policies.shipped import module_of


@pytest.fixture(scope="module")
def pages():
    """What would be written now."""
    return regime_pages.pages()


def test_the_examples_in_it_run():
    """Its doctests hold; there are some."""
    failed, tried = doctest.testmod(regime_pages)
    assert tried
    assert failed == 0


@pytest.mark.no_cover
def test_there_is_a_page_for_each_regime_and_a_list_of_them(pages):
    """Every regime has its page, and the list leads to each."""
    assert set(pages) == {"index.md", "issues_found.md", *(f"{regime}.md" for regime in regimes())}
    assert all(f"({regime}.md)" in pages["index.md"] for regime in regimes())


def test_every_issue_that_is_accepted_is_told_with_its_reason(pages):
    """What checking a regime finds stands on the page, each issue with its place and why it stands."""
    for reasons in ACCEPTED.values():
        for (code, _), why in reasons.items():
            assert f"| `{code}` |" in pages["issues_found.md"]
            assert why in pages["issues_found.md"].replace("\\", "")
    assert "| – |\n" not in pages["issues_found.md"]


def test_a_page_has_each_row_with_a_scenario_and_each_parameter(pages):
    """Each row of the regime stands on its page with what shows it, each parameter of its policy with its default."""
    for regime in regimes():
        rows = dict(line.split("` | ", 1) for line in pages[f"{regime}.md"].splitlines() if line.startswith("| `"))
        for row in read_rows():
            if row.regime == regime:
                assert f"(`{regime}" in rows[f"| `{row.id}"], row.id
        for name in inspect.signature(module_of(regime).policy).parameters:
            assert f"| `{name}" in rows, name


def test_a_decision_names_parameters_that_are_there():
    """Each regime told of in decisions.md is one, and what it calls a parameter its policy takes."""
    regime, named = "", set()
    for line in (regime_pages.FOLDER / "decisions.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            regime = line.removeprefix("## ")
            assert regime in regimes()
        elif regime and line.startswith("| ") and not line.startswith(("| Open point", "| ---")):
            parameters = re.findall(r"`(\w+)`", line.split(" | ")[-1])
            assert set(parameters) <= set(inspect.signature(module_of(regime).policy).parameters), line
            named.update(parameters)
    assert named


def test_a_stale_page_is_told_and_written_again(tmp_path, pages):
    """A page with another text, one that is missing and one of no regime are stale; writing leaves none."""
    regime_pages.write(pages, tmp_path)
    assert regime_pages.stale(pages, tmp_path) == []
    (tmp_path / "bank_branch.md").write_text("# changed by hand\n", encoding="utf-8")
    (tmp_path / "manufacturing.md").unlink()
    (tmp_path / "gone.md").write_text("# of a regime that is gone\n", encoding="utf-8")
    assert regime_pages.stale(pages, tmp_path) == ["bank_branch.md", "gone.md", "manufacturing.md"]
    regime_pages.write(pages, tmp_path)
    assert regime_pages.stale(pages, tmp_path) == []
    assert not (tmp_path / "gone.md").exists()


def test_a_check_writes_nothing_and_fails(tmp_path, pages, monkeypatch, capsys):
    """With --check the folder stays as it is, each stale page is named, and the exit code is 1."""
    monkeypatch.setattr(regime_pages, "pages", lambda: pages)  # making them takes seconds each time
    monkeypatch.setattr("sys.argv", ["regime_pages", "--check"])
    assert regime_pages.main(tmp_path) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"docs/regimes/{name} is stale: run python -m docs.regime_pages" for name in sorted(pages)
    ]
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setattr("sys.argv", ["regime_pages"])
    assert regime_pages.main(tmp_path) == 0
    monkeypatch.setattr("sys.argv", ["regime_pages", "--check"])
    assert regime_pages.main(tmp_path) == 0
