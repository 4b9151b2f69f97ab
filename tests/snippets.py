"""The code blocks of a Markdown page, as the tests of README and docs run them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

_FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)


class Snippet(NamedTuple):
    """One block of Python and, where a ``text`` block follows it directly, what it must print."""

    code: str
    prints: str | None
    line: int


def snippets(text: str) -> list[Snippet]:
    """All Python blocks of a page, in order."""
    found = []
    blocks = list(_FENCE.finditer(text))
    for position, block in enumerate(blocks):
        if block[1] != "python":
            continue
        following = blocks[position + 1] if position + 1 < len(blocks) else None
        directly = following and following[1] == "text" and not text[block.end() : following.start()].strip()
        prints = following[2] if following and directly else None
        found.append(Snippet(block[2], prints, text.count("\n", 0, block.start(2)) + 1))
    return found


def run(page: Path, capsys) -> int:
    """Run a page's blocks one after the other in one namespace; how many there were.

    A block's output must equal the ``text`` block that follows it; tracebacks name the page and its line.
    """
    namespace: dict[str, object] = {"__name__": "__main__"}
    found = snippets(page.read_text(encoding="utf-8"))
    for snippet in found:
        capsys.readouterr()
        exec(compile("\n" * (snippet.line - 1) + snippet.code, str(page), "exec"), namespace)
        printed = capsys.readouterr().out
        if snippet.prints is not None:
            assert printed == snippet.prints, f"{page.name}, line {snippet.line}: prints something else"
    return len(found)
