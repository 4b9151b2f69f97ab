"""Who, what and where: roles, kinds, channels, registers, facts, forms, stages, messages, conduct, links, access."""

from __future__ import annotations

from complaintkit.policies.office.figures import Figures
from complaintkit.policies.office.parts import (
    BOX,
    CONTENTS,
    GROUP,
    HANDLERS,
    HEADS,
    LEGAL,
    LETTERS,
    LIFE,
    MAILBOX,
    MANAGEMENT,
    MEANS_OF_TRAINING,
    MODULE,
    OFFICE,
    QUARTERLY,
    RECEIVER,
    RESPONSIBLE,
    ROUND,
    STAFF,
    SYSTEM,
    VISIT,
    O,
)
from complaintkit.policies.parts import asked, is_yes
from complaintkit.rules import (
    Access,
    Category,
    Channel,
    Conduct,
    Fact,
    Figure,
    Form,
    JoinRule,
    Kind,
    LinkRule,
    Message,
    Numbering,
    Register,
    Report,
    Role,
    Stage,
)

# --- ROLES ------------------------------------------------------------------------------------------------------------
# [default] Nobody stands in by O: the office acts where nobody who receives or handles is left, and management where
# nobody of the office is. For legal adviser, department heads and staff representatives nobody else can speak.
ROLES = (
    Role("staff", everyone=True, cite=O("two")),
    Role(SYSTEM, last_resort=OFFICE, cite=O("five (1)1")),
    Role(BOX, last_resort=OFFICE, cite=O("five (1)2")),
    Role(RECEIVER, last_resort=OFFICE, cite=O("five (1)3")),
    Role(OFFICE, last_resort=MANAGEMENT, cite=O("five (2)1")),
    Role(RESPONSIBLE, last_resort=OFFICE, cite=O("five (2)2")),
    Role(GROUP, last_resort=OFFICE, cite=O("five (2)2")),
    Role(HEADS, cite=O("six 1")),
    Role(STAFF, cite=O("six 1")),
    Role(LEGAL, cite=O("six 2")),
    Role(MANAGEMENT, cite=O("seven 1", mark="default")),
)


# --- KINDS ------------------------------------------------------------------------------------------------------------
def kinds(figures: Figures) -> tuple[Kind, ...]:
    """Complaints; a policy's own life; rounds to the suggestion box and quarterly reviews, which the sweep opens."""
    return (
        Kind("complaint", initial="received", by=("staff",), cite=O("two")),
        Kind(LIFE, initial="drafted", by=(OFFICE,), cite=O("six 1")),
        Kind(ROUND, initial="to_open", every=figures.box_opened, cite=O("four 2", mark="default")),
        Kind(QUARTERLY, initial="to_review", every="quarter", opens="end", cite=O("seven 3")),
    )


# --- CHANNELS ---------------------------------------------------------------------------------------------------------
CHANNELS = (
    Channel(MODULE, cite=O("four 1")),
    Channel(MAILBOX, cite=O("four 1")),
    Channel(LETTERS, cite=O("four 2")),
    Channel(VISIT, cite=O("four 2")),
)

# --- REGISTERS --------------------------------------------------------------------------------------------------------
REGISTERS = (Register("feedback_register", enters=("x_registered",), keeper=OFFICE, cite=O("five (1)1")),)

# --- CATEGORIES: O has none; nature and severity are what the assessment says -----------------------------------------
CATEGORIES: tuple[Category, ...] = ()

# --- FACTS ------------------------------------------------------------------------------------------------------------
AT_FILING = (
    Fact("complainant_is", "choice", choices=("staff_member", "partner", "customer", "other_party"),
         cite=(O("two"), O("three"))),
    Fact("description", "text", personal=True, cite=(O("four 1"), O("five (1)1"))),
    Fact("wished_for", "date", channels=(MODULE,), for_the_record=True, cite=O("four 1")),
    Fact("contact_details", "text", personal=True, channels=(MODULE,), for_the_record=True, cite=O("four 1")),
    Fact("letter_dated", "date", required=False, for_the_record=True,
         cite=O("five (1)2", mark="reading")),
    Fact("found_at", "instant", channels=(LETTERS,), cite=O("five (1)2")),
    Fact("draft", "text", for_the_record=True, case_kind=LIFE, cite=O("six 1")),
)  # fmt: skip

OF_COMPLAINTS = (
    *asked("yes_no", O("five (1)1", mark="default"), "no_name"),
    *asked("text", O("five (1)3"), "process"),
    *asked("instant", O("five (1)3"), "expected_reply_at"),
    *asked("text", O("five (2)1"), "nature"),
    Fact("severity", "choice", choices=("minor", "serious", "grave"), required=False,
         cite=O("five (2)1", mark="default")),
    Fact("departments_concerned", "unit", many=True, required=False, cite=O("five (2)1")),
    *asked("yes_no", O("five (2)2"), "complex"),
    Fact("group_members", "person", many=True, required=False, cite=O("five (2)2")),
    Fact("looked_into_by", "choice", choices=("talk", "papers", "site_visit"), many=True, required=False,
         cite=O("five (3)1")),
    *asked("text", O("five (3)1"), "findings"),
    *asked("yes_no", O("five (3)2"), "solvable_at_once"),
    *asked("text", O("five (3)2"), "plan", "timetable", "solution"),
    *asked("text", O("five (4)2"), "result"),
    *asked("text", O("five (4)1", mark="default"), "not_reached_because"),
    Fact("satisfaction", "choice", choices=("is_satisfied", "is_dissatisfied", "no_answer"), required=False,
         cite=O("five (4)2")),
    *asked("text", O("five (4)2"), "opinions"),
    *asked("text", O("five (5)1"), "followed_up_how"),
    *asked("yes_no", O("five (5)1"), "truly_solved", "recurring"),
    *asked("text", O("five (5)2"), "course"),
    *asked("text", O("five (5)2", mark="default"), "withdrawn_because"),
)  # fmt: skip

OF_ITS_LIFE = (
    *asked("yes_no", O("six 1"), "reasonable", "workable", "complete", case_kind=LIFE),
    *asked("text", O("six 1"), "review_opinion", case_kind=LIFE),
    *asked("text", O("six 2"), "legal_opinion", "revision", case_kind=LIFE),
    *asked("text", O("six 3"), "comment", "comments_summary", "final_text", case_kind=LIFE),
    *asked("text", O("six 3", mark="default"), "dropped_because", case_kind=LIFE),
    Fact("departments_asked", "unit", many=True, required=False, case_kind=LIFE, cite=O("six 3")),
    *asked("text", O("seven 1", mark="default"), "rejected_because", case_kind=LIFE),
    Fact("published_by", "choice", choices=("office_system", "e_mail"), many=True, required=False, case_kind=LIFE,
         cite=O("seven 1")),
    *asked("text", O("seven 1"), "meeting_minutes", case_kind=LIFE),
    *asked("text", O("seven 2"), "module_changes", "sign_changes", case_kind=LIFE),
    *asked("text", O("eight (3)"), *CONTENTS, case_kind=LIFE),
    *asked("text", O("eight (4)"), *MEANS_OF_TRAINING, case_kind=LIFE),
    *(Fact(id, "whole", min_value=0, required=False, case_kind=LIFE, cite=O(clause, mark="param"))
      for id, clause in (("hours_taught", "eight (5)1"), ("hours_discussed", "eight (5)1"),
                         ("hours_in_depth", "eight (5)2"))),
    *asked("text", O("eight (6)"), "examination_results", "survey_results", case_kind=LIFE),
    *asked("text", O("seven 3"), "monitoring_findings", case_kind=LIFE),
    Fact("quarterly_reviews", "text", many=True, required=False, case_kind=LIFE, cite=O("seven 3")),
)  # fmt: skip


def facts() -> tuple[Fact, ...]:
    """What is given with a case, and what moves ask for on the way."""
    return (
        *AT_FILING,
        *OF_COMPLAINTS,
        *OF_ITS_LIFE,
        Fact("letters_found", "whole", required=False, min_value=0, case_kind=ROUND, cite=O("four 2")),
        Fact("number_received", "whole", required=False, min_value=0, case_kind=QUARTERLY, cite=O("seven 3")),
        *asked("yes_no", O("seven 3", mark="default"), "nobody_answered", case_kind=QUARTERLY),
        Fact("rate_of_satisfaction", "ratio", required=False, when=~is_yes("nobody_answered"), min_value=0, max_value=1,
             case_kind=QUARTERLY, cite=O("seven 3")),
        *asked("text", O("seven 3"), "by_type", "problems", "improvements", case_kind=QUARTERLY),
    )  # fmt: skip


# --- FORMS ------------------------------------------------------------------------------------------------------------
FORMS = (
    Form("complaint_archive", copies=("file",), cite=O("five (5)2"),
         contents=("description", "course", "result", "followed_up_how")),
    Form("consultation_draft", copies=(HEADS,), contents=("revision",), cite=O("six 3")),
    Form("policy_text", copies=("staff",), contents=("final_text",), cite=O("seven 1")),
    Form("training_plan", copies=("staff", OFFICE), contents=(*CONTENTS, *MEANS_OF_TRAINING),
         cite=O("eight (4)")),
    Form("quarterly_report", copies=("file",), cite=O("seven 3"),
         contents=("number_received", "by_type", "rate_of_satisfaction", "problems", "improvements")),
)  # fmt: skip

# --- STAGES: whose turn it is -----------------------------------------------------------------------------------------
STAGES = (
    Stage("received", owner=OFFICE),
    Stage("registered", owner=OFFICE),
    Stage("assessed", owner=OFFICE),
    Stage("assigned", owner=RESPONSIBLE),
    Stage("investigating", owner=RESPONSIBLE),
    Stage("planned", owner=RESPONSIBLE),
    Stage("solved", owner=RESPONSIBLE),
    Stage("replied", owner=OFFICE),
    Stage("closed", "closed"),
    Stage("archived", "archived"),
    Stage("disposed_of", "archived"),
    Stage("drafted", owner=OFFICE, case_kind=LIFE),
    Stage("under_review", owner=OFFICE, case_kind=LIFE),
    Stage("with_legal_adviser", owner=LEGAL, case_kind=LIFE),
    Stage("to_revise", owner=OFFICE, case_kind=LIFE),
    Stage("out_for_comments", owner=OFFICE, case_kind=LIFE),
    Stage("to_finish", owner=OFFICE, case_kind=LIFE),
    Stage("to_approve", owner=MANAGEMENT, case_kind=LIFE),
    Stage("approved", owner=OFFICE, case_kind=LIFE),
    Stage("published", owner=OFFICE, case_kind=LIFE),
    Stage("in_regular_review", "closed", case_kind=LIFE),
    Stage("dropped", "closed", case_kind=LIFE),
    Stage("to_open", owner=BOX, case_kind=ROUND),
    Stage("opened", "closed", case_kind=ROUND),
    Stage("to_review", owner=OFFICE, case_kind=QUARTERLY),
    Stage("reviewed", "closed", case_kind=QUARTERLY),
)

# --- MESSAGES ---------------------------------------------------------------------------------------------------------
_MEANS = ("telephone", "email", "letter", "spoken")
MESSAGES = (
    Message("process_told", means=("spoken",), contents=("process", "expected_reply_at"), cite=O("five (1)3")),
    Message("plan_told", means=_MEANS, contents=("plan", "timetable"), cite=O("five (3)2")),
    Message("result_told", means=_MEANS, contents=("findings", "solution", "result"), as_asked=True,
            cite=O("five (4)1")),
    Message("result_told_otherwise", means=_MEANS, contents=("findings", "solution", "result"),
            cite=O("five (4)1", mark="default")),
)  # fmt: skip

# --- CONDUCTS ---------------------------------------------------------------------------------------------------------
CONDUCTS = (
    Conduct("confirm_the_record", O("five (1)3"), of=(RECEIVER,), moves=("register",)),
    Conduct("labour_law_kept", O("three"), of=HANDLERS, moves=("inquire",)),
    Conduct("consumer_law_kept", O("three"), of=HANDLERS, moves=("inquire",)),
    Conduct("seek_a_solution", O("five (3)2"), of=HANDLERS, stages=("investigating",)),
    Conduct("everybody_answered", O("six 3", mark="reading"), of=(OFFICE,), moves=("summarise_comments",)),
)

# --- LINKS ------------------------------------------------------------------------------------------------------------
# seven 3: what a quarter's review finds wanting becomes a new draft; a policy is in regular review once one was held.
LINKS = (
    LinkRule("improves_on", after=("x_quarter_reviewed",), by=(OFFICE,), shares_redress=False, cite=O("seven 3")),
    LinkRule("reviewed_in", after=("x_quarter_reviewed",), shares_redress=False, fact="quarterly_reviews",
             records=("x_taken_up",), cite=O("seven 3", mark="reading")),
)  # fmt: skip
JOINS: tuple[JoinRule, ...] = ()

# --- NUMBERING: O has none --------------------------------------------------------------------------------------------
NUMBERING: tuple[Numbering, ...] = ()

# --- ACCESS: the text is silent; those who take it in and those who handle it -----------------------------------------
ACCESS = Access(sees=(SYSTEM, BOX, RECEIVER, OFFICE, *HANDLERS), cite=O("five (1)1", mark="default"))

# --- REPORTS ----------------------------------------------------------------------------------------------------------
# [default] The type of a complaint is its nature, as the assessment says it.
REPORTS = (
    Report("quarterly_report", owed_by=QUARTERLY, by="facts.nature", cite=O("seven 3"),
           figures=(Figure("number_received"), Figure("by_type", "lines", cite=O("seven 3", mark="default")),
                    Figure("nobody_answered", "none_answered", cite=O("seven 3", mark="default")),
                    Figure("rate_of_satisfaction", "satisfaction"))),
)  # fmt: skip
