"""One command asked of one case, with all that its checks read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from complaintkit.cases.case import Case
from complaintkit.cases.commands import Act
from complaintkit.cases.program import Program, Row
from complaintkit.cases.reasons import Reason
from complaintkit.cases.view import View
from complaintkit.rules.record import Actor, Surroundings


class Asking:
    """One command asked of one case, with all that the checks read."""

    __slots__ = (
        "_view",
        "actor",
        "around",
        "at",
        "capacity",
        "case",
        "command",
        "deputy_roles",
        "now",
        "program",
        "roles",
    )

    def __init__(
        self, program: Program, case: Case, command: Act, actor: Actor, now: datetime, around: Surroundings
    ) -> None:
        self.program = program
        self.case = case
        self.command = command
        self.actor = actor
        self.now = now
        self.at = command.at if command.at is not None else now
        self.around = around
        held = actor.roles if around.roles is None else around.roles
        self.roles = held | program.everyone if program.everyone else held
        self.capacity = ""
        self.deputy_roles: frozenset[str] = frozenset()
        self._view: View | None = None

    @property
    def view(self) -> View:
        """The case with the command's facts laid over it."""
        view = self._view
        if view is None:
            command = self.command
            view = self._view = View(
                self.program, self.case, self.at, command.facts, self.around, category=command.category
            )
        return view


Check = Callable[[Asking, Row], Sequence[Reason]]
NONE: tuple[Reason, ...] = ()
