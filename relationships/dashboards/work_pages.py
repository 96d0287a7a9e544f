"""The page of an engagement with what was booked for it, and all engagements of a client."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import User
from accounts.name_search import holds_words
from accounts.policy import Capability, can
from accounts.queries import the_firm
from accounts.record_history import History
from relationships.clients.models import Client, Wall
from relationships.clients.permissions import may_edit
from relationships.dashboards.client_head import ClientHead
from relationships.dashboards.client_work import WorkLine, lines_with_fees
from relationships.dashboards.fee_years import FeeYears, fee_years
from relationships.dashboards.numbered_pages import Numbered, numbered
from relationships.engagements.history import engagement_history
from relationships.engagements.models import Engagement, LedgerEntry
from relationships.engagements.queries import EngagementTotals, engagement_totals, engagements_of, entries_of
from relationships.engagements.walled_work import wall_around

STATES = {"": "All", "open": "Open", "closed": "Closed", "archived": "Archived"}


@dataclass(frozen=True)
class EngagementPage:
    """Context of dashboards/engagement.html; totals and entries are None for roles that see no fees."""

    work: Engagement
    may_edit: bool
    may_book: bool
    totals: EngagementTotals | None
    fees: FeeYears | None
    entries: Numbered[LedgerEntry] | None
    archived: bool
    changes: History
    wall: Wall | None = None
    may_wall: bool = False

    @property
    def log_context(self) -> str:
        """What the log line on this page already knows."""
        return f"client={self.work.client.public_id}"

    @property
    def other_kinds(self) -> list[tuple[str, object]]:
        """What was booked besides fees: label and sum."""
        by_kind = self.totals.by_kind if self.totals else {}
        outside = [kind for kind in LedgerEntry.Kind if kind.value not in LedgerEntry.FEE_KINDS]
        return [(kind.label, by_kind[kind.value]) for kind in outside if kind.value in by_kind]


@dataclass(frozen=True)
class ClientEngagements:
    """Context of dashboards/client_engagements.html."""

    head: ClientHead
    work: Numbered[Engagement]
    lines: list[WorkLine]
    fees: FeeYears | None
    state: str
    q: str

    @property
    def states(self) -> list[tuple[str, str, bool]]:
        """Value, label and whether it is the current one."""
        return [(value, label, value == self.state) for value, label in STATES.items()]


def engagement_page(user: User, work: Engagement, *, page: int, archived: bool, before: str) -> EngagementPage:
    """Everything about visible `work` that `user` may see; the entries a page at a time, standing or archived."""
    totals, entries = None, None
    if can(user, Capability.SEE_FEES):
        totals = engagement_totals(user, work, start_month=the_firm().fiscal_start_month)
        entries = numbered(entries_of(user, work, archived=archived), page)
    return EngagementPage(
        work=work,
        may_edit=may_edit(user, work.client),
        may_book=can(user, Capability.EDIT_LEDGER) and totals is not None and work.archived_at is None,
        totals=totals,
        fees=fee_years(totals.by_year) if totals else None,
        entries=entries,
        archived=archived and totals is not None,
        changes=engagement_history(user, work, before=before),
        wall=wall_around(user, work) if work.apart else None,
        may_wall=can(user, Capability.MANAGE_WALLS),
    )


def client_engagements_page(
    user: User, client: Client, head: ClientHead, *, state: str, q: str, page: int
) -> ClientEngagements:
    """One page of the work for a visible client, the open and the latest first."""
    rows = engagements_of(user, client, archived=state == "archived")
    if state in ("open", "closed"):
        rows = rows.filter(closed_on__isnull=state == "open")
    if q:
        rows = rows.filter(holds_words(q))
    shown = numbered(rows, page)
    lines, fees = lines_with_fees(user, client, shown.rows, with_fees=head.see_fees)
    return ClientEngagements(head, shown, lines, fees, state, q)
