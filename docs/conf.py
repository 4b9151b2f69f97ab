"""How the site is built: ``python -m sphinx -W -n -b html docs build/site``."""

from __future__ import annotations

import importlib
import inspect
import re
import sys
from types import UnionType
from typing import get_args, get_origin

from docutils.nodes import Element
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import PycodeError
from sphinx.pycode import ModuleAnalyzer
from sphinx.util import logging

project = "complaintkit"
copyright = "the complaintkit authors"  # Sphinx reads it under this name
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinxcontrib.mermaid"]
html_theme = "furo"
html_title = project
html_static_path = ["_static"]
html_css_files = ["wide.css"]
exclude_patterns = ["*.py", "__pycache__"]

myst_fence_as_directive = ["mermaid"]  # as a plain fence it is drawn where the page is read on its own, too
myst_heading_anchors = 3

default_role = "code"
autodoc_default_options = {"members": True}
autodoc_member_order = "groupwise"
autodoc_typehints_format = "short"
nitpicky = True
suppress_warnings = ["ref.python"]  # a short name that stands for the same class by two paths: either will do
nitpick_ignore_regex = [("py:.*", r"(numpy|np)\..*")]  # told by numpy itself

log = logging.getLogger(__name__)


def offered(module: str) -> dict[str, object]:
    """What a module offers; what it loads on first use is loaded, so that autodoc sees it."""
    found = importlib.import_module(module)
    for name in getattr(found, "__all__", ()):
        setattr(found, name, getattr(found, name))
    return {name: getattr(found, name) for name in getattr(found, "__all__", ())}


def list_constants(app: Sphinx, docname: str, source: list[str]) -> None:
    """``.. constants:: module`` on a page stands for whatever the module offers beside classes and functions."""

    def directives(line: re.Match[str]) -> str:
        given = offered(line[1]).items()
        plain = [name for name, value in given if not (inspect.isclass(value) or inspect.isroutine(value))]
        return "\n".join(f".. autodata:: {line[1]}.{name}\n   :no-value:\n" for name in plain)

    for module in re.findall(r"^\.\. automodule:: ([\w.]+)$", source[0], re.MULTILINE):
        offered(module)
    source[0] = re.sub(r"^\.\. constants:: ([\w.]+)$", directives, source[0], flags=re.MULTILINE)


def by_the_name_it_is_told_under(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, content: Element
) -> Element | None:
    """Lead a name to where it is told, which is not where it is defined: the folder that offers it.

    A docstring may name what another folder offers by its bare name. What a signature names and no page tells, such as
    a class of the standard library, stays text; a role in a docstring or page that leads nowhere is a warning.
    """
    if node.get("refdomain") != "py":
        return None
    domain = env.domains.python_domain
    target = node["reftarget"]
    for ending in (target, target.rpartition(".")[2]):
        found = sorted(name for name in domain.objects if name.endswith(f".{ending}"))
        if found:
            return domain.resolve_xref(env, node["refdoc"], app.builder, "obj", found[0], node, content)
    by_python = target.partition(".")[0] in sys.stdlib_module_names
    return None if "refwarn" in node and not by_python else content


def find_docstring(app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]) -> None:
    """The docstring of a constant, from the module that defines it, instead of that of its class."""
    if what != "data":
        return
    lines.clear()
    for module in sorted(module for module in sys.modules if module.startswith("complaintkit.")):
        try:
            told = ModuleAnalyzer.for_module(module).find_attr_docs()
        except PycodeError:
            continue
        if found := told.get(("", name.rpartition(".")[2])):
            lines.extend(found)
            return
    if isinstance(obj, UnionType):
        lines.append(f"One of {', '.join(f'``{one.__name__}``' for one in get_args(obj))}.")
    elif get_origin(obj) is None:  # of other aliases Sphinx says what they stand for
        log.warning("%s has no docstring in the module that defines it", name)


def nothing_offered_is_left_out(app: Sphinx, env: BuildEnvironment) -> None:
    """Whatever the front door and the folders behind it offer is told somewhere."""
    domain = env.domains.python_domain
    told = {name.rpartition(".")[2] for name in domain.objects}
    floors = [module for module in domain.modules if module.count(".") == 1]
    for module in ("complaintkit", *floors):
        for name in offered(module):
            if name not in told:
                log.warning("%s.%s is told on no page of the reference", module, name)


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.connect("source-read", list_constants)
    app.connect("missing-reference", by_the_name_it_is_told_under)
    app.connect("autodoc-process-docstring", find_docstring)
    app.connect("env-check-consistency", nothing_offered_is_left_out)
