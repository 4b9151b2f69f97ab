"""How hard the kit tries: three profiles, or one of your own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import attrs

from complaintkit.errors import Faults, InvalidInput, MissingExtra
from complaintkit.values.checks import is_whole, shown

__all__ = ["PROFILES", "Profile", "choose_profile", "profile_named", "register_hypothesis_profiles"]


@attrs.frozen(kw_only=True)
class Profile:
    """How hard :func:`check_policy` tries.

    ``lifetimes`` are lived, each of at most ``steps`` steps of one to some ten commands (nought: none);
    ``examples`` starts are tried for the term of each duty.

    :raises InvalidInput: a figure is no whole number within its bounds.

    >>> Profile(lifetimes=50, steps=20, examples=25)
    Profile(lifetimes=50, steps=20, examples=25)
    """

    lifetimes: int
    steps: int
    examples: int

    def __attrs_post_init__(self) -> None:
        faults = Faults()
        for name, least in (("lifetimes", 0), ("steps", 1), ("examples", 1)):
            given: object = getattr(self, name)
            if not is_whole(given) or getattr(self, name) < least:
                faults.add(name, f"expected a whole number from {least} on, got {shown(given)}")
        faults.raise_if_any(heading="the profile cannot be used")


PROFILES: Final[Mapping[str, Profile]] = {
    "quick": Profile(lifetimes=3, steps=8, examples=5),
    "default": Profile(lifetimes=20, steps=20, examples=25),
    "thorough": Profile(lifetimes=300, steps=40, examples=250),
}
"""``quick`` while writing (a second or two), ``default`` for each run of a suite (20 seconds for a large policy),
``thorough`` for a night."""

_chosen = ["default"]


def choose_profile(name: str) -> None:
    """Let one of the `PROFILES` be the one that is used where none is named; the plugin's ``--policy-profile`` does so.

    :raises InvalidInput: there is no such profile.
    """
    profile_named(name)
    _chosen[0] = name


def profile_named(given: Any) -> Profile:
    """The profile of a name, a profile itself as it is, for None the one chosen.

    :raises InvalidInput: there is no such profile.

    >>> profile_named("quick").lifetimes
    3
    """
    if isinstance(given, Profile):
        return given
    name = _chosen[0] if given is None else given
    found = PROFILES.get(name) if isinstance(name, str) else None
    if found is None:
        raise InvalidInput.one(f"expected a Profile or one of {', '.join(PROFILES)}, got {shown(given)}", "profile")
    return found


def register_hypothesis_profiles() -> None:
    """Tell Hypothesis of a profile for each of ours, ``complaintkit-quick`` and so on, for properties of your own.

    They differ in how many examples are tried; nothing is loaded.

    :raises MissingExtra: Hypothesis is not installed.
    """
    try:
        from hypothesis import HealthCheck, settings
    except ModuleNotFoundError as error:
        raise MissingExtra("testing", "register_hypothesis_profiles") from error
    for name, profile in PROFILES.items():
        busy = (HealthCheck.too_slow,)  # a busy machine fails no property
        settings.register_profile(
            f"complaintkit-{name}", max_examples=profile.examples, deadline=None, suppress_health_check=busy
        )
