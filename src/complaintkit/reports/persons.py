"""A person's whole record: every case they are a party of, with what is kept of them, as data and as files."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import attrs

from complaintkit.desk import CaseView, Desk
from complaintkit.errors import InvalidInput
from complaintkit.reports.chosen import cases
from complaintkit.reports.tables import shown
from complaintkit.rules import Actor

__all__ = ["PersonRecord", "person_record"]


@attrs.frozen
class PersonCase:
    """What is kept of a person on one case. ``facts`` and ``told`` are those of a complainant only. Its ``repr`` shows
    nothing of them.
    """

    id: str
    number: str | None
    roles: tuple[str, ...]
    received_at: datetime
    stage: str
    parties: Mapping[str, Mapping[str, Any]] = attrs.field(repr=False)
    facts: Mapping[str, Any] = attrs.field(repr=False)
    refs: Mapping[str, str]
    told: str = attrs.field(repr=False)


@attrs.frozen
class PersonRecord:
    """A person's whole record, as of an instant."""

    key: str
    at: datetime
    cases: tuple[PersonCase, ...]

    def json(self) -> str:
        """All of it as JSON; dates, money and other values as texts."""
        return json.dumps(_plain(self), ensure_ascii=False, indent=2, sort_keys=True)

    def write(self, folder: str | os.PathLike[str]) -> tuple[Path, ...]:
        """Write it into a folder that is not there yet or is empty: ``record.json``, and for each case of which the
        person is the complainant its explanation for them. Returns the files.

        :raises InvalidInput: something is in the folder, or it is a file.
        :raises OSError: it cannot be written.
        """
        place = Path(folder)
        if place.exists() and (not place.is_dir() or any(place.iterdir())):
            raise InvalidInput.one("expected a folder that is empty or not there yet", "folder")
        place.mkdir(parents=True, exist_ok=True)
        texts = {"record.json": self.json()}
        texts |= {f"case-{n}.txt": f"{case.told}\n" for n, case in enumerate(self.cases, 1) if case.told}
        for name, text in texts.items():
            (place / name).write_text(text, encoding="utf-8")
        return tuple(place / name for name in texts)


def person_record(desk: Desk, key: str, *, by: Actor, lang: str = "en") -> PersonRecord:
    """Everything that is kept of a person: each case on which ``key`` is the key of a party, in the order of receipt.

    Of each case it holds what that person is on it, their own fields as a party, and where they are the complainant the
    facts and the explanation for complainants. Other parties are not in it. It is drawn up as ``by`` may see it: what
    the policy's ``access`` keeps from that actor is masked, and cases on which the person is nothing but a masked party
    are left out, so let somebody do it who may see personal values.

    :raises InvalidInput: ``key`` is no text.
    """
    given: object = key
    if not isinstance(given, str) or not given:
        raise InvalidInput.one(f"expected a text that is not empty, got {type(key).__name__}", "key")
    found = sorted(cases(desk, None, None, party=key), key=lambda case: (case.received_at, case.id))
    views = desk.views([case.id for case in found], by=by, what="record")
    found_as = [(view, _roles(view, key)) for view in views]
    held = tuple(_case(desk, view, roles, by, lang) for view, roles in found_as if roles)
    return PersonRecord(key, desk.clock.now(), held)


def _roles(view: CaseView, key: str) -> tuple[str, ...]:
    """What a person is on a case, as far as it is shown."""
    return tuple(sorted(role for role, fields in view.case.parties.items() if fields.get("key") == key))


def _case(desk: Desk, view: CaseView, roles: tuple[str, ...], by: Actor, lang: str) -> PersonCase:
    case = view.case
    mine = "complainant" in roles
    told = desk.explain(case.id, by=by, audience="complainant", lang=lang).text() if mine else ""
    parties = {role: view.parties[role] for role in roles}
    facts = view.facts if mine else {}
    return PersonCase(case.id, case.number, roles, case.received_at, case.stage, parties, facts, case.refs, told)


def _plain(value: Any) -> Any:
    """A value as JSON has it; what JSON has no form for as people read it."""
    if isinstance(value, PersonRecord | PersonCase):
        return {field.name: _plain(getattr(value, field.name)) for field in attrs.fields(type(value))}
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, str | int):
        return value
    return value.isoformat() if isinstance(value, date) else shown(value)
