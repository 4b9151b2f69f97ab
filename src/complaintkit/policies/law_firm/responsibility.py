"""What may follow for a person: T8 knows no sanction; a breach of conduct is alleged and is a complaint of its own."""

from __future__ import annotations

from complaintkit.rules import Move, SanctionRule, Tally

# --- MOVES ------------------------------------------------------------------------------------------------------------
MOVES: tuple[Move, ...] = ()

# --- SANCTIONS --------------------------------------------------------------------------------------------------------
SANCTIONS: tuple[SanctionRule, ...] = ()

# --- TALLIES ----------------------------------------------------------------------------------------------------------
TALLIES: tuple[Tally, ...] = ()
