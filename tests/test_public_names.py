"""The front door: which names are public, that each is explained, and how little importing them costs."""

from __future__ import annotations

import functools
import inspect
import json
import subprocess
import sys
from typing import Any

import complaintkit

# Every name an embedder may rely on, sorted. A name is added here on purpose, with a line in CHANGELOG.md;
# one that goes, or changes its meaning, breaks someone's program.
PUBLIC_NAMES: tuple[str, ...] = (
    "ALWAYS",
    "ANYONE",
    "Actor",
    "Attachment",
    "Band",
    "Bands",
    "ByCase",
    "Case",
    "Category",
    "Channel",
    "Citation",
    "ComplaintKitError",
    "Conduct",
    "Decision",
    "Desk",
    "Duty",
    "Explanation",
    "Fact",
    "Form",
    "Guard",
    "InvalidInput",
    "Issue",
    "Kind",
    "Message",
    "Money",
    "Move",
    "NEVER",
    "Numbering",
    "Offer",
    "Party",
    "Policy",
    "PolicyError",
    "PolicyHistory",
    "Reason",
    "Redress",
    "Refused",
    "Register",
    "Role",
    "Rung",
    "Sent",
    "Stage",
    "Title",
    "check",
    "source",
)

EAGER_CLASSES = 90  # DESIGN 8: each attrs class costs about half a millisecond at import

_PROBE = """
import gc, json, sys
before = set(sys.modules)
import complaintkit
loaded = sorted(set(sys.modules) - before)
gc.collect()
eager = sorted(
    f"{thing.__module__}.{thing.__qualname__}" for thing in gc.get_objects()
    if isinstance(thing, type) and "__attrs_attrs__" in vars(thing) and thing.__module__.startswith("complaintkit")
)
print(json.dumps({"loaded": loaded, "eager": eager}))
"""


def what_import_brings() -> dict[str, Any]:
    """The modules and the attrs classes that ``import complaintkit`` brings into a fresh interpreter."""
    done = subprocess.run([sys.executable, "-I", "-c", _PROBE], capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def without_docstring(name: str, thing: object) -> list[str]:
    """What of a public object is not explained."""
    if not (inspect.isclass(thing) or inspect.isroutine(thing) or inspect.ismodule(thing)):
        return []
    bare = [] if (thing.__doc__ or "").strip() else [name]
    if not inspect.isclass(thing):
        return bare
    for member, value in vars(thing).items():
        explained = inspect.isroutine(value) or isinstance(value, property | functools.cached_property)
        told = any(vars(base)[member].__doc__ for base in inspect.getmro(thing) if member in vars(base))
        if explained and not member.startswith("_") and not told:
            bare.append(f"{name}.{member}")
    return bare


def test_the_public_names_are_those_pinned_here():
    """A public name appears, or goes, only together with this list."""
    offered = sorted(getattr(complaintkit, "__all__", ()))
    new = sorted(set(offered) - set(PUBLIC_NAMES))
    gone = sorted(set(PUBLIC_NAMES) - set(offered))
    assert not new, f"new public names: {new}; meant? then add them to PUBLIC_NAMES and to CHANGELOG.md"
    assert not gone, f"public names gone: {gone}; embedders use them; if it must be, say so in CHANGELOG.md"
    assert len(offered) == len(set(offered)), "a name stands twice in __all__"


def test_every_public_name_can_be_had_and_is_listed():
    """Eager or lazy, each name in ``__all__`` is there, and ``dir()`` shows it."""
    for name in PUBLIC_NAMES:
        assert getattr(complaintkit, name) is not None
        assert name in dir(complaintkit), f"{name} is missing from dir(complaintkit)"


def test_every_public_object_says_what_it_is():
    """Each public class, function and module has a docstring of its own; each public method has or inherits one."""
    bare = [fault for name in PUBLIC_NAMES for fault in without_docstring(name, getattr(complaintkit, name))]
    assert not bare, f"no docstring: {bare}"


def test_a_missing_docstring_is_noticed():
    """The check itself: classes do not pass with an inherited docstring, methods do; constants need none."""

    class Told:
        """Told."""

        def method(self):
            """Told."""

    class Bare(Told):
        def method(self): ...
        def other(self): ...
        def _private(self): ...
        @property
        def shown(self): ...

    assert without_docstring("Told", Told) == []
    assert without_docstring("Bare", Bare) == ["Bare", "Bare.other", "Bare.shown"]
    assert without_docstring("f", lambda: None) == ["f"]
    assert without_docstring("CONSTANT", 3) == []


def test_a_name_that_is_not_public_is_an_attribute_error():
    """The lazy front door answers a wrong name as any module does."""
    assert not hasattr(complaintkit, "no_such_name")


def test_import_loads_neither_serialization_nor_a_store_nor_an_extra():
    """What an embedder may not need is loaded on first use."""
    loaded = what_import_brings()["loaded"]
    late = ("serialization", "desk", "storage", "policies", "reports", "analysis", "testing")
    ours = [name for name in loaded if name.split(".")[0] == "complaintkit"]
    assert "complaintkit" in ours
    assert [name for name in ours if name.split(".")[1:2] and name.split(".")[1] in late] == []
    others = {name.split(".")[0] for name in loaded} - set(sys.stdlib_module_names)
    assert others <= {"complaintkit", "attr", "attrs", "transitions", "six"}, "extras and cattrs are imported late"


def test_import_creates_few_classes():
    """The number of attrs classes made by ``import complaintkit`` stays within the budget."""
    eager = what_import_brings()["eager"]
    assert len(eager) <= EAGER_CLASSES, f"{len(eager)} eager attrs classes:\n" + "\n".join(eager)
