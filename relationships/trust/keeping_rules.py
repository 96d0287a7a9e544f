"""What may be let go of, kind by kind: what goes, what stays, the shortest term, and which rows are due. Data alone.

The ledger, work, snapshots of figures, consents, walls and the audit record are in no rule: see `FOR_GOOD`.
"""

from __future__ import annotations

from dataclasses import dataclass

from relationships.trust import keeping_sql as due


@dataclass(frozen=True)
class Step:
    """One table of a kind. `due` asks for ids in ascending order; what happens to them says exactly one of the others."""

    key: str
    due: str
    empties: tuple[str, str] = ("", "")
    """A model and the text field that is emptied, now and in its history."""
    deletes: str = ""
    """A model whose rows go, with their history."""
    with_them: str = ""
    """Before them, rows of a model that hang on them: "hospitality.CardProposal.fact"."""
    history_of: str = ""
    """A model whose old events go."""
    by: str = ""
    """Another way to do it, in `keeping_steps`."""


@dataclass(frozen=True)
class Rule:
    """One kind of record. Terms are months; `months` is the product's own (None: kept for good)."""

    key: str
    label: str
    goes: str
    stays: str
    least: int
    steps: tuple[Step, ...]
    months: int | None = None


def _history(model: str) -> Step:
    app, name = model.lower().split(".")
    return Step(f"history of {model}", due.HISTORY.format(table=f"{app}_{name}"), history_of=model)


RULES = (
    Rule(
        "touch_texts",
        "Texts of touchpoints",
        "What was written, also in its history",
        "The touchpoint: who, with whom, when. Ties and health do not move",
        24,
        (Step("touch texts", due.TOUCH_TEXTS, empties=("interactions.Interaction", "summary")),),
    ),
    Rule(
        "touch_files",
        "Files of touchpoints",
        "The file and its name",
        "The touchpoint",
        12,
        (Step("touch files", due.TOUCH_FILES, by="files"),),
    ),
    Rule(
        "captured_fates",
        "Captured mail that became nothing",
        "What was ignored or refused, and why",
        "Touchpoints that came of mail",
        1,
        (
            Step("captured fates", due.FATES, deletes="capture.Message"),
            Step("capture runs", due.CAPTURE_RUNS, deletes="capture.CaptureRun"),
        ),
        months=13,
    ),
    Rule(
        "strangers",
        "People in captured mail whom nobody entered",
        "Their address and what they wrote",
        "Nothing: they were never taken in",
        3,
        (
            Step("strangers' mail", due.STRANGERS_MAIL, deletes="capture.Message"),
            Step("strangers", due.STRANGERS, deletes="capture.Proposal"),
        ),
    ),
    Rule(
        "guest_facts",
        "Guest-book lines put away or faded",
        "The line and what was said on cards about it",
        "What is still believed",
        1,
        (
            Step(
                "guest facts",
                due.GUEST_FACTS,
                deletes="hospitality.GuestFact",
                with_them="hospitality.CardProposal.fact",
            ),
        ),
    ),
    Rule(
        "notices",
        "Notices that are done with",
        "The notice and that it was mailed",
        "The promise or alert it told of",
        3,
        (
            Step("notices", due.NOTICES, deletes="attention.Notice"),
            Step("notice mails", due.NOTICE_MAILS, deletes="attention.NoticeMail"),
            Step("weekly mails", due.WEEKLY_MAILS, deletes="dashboards.WeeklyMailSent"),
        ),
    ),
    Rule(
        "letters",
        "Letters to alumni and guests",
        "That and when one was sent, or why not",
        "Consents and invitations",
        12,
        (Step("letters", due.LETTERS, deletes="alumni.Letter"),),
    ),
    Rule(
        "links",
        "Secret addresses that have run out",
        "The address of a card or an alumni page",
        "What was said there",
        1,
        (
            Step("alumni links", due.ALUMNI_LINKS, deletes="alumni.AlumnusLink"),
            Step("card links", due.CARD_LINKS, deletes="hospitality.CardLink"),
        ),
    ),
    Rule(
        "import_refusals",
        "Refused cells of imports",
        "The cells and what was wrong with them",
        "How many there were",
        1,
        (Step("import refusals", due.IMPORT_REFUSALS, by="refusals"),),
    ),
    Rule(
        "alumni_without_consent",
        "Alumni who agree to nothing",
        "The person, everywhere, as when somebody asks to be erased",
        "Touchpoints and totals, without a name",
        12,
        (Step("alumni without consent", due.ALUMNI, by="erase"),),
    ),
    Rule(
        "people_without_ties",
        "People with no job at a client and no touchpoint",
        "The person, everywhere, as when somebody asks to be erased",
        "Touchpoints and totals, without a name",
        24,
        (Step("people without ties", due.PEOPLE, by="erase"),),
    ),
    Rule(
        "history",
        "Earlier versions of records",
        "What a field said before it was changed",
        "The record, and that somebody changed it. History of fees, work, walls and consents is kept for good",
        24,
        tuple(
            map(
                _history,
                (
                    "alumni.Alumnus alumni.AlumnusWord attention.DayMark attention.Notice capture.Proposal clients.Alias"
                    " clients.Client clients.TeamMember contacts.ContactPoint contacts.Person contacts.PersonAlias"
                    " contacts.Position hospitality.CardProposal hospitality.Exchange hospitality.GuestFact"
                    " interactions.Attachment interactions.Interaction interactions.PlannedTouch interactions.Promise"
                    " interactions.TouchClient interactions.TouchColleague interactions.TouchPerson network.DeclaredTie"
                    " network.Introduction"
                ).split(),
            )
        ),
    ),
    Rule(
        "origins",
        "Addresses and devices in the audit record",
        "From which address and device, once nobody came from there for so long",
        "Who did what when: the audit record itself is never shortened",
        6,
        (Step("origins", due.ORIGINS, by="origins"),),
    ),
)
BY_KEY = {rule.key: rule for rule in RULES}
FOR_GOOD = (
    ("Fees, invoices and work", "The law asks for ten years or so; the product never removes them."),
    ("Figures of past days", "Repeat business, health and forecasts as they were said."),
    ("Gifts and hospitality", "The register that an auditor asks for."),
    ("Consents, walls and their proof", "As long as the person or the wall is known."),
    ("The audit record", "Chained: an entry that were missing would be noticed."),
)
OF_ITSELF = (
    ("Sessions", "when they end"),
    ("Mail that came to no drop address", "after 90 days"),
    ("Meetings that were to come", "a day after their hour"),
    ("Files that were brought in, and what undoes an import", "after 30 days"),
    ("Files of everything", "after 7 days"),
)
"""What the product lets go of whatever is set here."""
TERMS = (1, 3, 6, 12, 13, 18, 24, 36, 48, 60, 72, 84, 96, 120, 180, 240)
"""Months that a page offers."""


def term_words(months: int | None) -> str:
    """ "2 years", "13 months", "for good"."""
    if months is None:
        return "for good"
    if months % 12:
        return "1 month" if months == 1 else f"{months} months"
    return "1 year" if months == 12 else f"{months // 12} years"
