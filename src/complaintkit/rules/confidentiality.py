"""Confidentiality: who sees which personal fields, and who may erase them."""

from __future__ import annotations

import attrs

from complaintkit.values import Citation


@attrs.frozen
class Access:
    """The roles that see personal facts and party fields of a case; everybody else sees that they are there.

    The complainant, and who acts for them, sees their own in the explanation for complainants. ``masks`` are the party
    roles whose identity is shown to nobody but ``sees`` (the reporter, by default). ``erases`` are the roles that may
    erase personal values (default: nobody; disposing of a case erases them in any event).

    With ``keeps_from_respondents`` whom a case is about, or who was recused, sees no personal values in it, whatever
    their role: so that nobody learns who reported them.

    With ``concerned_only`` a case is shown to nobody whom it does not concern: it concerns its parties, whom it is
    about, its handler, whoever made an entry on it, holds a role in ``oversees``, has their turn or may make a move on
    it now, and the members of a body that decides one. Of them those see personal values who hold a role in ``sees``.
    Personal values are then kept from respondents as well.

    With ``logged`` it is put on record who looked at a case, when, in which roles, and which personal values they were
    shown or not. Nobody is shown a case when that cannot be written. Those who hold a role in ``oversees`` may read it.
    """

    sees: tuple[str, ...] = ()
    masks: tuple[str, ...] = attrs.field(default=("reporter",), kw_only=True)
    erases: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    keeps_from_respondents: bool = attrs.field(default=False, kw_only=True)
    concerned_only: bool = attrs.field(default=False, kw_only=True)
    oversees: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    """With ``concerned_only``: the roles that every case concerns; with ``logged``: those that may read the log."""
    logged: bool = attrs.field(default=False, kw_only=True)
    cite: Citation | None = attrs.field(default=None, kw_only=True)
