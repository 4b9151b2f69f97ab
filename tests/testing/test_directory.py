"""The fixed directory of complaintkit.testing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from complaintkit.errors import InvalidInput
from complaintkit.testing import FixedDirectory

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)


def directory(**over):
    """Two tellers, one of them in no unit, a head of outlet 1, a clerk of outlet 2 who is away until five."""
    tables = {
        "roles": {"t1": ("teller",), "t2": {"teller"}, "h1": ("head", "teller"), "c2": ["clerk"]},
        "members": {"t1": "outlet-1", "h1": "outlet-1", "c2": "outlet-2"},
        "units": {"outlet": ("outlet-2", "outlet-1")},
        "absences": {"c2": ((NOW, LATER),)},
        "superiors": {"t1": "h1"},
    }
    return FixedDirectory(**{**tables, **over})


def test_units_keep_their_order():
    """The units of a kind come in the order given; a kind nobody named has none."""
    assert directory().units("bank", "outlet") == ("outlet-2", "outlet-1")
    assert directory().units("bank", "department") == ()
    several = directory(units={"outlet": ("outlet-2", "outlet-1"), "branch": ("north", "outlet-1")})
    assert several.units("bank", None) == ("outlet-2", "outlet-1", "north")


@pytest.mark.parametrize(
    ("person", "unit", "held"),
    [
        ("h1", "outlet-1", {"head", "teller"}),
        ("h1", "outlet-2", set()),
        ("h1", None, {"head", "teller"}),
        ("t2", "outlet-2", {"teller"}),  # of no unit: in every unit
        ("nobody", "outlet-1", set()),
        ("c2", "outlet-2", {"clerk"}),  # away, and still a clerk
    ],
)
def test_roles_belong_to_a_unit(person, unit, held):
    """A person holds roles in the own unit only, or in all where the person has none."""
    assert directory().roles("bank", person, unit, NOW) == held


@pytest.mark.parametrize(
    ("role", "unit", "people"),
    [
        ("teller", "outlet-1", {"t1", "t2", "h1"}),
        ("teller", "outlet-2", {"t2"}),
        ("teller", None, {"t1", "t2", "h1"}),
        ("judge", None, set()),
    ],
)
def test_holders_are_the_other_way_round(role, unit, people):
    """Whoever holds a role in a unit is among its holders there."""
    assert directory().holders("bank", role, unit, NOW) == people


def test_absence_is_half_open():
    """From its first instant on, until its last one, which is not part of it."""
    assert directory().absent("bank", "c2", NOW)
    assert not directory().absent("bank", "c2", LATER)
    assert not directory().absent("bank", "t1", NOW)


def test_superiors():
    """The one above, or nobody."""
    assert directory().superior("bank", "t1") == "h1"
    assert directory().superior("bank", "h1") is None


def test_another_tenant_is_unknown():
    """With a tenant it knows nobody of another one."""
    only = directory(tenant="bank")
    assert only.holders("bank", "head", None, NOW) == {"h1"}
    assert only.units("bank", "outlet") == ("outlet-2", "outlet-1")
    assert only.units("mill", "outlet") == only.units("mill", None) == ()
    assert only.roles("mill", "t1", None, NOW) == frozenset()
    assert only.holders("mill", "head", None, NOW) == frozenset()
    assert not only.absent("mill", "c2", NOW)
    assert only.superior("mill", "t1") is None


def test_faults_come_all_at_once():
    """One text for several ids, ids that are no texts, absences that are none: each is named with its path."""
    with pytest.raises(InvalidInput) as error:
        directory(
            roles={"t1": "teller", "t2": (7,)},
            superiors={"t1": ""},
            absences={"a": ((LATER, NOW),), "b": ((datetime(2026, 1, 1), NOW),), "c": (NOW,)},  # noqa: DTZ001
        )
    assert [fault.path for fault in error.value.faults] == [
        "roles.t1", "roles.t2[0]", "superiors.t1", "absences.a[0]", "absences.b[0]", "absences.c[0]",
    ]  # fmt: skip


def test_naive_instants_are_refused():
    """A question about a naive datetime is an error, as everywhere."""
    with pytest.raises(InvalidInput, match="aware datetime"):
        directory().absent("bank", "t1", datetime(2026, 3, 2))  # noqa: DTZ001
