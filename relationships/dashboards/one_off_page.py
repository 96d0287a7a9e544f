"""One-off work: what is proposed by its size, what was marked, and what the share is with and without it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import QuerySet

from accounts.policy import Capability, can
from accounts.queries import the_firm
from accounts.vocabulary import speak
from relationships.clients.models import Client
from relationships.dashboards.repeat_csv import Table, stamped
from relationships.dashboards.repeat_lens import Lens
from relationships.dashboards.repeat_measured import Dated, Freshness, freshness, freshness_of, older
from relationships.engagements.models import Engagement, LedgerEntry, UsualWork
from relationships.foundation.display.money import money_short
from relationships.scoring.one_off_proposals import Proposal, Proposals, one_offs_as_kept
from relationships.scoring.repeat_business import RepeatBusiness
from relationships.scoring.repeat_json import cents
from relationships.scoring.repeat_queries import figures_soon

SHOWN, MARKED_SHOWN = 50, 50


@dataclass(frozen=True)
class OneOffLine:
    """A proposal with the records it names; `kind` and `public_id` say what its buttons are about."""

    proposal: Proposal
    client: Client
    work: Engagement | LedgerEntry
    currency: str

    @property
    def kind(self) -> str:
        return "work" if isinstance(self.work, Engagement) else "entry"

    @property
    def name(self) -> str:
        return self.work.name if isinstance(self.work, Engagement) else speak(str(self.work))

    @property
    def reason(self) -> str:
        """ "5.2 times the usual €40k of this client, over 9 pieces of work"."""
        usual = money_short(self.proposal.usual, self.currency)
        return (
            f"{self.proposal.times} times the usual {usual}, over {self.proposal.works} pieces of work in three years"
        )


@dataclass(frozen=True)
class OneOffPage(Dated):
    """Context of dashboards/one_offs.html. `with_them` and `without`: the share counted both ways, None while counted."""

    lens: Lens
    lines: list[OneOffLine]
    more: int
    marked: list[Engagement | LedgerEntry]
    usual: list[UsualWork]
    with_them: RepeatBusiness | None
    without: RepeatBusiness | None
    currency: str
    may_mark: bool
    fresh: Freshness

    @property
    def csv(self) -> str:
        return self.lens.address(table="one-offs")

    @property
    def amount(self) -> Decimal | None:
        """What one-off work brings in the period."""
        if self.with_them is None or self.without is None:
            return None
        return self.with_them.total - self.without.total


def one_off_page(lens: Lens) -> OneOffPage:
    """What is proposed to this reader, the largest first."""
    proposals, lines = _lines(lens)
    question = lens.question((lens.period,))
    with_them, without = figures_soon(
        [replace(question, policy=replace(lens.policy, one_offs=treated)) for treated in ("included", "apart")]
    )
    usual = _usual(lens).select_related("client", "engagement", "entry", "said_by").order_by("-updated_at")
    counted = freshness(*(each.waiting_since for each in (with_them, without) if each is not None))
    return OneOffPage(
        lens,
        lines[:SHOWN],
        max(len(lines) - SHOWN, 0),
        _marked(lens),
        list(usual[:MARKED_SHOWN]),
        with_them,
        without,
        the_firm().base_currency,
        can(lens.user, Capability.EDIT_LEDGER),
        older(freshness_of(proposals.kept), counted),
    )


def one_off_table(lens: Lens) -> Table:
    """Every proposal a line."""
    proposals, lines = _lines(lens)
    rows = [
        [
            *(line.client.name, line.kind, line.name, cents(line.proposal.amount), cents(line.proposal.usual)),
            *(line.proposal.times, line.proposal.works, line.proposal.last_on),
        ]
        for line in lines
    ]
    header = ["client", "kind", "work", "amount", "usual", "times", "pieces_of_work", "last_booked_on"]
    return stamped(lens, "one-offs", header, rows, fresh=freshness_of(proposals.kept))


def _lines(lens: Lens) -> tuple[Proposals, list[OneOffLine]]:
    """The proposals that nobody has answered yet, by what the records say now."""
    proposals = one_offs_as_kept(lens.question((lens.period,)))
    found, said = proposals.found, _usual(lens)
    works = Engagement.objects.visible_to(lens.user).current().filter(one_off=False)
    works = works.exclude(pk__in=said.filter(engagement__isnull=False).values("engagement")).select_related("client")
    work = works.in_bulk({each.engagement_id for each in found if each.engagement_id})
    entries = LedgerEntry.objects.visible_to(lens.user).filter(one_off=False, archived_at__isnull=True)
    entries = entries.exclude(pk__in=said.filter(entry__isnull=False).values("entry")).select_related("client")
    entry = entries.in_bulk({each.entry_id for each in found if each.entry_id})
    currency, lines = the_firm().base_currency, []
    for each in found:
        record = work.get(each.engagement_id or 0) or entry.get(each.entry_id or 0)
        if record:
            lines.append(OneOffLine(each, record.client, record, currency))
    return proposals, lines


def _usual(lens: Lens) -> QuerySet[UsualWork]:
    """What was said to be usual, and is not proposed again."""
    return UsualWork.objects.visible_to(lens.user).filter(archived_at__isnull=True)


def _marked(lens: Lens) -> list[Engagement | LedgerEntry]:
    """Work and entries that are marked, those touched last first."""
    works = Engagement.objects.visible_to(lens.user).current().filter(one_off=True).select_related("client")
    entries = LedgerEntry.objects.visible_to(lens.user).filter(one_off=True, archived_at__isnull=True)
    newest = entries.select_related("client").order_by("-updated_at", "-pk")[:MARKED_SHOWN]
    both = [*works.order_by("-updated_at", "-pk")[:MARKED_SHOWN], *newest]
    return sorted(both, key=lambda record: record.updated_at, reverse=True)[:MARKED_SHOWN]
