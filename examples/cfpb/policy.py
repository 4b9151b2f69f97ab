"""The rules: those of a bank branch (T1), adapted in code to what the bureau publishes.

- Channels: the bureau's six stand beside T1's own. The bureau takes the complaint and passes it to the bank, so that
  for the bank each is a complaint that came in another way (T1's ``other``).
- Categories: the tree of products, issues and sub-issues, as in the bureau's forms.
- An answer that the consumer disputes brings a follow-up case, linked to the first.
- No terms: the bureau publishes no date of the answer, so that nothing could be judged by one. T1's duties are left
  out, and no date that the cases carry says anything about time.
- The bureau's own fields are facts for the record; ``unit_kind`` and ``other_channel``, which it has not, are left out.
"""

from __future__ import annotations

from pathlib import Path
from zlib import crc32

import attrs

from complaintkit import Category, Fact, Move, Policy, source
from complaintkit.deadlines import Calendar, Window
from complaintkit.policies import bank_branch
from complaintkit.rules import LinkRule, with_channels
from complaintkit.rules.moves import STAYS
from complaintkit.values import titles
from examples._shared.data import read_rows

LONGEST_ID = 100
"""So long may an id be that cases are found by."""
CATEGORIES = Path(__file__).parent / "data" / "categories.csv"
CFPB = source("CFPB Consumer Complaint Database")

CHANNELS = ("Web", "Referral", "Postal mail", "Phone", "Fax", "Email")
RESPONSES = (
    "Closed with monetary relief", "Closed with non-monetary relief", "Closed with explanation", "Closed with relief",
    "Closed without relief", "Closed", "In progress", "Untimely response",
)  # fmt: skip
UNANSWERED = ("In progress", "Untimely response")
DISPUTE = "dispute"

TITLES = titles({
    "Web": ("web", "网站"),
    "Referral": ("referral", "转介"),
    "Postal mail": ("postal mail", "邮寄"),
    "Phone": ("phone", "电话"),
    "Fax": ("fax", "传真"),
    "Email": ("email", "电子邮件"),
    "Closed with monetary relief": ("closed with monetary relief", "已办结:金钱补偿"),
    "Closed with non-monetary relief": ("closed with non-monetary relief", "已办结:非金钱补偿"),
    "Closed with explanation": ("closed with explanation", "已办结:解释说明"),
    "Closed with relief": ("closed with relief", "已办结:有补偿"),
    "Closed without relief": ("closed without relief", "已办结:无补偿"),
    "Closed": ("closed by the company", "公司已办结"),
    "In progress": ("in progress", "处理中"),
    "Untimely response": ("untimely response", "未及时答复"),
    "sub_product": ("sub-product", "子产品"),
    "company": ("company", "公司"),
    "state": ("state", "州"),
    "sent_on": ("sent to the company on", "转公司日期"),
    "company_response": ("company's response", "公司答复"),
    "public_response": ("company's public response", "公司公开答复"),
    "timely": ("timely by the bureau's word", "该局认定是否及时"),
    "disputed": ("disputed by the consumer", "消费者是否有异议"),
    "take_in": ("take in what the bureau publishes", "录入该局公布内容"),
    DISPUTE: ("the answer is disputed", "对答复有异议"),
})  # fmt: skip

FACTS = (
    Fact("sub_product", "text", required=False, for_the_record=True, cite=CFPB("Sub-product")),
    Fact("company", "text", for_the_record=True, cite=CFPB("Company")),
    Fact("state", "text", required=False, for_the_record=True, cite=CFPB("State")),
    Fact("sent_on", "date", for_the_record=True, cite=CFPB("Date sent to company")),
    Fact("company_response", "choice", required=False, choices=RESPONSES, for_the_record=True,
         cite=CFPB("Company response")),
    Fact("public_response", "text", required=False, for_the_record=True, cite=CFPB("Company public response")),
    Fact("timely", "yes_no", required=False, for_the_record=True, cite=CFPB("Timely response?")),
    Fact("disputed", "yes_no", required=False, for_the_record=True, cite=CFPB("Consumer disputed?")),
)  # fmt: skip
NOT_PUBLISHED = ("unit_kind", "other_channel")

TAKE_IN = Move(
    "take_in", ("received",), STAYS, by=("first_receiver",), asks=("company_response", "timely"),
    offers=("public_response", "disputed"), records=("informed",), cite=CFPB("Company response"),
)  # fmt: skip
FOLLOW_UP = LinkRule(DISPUTE, after=("replied",), by=("first_receiver",), cite=CFPB("Consumer disputed?"))


def category_id(product: str, issue: str = "", sub_issue: str = "") -> str:
    """A place in the tree, with all above it: issues of the same name stand under several products.

    What no store could find cases by is cut short, and told apart by a checksum of the whole.

    >>> category_id("Mortgage", "Other")
    'Mortgage / Other'
    >>> category_id("Mortgage", "o" * 100)[85:]
    'oooooo~478ce215'
    """
    whole = " / ".join(part for part in (product, issue, sub_issue) if part)
    return whole if len(whole) <= LONGEST_ID else f"{whole[: LONGEST_ID - 9]}~{crc32(whole.encode()):08x}"


def read_tree(path: Path = CATEGORIES) -> tuple[Category, ...]:
    """Products, below each its issues, below these their sub-issues."""
    tree: dict[str, Category] = {}
    for row in read_rows(path):
        path_so_far: tuple[str, ...] = ()
        parent: str | None = None
        for part in (row["product"], row["issue"], row["sub_issue"]):
            if part:
                path_so_far += (part,)
                id = category_id(*path_so_far)
                tree.setdefault(id, Category(id, parent=parent))
                parent = id
    return tuple(tree.values())


def without_terms(policy: Policy) -> Policy:
    """The policy without what is owed by a date: its duties; and a reply time that is agreed binds nobody."""
    moves = tuple(attrs.evolve(move, promises=None) if move.promises else move for move in policy.moves)
    return attrs.evolve(policy, duties=(), promises=(), moves=moves)


def policy() -> Policy:
    """The bank branch's rules, adapted.

    >>> adapted = policy()
    >>> [channel.id for channel in adapted.channels][-2:], len(adapted.duties)
    (['Fax', 'Email'], 0)
    """
    bank = without_terms(bank_branch.policy(in_force_from="2011-07-21", currency="USD"))
    wider = with_channels(bank, dict.fromkeys(CHANNELS, "other"))
    return attrs.evolve(
        wider,
        id="cfpb_bank",
        categories=read_tree(),
        facts=(*(fact for fact in wider.facts if fact.id not in NOT_PUBLISHED), *FACTS),
        moves=(*wider.moves, TAKE_IN),
        links=(FOLLOW_UP,),
        calendar="new_york",
        convention="plain",
        titles=(*wider.titles, *TITLES.items()),
    )


def new_york() -> Calendar:
    """Days in New York. No term is counted in it."""
    hours = (Window("09:00", "17:00"),)
    return Calendar("new_york", zone="America/New_York", version="1", week=(hours,) * 5 + ((), ()))
