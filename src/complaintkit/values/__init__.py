"""Small values that everything else is made of: citation, money, party, attachment, titles, canonical bytes."""

from complaintkit.values.attachment import Attachment
from complaintkit.values.canonical import canonical, digest
from complaintkit.values.citation import Citation, Mark, source
from complaintkit.values.frozen import FrozenMap
from complaintkit.values.money import Money, Rounding, round_fraction
from complaintkit.values.party import ERASED, PARTY_FIELDS, PERSONAL_PARTY_FIELDS, Party
from complaintkit.values.titles import Language, Title, titles

__all__ = [
    "ERASED",
    "PARTY_FIELDS",
    "PERSONAL_PARTY_FIELDS",
    "Attachment",
    "Citation",
    "FrozenMap",
    "Language",
    "Mark",
    "Money",
    "Party",
    "Rounding",
    "Title",
    "canonical",
    "digest",
    "round_fraction",
    "source",
    "titles",
]
