"""What people see: an English and a Chinese title for every id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import attrs

from complaintkit.errors import Faults, InvalidInput
from complaintkit.values.checks import check_text, shown

__all__ = ["Language", "Title", "titles"]

Language = Literal["en", "zh"]


def unknown_language(lang: object) -> InvalidInput:
    """The error for a language that nothing is told in."""
    return InvalidInput.one(f"expected the language 'en' or 'zh', got {shown(lang)}", "lang")


@attrs.frozen
class Title:
    """A title in both languages; form, role and register names keep their original wording.

    >>> Title("outlet head", "网点负责人").text("zh")
    '网点负责人'
    """

    en: str
    zh: str

    def __attrs_post_init__(self) -> None:
        faults = Faults()
        check_text(self.en, "en", faults)
        check_text(self.zh, "zh", faults)
        faults.raise_if_any(heading="the title cannot be read")

    def text(self, lang: Language = "en") -> str:
        """The title in one language. Raises `InvalidInput` for a language other than "en" and "zh"."""
        if lang == "en":
            return self.en
        if lang == "zh":
            return self.zh
        raise unknown_language(lang)

    def __str__(self) -> str:
        return f"{self.en} {self.zh}"


def titles(table: Mapping[str, tuple[str, str]]) -> dict[str, Title]:
    """Read a ``TITLES`` table, id to (English, Chinese); every fault is reported at once.

    >>> titles({"teller": ("teller", "柜员")})
    {'teller': Title(en='teller', zh='柜员')}
    """
    faults = Faults()
    read: dict[str, Title] = {}
    for name, pair in table.items():
        check_text(name, "titles", faults)
        if not _is_pair(pair):
            faults.add(f"titles.{name}", f"expected (English, Chinese), got {shown(pair)}")
            continue
        en, zh = pair
        if check_text(en, f"titles.{name}.en", faults) & check_text(zh, f"titles.{name}.zh", faults):
            read[name] = Title(en, zh)
    faults.raise_if_any(heading="the titles cannot be read")
    return read


def _is_pair(value: object) -> bool:
    return isinstance(value, tuple) and len(value) == len(("en", "zh"))
