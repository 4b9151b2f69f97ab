"""Write ``docs/regimes/``: a page for each regime that ships, made from its policy and the scenarios that show it.

    python -m docs.regime_pages          # writes the pages
    python -m docs.regime_pages --check  # 1 where a page is not what would be written, and says which

A page holds what :func:`complaintkit.reports.policy_page` tells of the policy, the parameters of its ``policy()`` and
every row of the regime in ``tests/data/clauses.csv`` with the scenarios that name it.
"""

from __future__ import annotations

import argparse
import inspect
import json
from collections.abc import Mapping
from pathlib import Path

from complaintkit.checks import check
from complaintkit.reports import policy_page
from complaintkit.reports.page.markdown import blocks, code, lines, plain, table
from tests.checks.accepted import reason_of
from tests.policies.loading import load_all
from tests.policies.rows import Coverage, coverage, read_rows, regimes
from tests.policies.shipped import arguments, build, module_of

FOLDER = Path(__file__).resolve().parent / "regimes"
AGAIN = "python -m docs.regime_pages"
BY_HAND = ("decisions.md",)
"""What stands in the folder and is written by people."""


def pages() -> dict[str, str]:
    """Every page by its file name, the list of the regimes included."""
    rows, scenarios = read_rows(), load_all()
    shown = [coverage(rows, scenarios, regime) for regime in regimes()]
    found = {f"{own.regime}.md": page(own) for own in shown}
    return {"index.md": index(shown), "issues_found.md": issues_found(), **found}


def page(shown: Coverage) -> str:
    """The page of one regime."""
    told = policy_page(build(shown.regime), opening=opening(shown.regime))
    return f"{told}\n{rows_section(shown)}\n"


def opening(regime: str) -> str:
    """What the regime is, in the words of its module, and what stands open in it."""
    module = module_of(regime)
    built = (
        f"The policy is `complaintkit.policies.{regime}.policy(...)`; this page shows it as `{call(regime)}` builds it."
    )
    return blocks([
        inspect.getdoc(module) or "",
        built,
        f"The page is written by `{AGAIN}`: what is wrong here is mended in the policy.",
        "## Parameters",
        inspect.cleandoc(module.policy.__doc__ or "").partition("\n:raises")[0].strip(),
        parameters(regime),
    ])  # fmt: skip


def call(regime: str) -> str:
    """The call that builds the policy shown.

    >>> call("manufacturing")
    'policy(in_force_from="2026-01-01", sales_manager_limit="5000", deputy_limit="50000")'
    """
    given = ", ".join(f"{name}={_written(value)}" for name, value in arguments(regime).items())
    return f"policy({given})"


def _written(value: object) -> str:
    """A value as code, texts in double quotes."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value).replace("'", '"')


def parameters(regime: str) -> str:
    """The parameters with their defaults, and what they are on this page."""
    given = arguments(regime)
    signature = inspect.signature(module_of(regime).policy)
    return table(
        ("Parameter", "Type", "Default", "Here"),
        [
            (
                code(name),
                plain(str(one.annotation)),
                "required" if one.default is one.empty else code(repr(one.default)),
                code(repr(given[name])) if name in given else "",
            )
            for name, one in signature.parameters.items()
        ],
    )


def rows_section(shown: Coverage) -> str:
    """Every row of the regime with the scenarios that show it."""
    return blocks([
        "## Rows and their scenarios",
        "A row is one rule of the catalogue; a scenario, in `tests/policies/scenarios/`, runs it through the desk.",
        table(
            ("Row", "Clause", "Mark", "Shown by"),
            [
                (code(row.id), plain(row.clause), row.mark, lines(map(scenario, shown.shown.get(row.id, ()))))
                for row in shown.rows
            ],
        ),
    ])  # fmt: skip


def scenario(named: str) -> str:
    """A scenario by its name, with its file.

    >>> scenario("bank_branch_intake.toml::a letter is entered")
    'a letter is entered (`bank_branch_intake`)'
    """
    file, _, name = named.partition("::")
    return f"{plain(name)} ({code(file.removesuffix('.toml'))})"


def issues_found() -> str:
    """What checking the regimes finds, with what their texts leave open."""
    told = [
        "# What the rules leave open",
        "Every issue that `complaintkit.check` finds in the regimes that ship. The tests replay each on a desk.",
    ]
    for regime in regimes():
        rows = [
            (
                code(issue.code),
                code(issue.path),
                plain(str(issue.clause or "–")),
                plain(issue.message),
                plain(reason_of(regime, issue) or "–"),
            )
            for issue in check(build(regime))
        ]
        told += [f"## {regime}", table(("Issue", "Where", "Clause", "What", "Why it stands"), rows)]
    return blocks(told) + "\n"  # fmt: skip


def index(shown: list[Coverage]) -> str:
    """The list of the regimes."""
    names = "\n".join(own.regime for own in shown)
    return blocks([
        "# Regimes",
        "Whole policies that ship in `complaintkit.policies`. Each page tells everything its policy says.",
        f"These pages are written by `{AGAIN}`; `python -m tests.policies.rows` prints the rows shown.",
        table(
            ("Regime", "What it is", "Stages", "Moves", "Duties", "Rows shown by scenarios"),
            [
                (
                    f"[{own.regime}]({own.regime}.md)",
                    plain((inspect.getdoc(module_of(own.regime)) or "").partition("\n")[0]),
                    *(str(len(part)) for part in (policy.stages, policy.moves, policy.duties)),
                    f"{len(own.rows) - len(own.lacking)} of {len(own.rows)}",
                )
                for own in shown
                for policy in [build(own.regime)]
            ],
        ),
        ("[What was decided](decisions.md) where a text is silent, and by which parameter you decide otherwise.\n"
        "[What the rules leave open](issues_found.md) lists every issue that checking them finds."),
        f"```{{toctree}}\n:hidden:\n\n{names}\ndecisions\nissues_found\n```",
    ]) + "\n"  # fmt: skip


def stale(written: Mapping[str, str], folder: Path) -> list[str]:
    """Every file of the folder that is not what would be written, is missing, or belongs to no regime."""
    there = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md") if path.name not in BY_HAND}
    return sorted(name for name in {*written, *there} if written.get(name) != there.get(name))


def write(written: Mapping[str, str], folder: Path) -> None:
    """Write the pages that changed and remove those of no regime."""
    folder.mkdir(exist_ok=True)
    for name in stale(written, folder):
        if name in written:
            (folder / name).write_text(written[name], encoding="utf-8")
        else:
            (folder / name).unlink()


def main(folder: Path = FOLDER) -> int:
    """Write or check the pages; 1 where a check finds a stale one."""
    parser = argparse.ArgumentParser(prog=AGAIN, description="Write the pages of the regimes.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail where a page is stale")
    written = pages()
    if not parser.parse_args().check:
        write(written, folder)
        return 0
    found = stale(written, folder)
    for name in found:
        print(f"docs/regimes/{name} is stale: run {AGAIN}")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
