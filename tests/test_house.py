"""The house rules that no linter knows: who may import what, and when.

The floors themselves are held by the import contract (``[tool.importlinter]`` in pyproject.toml), which also reads
imports inside functions. Here stands what that contract cannot say.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import pytest

from tests.conftest import LONG, ROOT, pytest_collection_modifyitems

PACKAGE = ROOT / "src" / "complaintkit"
MODULES = sorted(PACKAGE.rglob("*.py"))
FLOORS = (
    "errors", "values", "deadlines", "rules", "cases", "checks", "serialization", "desk", "storage", "policies",
    "reports", "analysis", "testing",
)  # fmt: skip

TEST_TOOLS = ("pytest", "_pytest", "hypothesis")
"""What is never needed to run the library."""


class Import(NamedTuple):
    """One imported module, from where, and whether only when a function runs."""

    module: str
    line: int
    late: bool


def imports(tree: ast.AST, package: tuple[str, ...], late: bool = False) -> Iterator[Import]:
    """Every import below a node, ``import_module("…")`` with a literal included."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, node.lineno, late)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module) if part)
            # `from complaintkit import rules` names a floor as well
            names = [f"{module}.{alias.name}" for alias in node.names] if module == "complaintkit" else [module]
            for name in names:
                yield Import(name, node.lineno, late)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in {"import_module", "__import__"}:
            literal = node.args[0] if node.args else None
            if isinstance(literal, ast.Constant) and isinstance(literal.value, str):
                yield Import(literal.value, node.lineno, late)
        function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        yield from imports(node, package, late or function)


def floor(module: str) -> str | None:
    """The floor a module of ours stands on, "complaintkit" for the top level; None for others' modules."""
    top, _, rest = module.partition(".")
    if top != "complaintkit":
        return None
    first = rest.partition(".")[0]
    return first if first in FLOORS else "complaintkit"


def faults(where: Path, source: str) -> list[str]:
    """What a module at a place below the package imports against the rules."""
    package = ("complaintkit", *where.parts[:-1])
    own = floor(".".join([*package, where.stem]))
    found = []
    for item in imports(ast.parse(source), package):
        at = f"{where.as_posix()}:{item.line} imports {item.module}"
        top = item.module.split(".")[0]
        theirs = floor(item.module)
        if top == "transitions" and where.as_posix() != "cases/program.py":
            found.append(f"{at}: only cases/program.py uses transitions")
        if top in TEST_TOOLS and own != "testing":
            found.append(f"{at}: only testing/ uses {top}")
        if top == "cattrs" and own != "serialization":
            found.append(f"{at}: only serialization/ uses cattrs")
        if theirs is None or own == "complaintkit" or theirs == own:
            continue
        if theirs == "complaintkit":
            found.append(f"{at}: the top level re-exports; import from the floor itself")
        elif theirs == "policies":
            found.append(f"{at}: nothing stands on policies/")
        elif item.late:
            found.append(f"{at} inside a function: other floors are imported at the top of the module")
    return found


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_keeps_the_house_rules(module):
    """transitions, cattrs, the top level, policies and other floors are imported only as DESIGN allows."""
    found = faults(module.relative_to(PACKAGE), module.read_text(encoding="utf-8"))
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("where", "source", "said"),
    [
        ("desk/desk.py", "import transitions", "only cases/program.py uses transitions"),
        ("cases/decide.py", "from transitions.core import Machine", "only cases/program.py uses transitions"),
        ("storage/memory.py", "def f():\n    from cattrs import Converter", "only serialization/ uses cattrs"),
        ("checks/check.py", "import hypothesis", "only testing/ uses hypothesis"),
        ("desk/desk.py", "def f():\n    from _pytest.outcomes import fail", "only testing/ uses _pytest"),
        ("__init__.py", "def f():\n    import_module('pytest')", "only testing/ uses pytest"),
        ("rules/moves.py", "def f():\n    from complaintkit.values import Money", "inside a function"),
        ("rules/moves.py", "f = lambda: __import__('complaintkit.values')", "inside a function"),
        ("cases/fold.py", "def f():\n    from ..rules import policy", "inside a function"),
        ("cases/fold.py", "from complaintkit import Desk", "the top level re-exports"),
        ("desk/desk.py", "import complaintkit", "the top level re-exports"),
        ("testing/suite.py", "from complaintkit.policies import bank_branch", "nothing stands on policies/"),
        ("testing/suite.py", "import importlib\nimportlib.import_module('complaintkit.policies')", "nothing stands on"),
    ],
)
def test_a_broken_rule_is_noticed(where, source, said):
    """The check itself: each way to break a rule is found."""
    assert any(said in fault for fault in faults(Path(where), source))


@pytest.mark.parametrize(
    ("where", "source"),
    [
        ("cases/program.py", "from transitions import Machine"),
        ("serialization/converter.py", "import cattrs"),
        ("cases/fold.py", "from complaintkit.rules.policy import Policy\nfrom .events import Event"),
        ("analysis/columns.py", "def f():\n    import numpy"),
        ("testing/plugin.py", "import pytest\nfrom hypothesis import strategies"),
        ("desk/desk.py", "def f():\n    from complaintkit.desk import sweep"),
        ("__init__.py", "from .values import Money\ndef __getattr__(name):\n    from complaintkit.desk import Desk"),
    ],
)
def test_what_is_allowed_is_left_alone(where, source):
    """The check itself: extras imported late, lazy exports of the top level, a floor's own modules."""
    assert faults(Path(where), source) == []


def test_whatever_the_type_checker_is_told_to_pass_over_has_its_reason():
    """A second comment on the line, after ``type: ignore[...]``, says why it is right all the same."""
    bare = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in MODULES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"# type: ignore(\[[a-z-, ]*\])?\s*$", line)
    ]
    assert bare == []


def test_no_name_that_is_loaded_late_is_also_a_module_s():
    """Importing the module would put it in the place of the name, and whether it was imported is anybody's guess."""
    doubled, packages = [], 0
    for file in sorted(PACKAGE.rglob("__init__.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        if not any(isinstance(node, ast.FunctionDef) and node.name == "__getattr__" for node in tree.body):
            continue
        packages += 1
        eager = {alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names}
        public = next(
            ast.literal_eval(node.value)
            for node in tree.body
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__"
        )
        doubled += [f"{file}: {name}" for name in public if name not in eager and (file.parent / f"{name}.py").exists()]
    assert packages >= 5
    assert doubled == []


@pytest.mark.parametrize("mark", [pytest.mark.long, pytest.mark.long(what="later"), pytest.mark.long("kills")], ids=str)
def test_a_long_test_that_names_no_check_is_refused(mark, request):
    """It would run in none of those that `.ci/run --long` goes through; one that names each of them is taken."""
    item = SimpleNamespace(nodeid="here", iter_markers=lambda _: [mark.mark], get_closest_marker=lambda _: None)
    with pytest.raises(pytest.UsageError, match=r"here: expected .* one of fuzz, properties"):
        pytest_collection_modifyitems(request.config, [item])
    named = [pytest.mark.long(what=what).mark for what in LONG]
    item.iter_markers = lambda _: named
    pytest_collection_modifyitems(request.config, [item])
