"""The CRM: ``CRM_DATABASE=postgresql+psycopg://crm@db/crm flask --app examples.web_crm.app run``.

What is shown is how complaints get into an application that has a database and pages already: a ticket and its
complaint in one transaction, forms made of what the policy asks, the version a person saw, refusals as answers, a
command for cron; and, in ``api.py``, the same as JSON. Who is signed in comes from a header here; your login, and your
protection against forged forms, take its place.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import Flask, Response, abort, redirect, render_template, request, url_for
from sqlalchemy import String, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from complaintkit import Actor, Desk, Fact, Party, PolicyHistory, Refused
from complaintkit.desk import Clock, Courier, run
from complaintkit.desk.sinks import LogSink
from complaintkit.errors import InvalidInput, KeyConflict, StaleVersion, UnknownCase, UnknownTenant
from complaintkit.storage import SQLAlchemyStore
from examples.web_crm.api import api
from examples.web_crm.policy import POLICY

PAGE = 20


class Base(DeclarativeBase):
    """The tables of the CRM; those of complaintkit begin with ``ck_`` and are made by its store."""


class Ticket(Base):
    """What the CRM had before: a contact of a customer. Its complaint, if it is one, is named on it."""

    __tablename__ = "tickets"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    customer: Mapped[str] = mapped_column(String(100))
    case_id: Mapped[str | None] = mapped_column(String(32))


class Staff:
    """The directory: who works here, asked by the desk instead of believing what an actor claims."""

    def __init__(self, people: Mapping[str, Sequence[str]]) -> None:
        self._people = people

    def units(self, tenant: str, kind: str | None) -> Sequence[str]:
        return ()

    def roles(self, tenant: str, person: str, unit: str | None, at: datetime) -> frozenset[str]:
        return frozenset(self._people.get(person, ()))

    def holders(self, tenant: str, role: str, unit: str | None, at: datetime) -> frozenset[str]:
        return frozenset(person for person, roles in self._people.items() if role in roles)

    def absent(self, tenant: str, person: str, at: datetime) -> bool:
        return False

    def superior(self, tenant: str, person: str) -> str | None:
        return None


STAFF = Staff({"ana": ("clerk",), "bo": ("head",)})


def create_app(database: str | None = None, clock: Clock | None = None) -> Flask:
    """The application; without ``database`` on a SQLite file, ``clock`` is for tests."""
    app = Flask(__name__)
    engine = create_engine(database or os.environ.get("CRM_DATABASE", "sqlite:///crm.db"))
    Base.metadata.create_all(engine)
    desk = Desk(PolicyHistory([POLICY]), SQLAlchemyStore(engine), tenant="shop", clock=clock, directory=STAFF)

    def actor() -> Actor:
        name = request.headers.get("X-User", "")
        if not STAFF.roles("shop", name, None, desk.clock.now()):
            abort(401)
        return Actor(name)

    def lang() -> str:
        return request.accept_languages.best_match(["en", "zh"]) or "en"

    def title(id: str) -> str:
        return POLICY.title(id, lang())

    @app.context_processor
    def words() -> dict[str, Any]:
        return {"title": title, "once": uuid.uuid4().hex}

    @app.get("/")
    def listed() -> str:
        page = desk.find(stage_kind="open", by=actor(), limit=PAGE, after=request.args.get("after", ""))
        rows = [(case, desk.dues(case.id)) for case in page.cases]
        return render_template("list.html", rows=rows, cursor=page.cursor, facts=POLICY.facts[:3])

    @app.post("/complaints")
    def file() -> Response:
        """The ticket and the complaint commit together. The form's hidden id makes a second click harmless."""
        form, by = request.form, actor()
        with Session(engine) as session, session.begin():
            ticket = session.get(Ticket, form["once"])
            if ticket is None:
                ticket = Ticket(id=form["once"], customer=form["customer"])
                session.add(ticket)
            with desk.using(session):
                case = desk.file(
                    by=by,
                    complainant=Party(name=form["customer"]),
                    facts=typed(POLICY.facts, form),
                    refs={"crm": ticket.id},
                    key=ticket.id,
                )
            ticket.case_id = case.id
        return to(case.id)

    @app.get("/complaints/<id>")
    def shown(id: str) -> str:
        by = actor()
        view = desk.view(id, by=by)  # personal values for those who may see them, ••• for others
        told = desk.explain(id, by=by, lang=lang()).text()
        return render_template("case.html", view=view, offers=desk.available(id, by=by), dues=desk.dues(id), told=told)

    @app.post("/complaints/<id>/<trigger>")
    def act(id: str, trigger: str) -> Response:
        """``expected`` is the version on the page that the form stood on: who was shown an older one is told so."""
        by = actor()
        offers = [offer for offer in desk.available(id, by=by) if offer.verb == "act" and offer.trigger == trigger]
        taken = [fact for offer in offers for fact in (*offer.asks, *offer.offers)]
        facts = typed(taken, request.form)
        desk.act(id, trigger, by=by, facts=facts, expected=request.form.get("expected", type=int))
        return to(id)

    def to(id: str) -> Response:
        return redirect(url_for("shown", id=id), 303)  # type: ignore[return-value]  # Werkzeug's own, Flask's base

    @app.errorhandler(Refused)
    def refused(error: Refused) -> tuple[str, int]:
        return error.decision.text(POLICY, lang()), 422

    @app.errorhandler(InvalidInput)
    def unreadable(error: InvalidInput) -> tuple[dict[str, list[str]], int]:
        return {"faults": [str(fault) for fault in error.faults]}, 400

    @app.errorhandler(StaleVersion)
    @app.errorhandler(KeyConflict)
    def overtaken(error: Exception) -> tuple[str, int]:
        return f"{error}", 409

    @app.errorhandler(UnknownCase)
    @app.errorhandler(UnknownTenant)
    def unknown(error: Exception) -> tuple[str, int]:
        return "there is no such complaint", 404

    @app.cli.command("sweep")
    def sweep() -> None:
        """For cron: fire what is due and send what waits; here it is logged."""
        print(run(desk, courier=Courier(LogSink()), every=None))

    app.register_blueprint(api(desk, actor, lang))
    app.extensions.update(desk=desk, engine=engine)
    return app


def typed(facts: Sequence[Fact], form: Mapping[str, str]) -> dict[str, object]:
    """What a form's texts mean. Empty is not given; the desk reads dates and money itself and refuses what is wrong."""
    given: dict[str, object] = {}
    for fact in facts:
        text = form.get(fact.id, "").strip()
        if text:
            whole = fact.type == "whole" and text.isascii() and text.isdecimal()
            given[fact.id] = int(text) if whole else text == "yes" if fact.type == "yes_no" else text
    return given
