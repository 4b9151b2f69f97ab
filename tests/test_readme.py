"""README and docs say what is true: their code runs, their commands exist."""

from __future__ import annotations

import os
import re
import subprocess

import pytest

from tests import snippets
from tests.conftest import ROOT

README = ROOT / "README.md"
PAGES = [README, *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_code_on_a_page_runs_and_prints_what_the_page_says(page, capsys, tmp_path, monkeypatch):
    """Each Python block runs after those before it; a text block that follows it is what it prints."""
    monkeypatch.chdir(tmp_path)
    assert snippets.run(page, capsys) == page.read_text(encoding="utf-8").count("```python")


def test_the_example_fits_in_25_lines():
    """The README's first example stays short enough to be read at a glance."""
    first = snippets.snippets(README.read_text(encoding="utf-8"))[0]
    assert len(first.code.splitlines()) <= 25


def test_the_two_commands_come_each_on_one_line():
    """What the README tells a newcomer to type is there, and it is two commands."""
    shell = re.findall(r"^```sh\n(.*?)^```", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    commands = [line for block in shell for line in block.splitlines()]
    assert len(commands) == 2
    for command in commands:
        program, script = command.split("#")[0].split()
        assert program == "sh"
        assert os.access(ROOT / script, os.X_OK), f"{script} is not there or not executable"


def test_every_example_is_in_the_table_and_every_row_of_it_is_an_example():
    """`sh .ci/demo NAME` runs each example that is not the main one."""
    named = set(re.findall(r"`sh \.ci/demo (\w+)`", README.read_text(encoding="utf-8")))
    folders = {path.parent.name for path in (ROOT / "examples").glob("*/__main__.py")}
    files = {path.stem for path in (ROOT / "examples").glob("[!_]*.py")}
    assert named | {"boston_311"} == folders | files


def test_the_demo_knows_its_examples():
    """An unknown example is refused before anything is made, with the place to look."""
    refused = subprocess.run(["sh", ".ci/demo", "no_such"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert refused.returncode == 2
    assert "no example no_such; see examples/" in refused.stderr


def test_a_wrong_page_is_noticed(tmp_path, capsys):
    """A block that prints something else than the page says fails, and so does one that raises."""
    page = tmp_path / "page.md"
    page.write_text("```python\nx = 2\n```\nthen\n```python\nprint(x + 1)\n```\n\n```text\n3\n```\n")
    assert snippets.run(page, capsys) == 2
    page.write_text("```python\nprint(4)\n```\n```text\n3\n```\n")
    with pytest.raises(AssertionError, match="prints something else"):
        snippets.run(page, capsys)
    page.write_text("```python\nprint(undefined_name)\n```\n")
    with pytest.raises(NameError):
        snippets.run(page, capsys)
