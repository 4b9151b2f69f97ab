"""Citation, party, attachment, titles and the frozen mapping."""

from __future__ import annotations

import pickle
from typing import Any

import attrs
import pytest

from complaintkit.errors import InvalidInput
from complaintkit.values import (
    ERASED,
    PARTY_FIELDS,
    PERSONAL_PARTY_FIELDS,
    Attachment,
    Citation,
    FrozenMap,
    Party,
    Title,
    source,
    titles,
)

EMPTY_SHA = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def faults_of(act) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        act()
    return [str(fault) for fault in caught.value.faults]


def test_a_citation_reads_as_text_and_clause():
    """The mark is shown, the confidence is not."""
    T1 = source("T1")  # noqa: N806 - a text has the name its regime gives it
    assert str(T1("art. 6")) == "T1 art. 6"
    assert str(T1("art. 8(3)", mark="reading", confidence="damaged")) == "T1 art. 8(3) [reading]"
    assert T1("art. 6", mark="param") == Citation("T1", "art. 6", mark="param")
    assert T1("art. 6").confidence == ""


def test_a_citation_refuses_nonsense_all_at_once():
    """Every field is checked."""
    assert faults_of(lambda: Citation("", 6, mark="guess", confidence=None)) == [  # type: ignore[arg-type]
        "expected a text with something in it, got an empty one @ source",
        "expected a text, got 6 (int) @ clause",
        "expected one of 'reading', 'default', 'param' or nothing, got 'guess' (str) @ mark",
        "expected a text, got None (NoneType) @ confidence",
    ]


def test_titles_are_complete_in_both_languages():
    """A title missing in one language is reported with its id, all at once."""
    assert titles({"a": ("A", "甲")}) == {"a": Title("A", "甲")}
    bad: Any = {"a": ("A", ""), "b": ("", "乙"), "c": "xy", "d": ("A", "B", "C"), "e": ("E", 1)}
    assert faults_of(lambda: titles(bad)) == [
        "expected a text with something in it, got an empty one @ titles.a.zh",
        "expected a text with something in it, got an empty one @ titles.b.en",
        "expected (English, Chinese), got 'xy' (str) @ titles.c",
        "expected (English, Chinese), got ('A', 'B', 'C') (tuple) @ titles.d",
        "expected a text, got 1 (int) @ titles.e.zh",
    ]
    assert faults_of(lambda: titles({"": ("A", "甲")})) == [
        "expected a text with something in it, got an empty one @ titles"
    ]


def test_a_title_answers_in_the_language_asked_for():
    """English and Chinese, nothing else."""
    title = Title("outlet head", "网点负责人")
    assert (title.text(), title.text("zh"), str(title)) == ("outlet head", "网点负责人", "outlet head 网点负责人")
    assert faults_of(lambda: title.text("fr")) == ["expected the language 'en' or 'zh', got 'fr' (str) @ lang"]  # type: ignore[arg-type]
    assert faults_of(lambda: Title("", " ")) == [
        "expected a text with something in it, got an empty one @ en",
        "expected a text with something in it, got an empty one @ zh",
    ]


def test_an_attachment_is_held_to_its_content():
    """The hash is that of the content, and finds a changed one."""
    paper = Attachment.of_bytes("letter.pdf", b"", media_type="application/pdf", ref="dms:7")
    assert paper == Attachment("letter.pdf", EMPTY_SHA, media_type="application/pdf", ref="dms:7")
    assert paper.matches(b"")
    assert not paper.matches(b" ")


@pytest.mark.parametrize("sha", ["", EMPTY_SHA[:-1], EMPTY_SHA + "0", EMPTY_SHA.upper(), "g" * 64, None, 5])
def test_a_hash_is_64_lower_case_digits(sha):
    """Any other form is refused."""
    assert faults_of(lambda: Attachment("a", sha))[0].startswith("expected 64 lower-case hexadecimal digits, got")


def test_an_attachment_needs_a_name():
    """All faults at once."""
    assert len(faults_of(lambda: Attachment("", "", media_type=1, ref=2))) == 4  # type: ignore[arg-type]


def test_a_party_is_somebody():
    """A name, a key, or anonymous on purpose; a contact alone does not name anybody."""
    for party in (Party("Li"), Party(key="p-1"), Party(anonymous=True), Party(anonymous=True, contact="139")):
        assert isinstance(party, Party)
    assert faults_of(lambda: Party(contact="139")) == [
        "a party needs a name or a key, or is written Party(anonymous=True) @ name"
    ]
    assert faults_of(lambda: Party("Li", anonymous=True)) == [
        "an anonymous party has no name; leave one of the two out @ anonymous"
    ]


def test_a_party_refuses_other_types_without_showing_them():
    """A mistyped personal value is not repeated in the error."""
    assert faults_of(lambda: Party("Li", contact=13900001111, means=1, kind="", anonymous=1)) == [  # type: ignore[arg-type]
        "expected a text, got a value of type int @ contact",
        "expected a text, got 1 (int) @ means",
        "expected a text with something in it, got an empty one @ kind",
        "expected True or False, got 1 (int) @ anonymous",
        "an anonymous party has no name; leave one of the two out @ anonymous",
    ]


def test_texts_never_show_personal_values():
    """repr and str mask every personal field and show the others."""
    secrets: dict[str, Any] = {field: f"secret-{field}" for field in PERSONAL_PARTY_FIELDS}
    party = Party(**secrets, means="letter", language="zh", key="p-7", kind="organisation")
    for text in (repr(party), str(party), f"{party}", repr([party])):
        assert "secret" not in text
    assert repr(party) == (
        "Party(name=***, contact=***, address=***, means='letter', language='zh', needs=***, key='p-7', "
        "kind='organisation')"
    )
    assert repr(Party(anonymous=True)) == "Party(anonymous=True)"


def test_what_was_given_stays_known_after_erasure():
    """Values go, the fact that they were given stays: decisions can be run again."""
    party = Party("Li", contact="139", key="p-7", means="letter")
    erased = party.erased()
    assert erased == Party(ERASED, contact=ERASED, key="p-7", means="letter")
    assert [field for field in PARTY_FIELDS if erased.has(field)] == ["name", "contact", "means", "key", "kind"]
    assert [party.has(field) for field in PARTY_FIELDS] == [erased.has(field) for field in PARTY_FIELDS]
    assert Party(anonymous=True).erased() == Party(anonymous=True)
    assert faults_of(lambda: party.has("colour")) == [
        "a party has no field 'colour'; it has name, contact, address, means, language, needs, key, kind @ field"
    ]
    assert not Party("Li", contact="  ").has("contact")


def test_a_frozen_mapping_is_a_value():
    """Equal whatever the order, hashable, immutable, picklable; equal to a plain mapping too."""
    row = FrozenMap({"a": 1, "b": (2,)})
    again = FrozenMap({"b": (2,), "a": 1})
    assert row == again == {"a": 1, "b": (2,)}
    assert hash(row) == hash(again) == hash(row)
    assert row != FrozenMap({"a": 1})
    assert row != {"a": 1}
    assert row != 5
    assert pickle.loads(pickle.dumps(row)) == row
    assert (len(row), list(row), row["a"], row.get("z"), "b" in row) == (2, ["a", "b"], 1, None, True)
    assert repr(row) == "FrozenMap({'a': 1, 'b': (2,)})"
    assert FrozenMap() == {}
    with pytest.raises(TypeError, match=r"expected names as keys, got 1 \(int\)"):
        FrozenMap({1: 2})  # type: ignore[dict-item]
    with pytest.raises(AttributeError, match="build a new one to set 'x'"):
        row.x = 1
    with pytest.raises(AttributeError, match="build a new one without '_items'"):
        del row._items


def test_a_frozen_mapping_does_not_follow_its_source():
    """It keeps a copy of what it was given."""
    items = {"a": 1}
    row = FrozenMap(items)
    items["a"] = 2
    assert row["a"] == 1


@pytest.mark.parametrize(
    "value", [Citation("T1", "art. 6"), Title("a", "甲"), Attachment.of_bytes("a", b"x"), Party("Li", key="k")]
)
def test_every_value_is_frozen_and_survives_pickle(value):
    """Values are values."""
    assert pickle.loads(pickle.dumps(value)) == value
    assert hash(pickle.loads(pickle.dumps(value))) == hash(value)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(value, attrs.fields(type(value))[0].name, "x")
