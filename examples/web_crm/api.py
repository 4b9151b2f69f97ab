"""The same complaints for programs: JSON in, JSON out, errors as problem details (RFC 9457)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, json, request

from complaintkit import Actor, ComplaintKitError, Desk, Party
from complaintkit.desk import as_json, as_problem
from complaintkit.errors import InvalidInput
from examples.web_crm.policy import POLICY

PAGE = 20


def api(desk: Desk, actor: Callable[[], Actor], lang: Callable[[], Any]) -> Blueprint:
    """The routes below ``/api``. What is shown of a case comes from ``view``, by whoever asks."""
    routes = Blueprint("api", __name__, url_prefix="/api")

    def told(**parts: Any) -> dict[str, Any]:
        return as_json(desk.newest, lang=lang(), **parts)

    def complaint(id: str) -> dict[str, Any]:
        by = actor()
        return told(case=desk.view(id, by=by), duties=desk.dues(id), offers=desk.available(id, by=by))

    @routes.get("/titles")
    def titles() -> dict[str, str]:
        """The words for the ids in all other answers; a client asks once."""
        return {id: POLICY.title(id, lang()) for id in sorted(POLICY.title_of)}

    @routes.get("/complaints")
    def listed() -> dict[str, Any]:
        return told(page=desk.find(by=actor(), limit=PAGE, after=request.args.get("after", "")))

    @routes.get("/complaints/<id>")
    def shown(id: str) -> dict[str, Any]:
        return complaint(id)

    @routes.get("/complaints/<id>/explanation")
    def explained(id: str) -> dict[str, Any]:
        return told(explanation=desk.explain(id, by=actor(), lang=lang()))

    @routes.post("/complaints")
    def file() -> tuple[dict[str, Any], int]:
        given, by = body("customer", "facts"), actor()
        case = desk.file(
            by=by,
            complainant=Party(name=given.get("customer", "")),
            facts=given.get("facts", {}),
            key=request.headers.get("Idempotency-Key"),
        )
        return complaint(case.id), 201

    @routes.post("/complaints/<id>/<trigger>")
    def act(id: str, trigger: str) -> dict[str, Any]:
        """``expected`` is the version that the client was shown."""
        given = body("facts", "expected")
        desk.act(id, trigger, by=actor(), facts=given.get("facts", {}), expected=given.get("expected"))
        return complaint(id)

    @routes.errorhandler(ComplaintKitError)
    def failed(error: ComplaintKitError) -> Response:
        problem = as_problem(error, desk.newest, lang=lang())
        return Response(json.dumps(problem), problem["status"], mimetype="application/problem+json")

    return routes


def body(*known: str) -> Mapping[str, Any]:
    """The object that was sent; what nobody reads is a fault."""
    given = request.get_json()
    if not isinstance(given, dict):
        raise InvalidInput.one("expected an object", "$")
    for name in given.keys() - set(known):
        raise InvalidInput.one(f"there is no such member; known: {', '.join(known)}", f"$.{name}")
    return given
