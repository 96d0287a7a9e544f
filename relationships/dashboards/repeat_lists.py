"""The pages below the repeat-business dashboard: a bar's clients, a client's engagements, the entries themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.queries import the_firm
from accounts.vocabulary import speak
from relationships.clients.joint_queries import Held, held_by, joint_accounts_exist
from relationships.clients.models import Client
from relationships.dashboards.numbered_pages import BOUND, PAGE_SIZE, Numbered, last_page
from relationships.dashboards.repeat_choices import Choice
from relationships.dashboards.repeat_lens import Lens, checked
from relationships.dashboards.repeat_measured import Dated, Freshness, freshness
from relationships.engagements.models import Engagement, LedgerEntry
from relationships.scoring.repeat_business import Bar
from relationships.scoring.repeat_drill import Standing, Sums, standings, standings_sum
from relationships.scoring.repeat_entries import (
    Counted,
    EngagementSums,
    Owner,
    Slice,
    counted_entries,
    engagements,
    entries_sum,
    of_client,
)
from relationships.scoring.repeat_segments import NONE
from relationships.scoring.repeat_turn import Turn, turns

ENGAGEMENTS_SHOWN = 500
TITLES = {
    Bar.PREVIOUS: "Clients of the period before",
    Bar.LOST: "Lost clients",
    Bar.SHRUNK: "Clients who spent less",
    Bar.GROWN: "Clients who grew",
    Bar.REACTIVATED: "Clients who came back",
    Bar.NEW: "New clients",
    Bar.CORRECTIONS: "Corrections",
    Bar.CURRENT: "Clients of this period",
}
SIDES = {"both": (True, True), "now": (True, False), "before": (False, True)}


@dataclass(frozen=True)
class ClientLine:
    """A client behind a bar, and when its change began."""

    standing: Standing
    turn: Turn | None


@dataclass(frozen=True)
class ClientsPage(Dated):
    """Context of dashboards/repeat_clients.html: who moved a bar, or who brought a segment's fees."""

    lens: Lens
    bar: Bar
    existing: bool | None
    sums: Sums
    found: Numbered[Standing]
    lines: list[ClientLine]
    currency: str
    fresh: Freshness
    here: str
    before_name: str

    @property
    def mixed(self) -> bool:
        """Whether the clients stand in different bars, so that each row must say which."""
        return self.bar in (Bar.PREVIOUS, Bar.CURRENT)

    @property
    def with_repeat(self) -> bool:
        """Whether some of these clients' fees may be repeat business and some not."""
        return self.bar in (Bar.CURRENT, Bar.REACTIVATED)

    @property
    def title(self) -> str:
        if self.existing is not None:
            return speak("From existing clients" if self.existing else "Not from existing clients")
        return speak(TITLES[self.bar])

    @property
    def classes(self) -> dict[str, str]:
        """Which of the three amounts stands out, and stays on a phone: the one that the headline sums."""
        chief = {Bar.PREVIOUS: "previous", Bar.CURRENT: "current"}.get(self.bar, "change")
        return {name: "strong order-1" if name == chief else "hide-phone" for name in ("previous", "current", "change")}

    @property
    def headline(self) -> Decimal:
        """The figure that the page was opened from."""
        if self.existing and self.bar == Bar.CURRENT:
            return self.sums.repeat
        if self.mixed:
            return self.sums.previous if self.bar == Bar.PREVIOUS else self.sums.current
        return self.sums.change

    @property
    def headline_words(self) -> str:
        if self.mixed:
            return speak("repeat business" if self.existing else "net fees")
        return "a change of"

    @property
    def csv(self) -> str:
        existing = {None: "", True: "yes", False: "no"}[self.existing]
        return self.lens.address(table="clients", bar=self.bar, existing=existing)


@dataclass(frozen=True)
class ClientPage(Dated):
    """Context of dashboards/repeat_client.html: one group's engagements in both periods.

    `alone`: the client's own, because all of them count with its `owners`. `held`: the terms in which what is booked on
    it counts for others by their shares.
    """

    lens: Lens
    client: Client
    sums: Sums
    work: list[EngagementSums]
    turn: Turn | None
    alone: bool
    owners: list[Owner]
    held: list[Held]
    currency: str
    fresh: Freshness
    before_name: str

    @property
    def csv(self) -> str:
        return self.lens.address(table="work", client=self.client.public_id)


@dataclass(frozen=True)
class Chosen:
    """Which entries the address asks for, with the records it names."""

    wanted: Slice
    side: str
    client: Client | None
    engagement: Engagement | None
    address: dict[str, str]


@dataclass(frozen=True)
class EntryLine:
    """An entry, how it counts, and the client that it counts for."""

    entry: LedgerEntry
    counted: Counted
    client: Client

    @property
    def is_part(self) -> bool:
        """Whether it was booked on a joint account, of which this is one member's part."""
        return self.client.pk != self.entry.client_id

    @property
    def moved(self) -> bool:
        """Whether it counts on the day of the invoice that it credits."""
        return self.counted.booked_on != self.entry.booked_on


@dataclass(frozen=True)
class EntriesPage(Dated):
    """Context of dashboards/repeat_entries.html: the ledger entries that a figure sums."""

    lens: Lens
    chosen: Chosen
    sums: Sums
    found: Numbered[EntryLine]
    currency: str
    fresh: Freshness

    @property
    def sides(self) -> list[Choice]:
        names = {"both": "Both", "now": self.lens.period.name, "before": self.lens.period.before().name}
        return [
            Choice(name, self.lens.address(**{**self.chosen.address, "show": side}) or "?", side == self.chosen.side)
            for side, name in names.items()
        ]

    @property
    def csv(self) -> str:
        return self.lens.address(**self.chosen.address, table="entries")


def clients_page(lens: Lens, *, bar: Bar, existing: bool | None, page: int) -> ClientsPage:
    """One page of the clients behind a bar."""
    sums = standings_sum(lens.reading, bar=bar, existing=existing)
    number = min(page, last_page(sums.count))
    rows = standings(lens.reading, bar=bar, existing=existing, limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE)
    found = Numbered(rows, sums.count, number, last_page(sums.count))
    fresh = freshness(sums.waiting_since)
    names = {"here": lens.address(), "before_name": lens.period.before().name}
    lines = client_lines(lens, rows)
    return ClientsPage(lens, bar, existing, sums, found, lines, the_firm().base_currency, fresh, **names)


def client_lines(lens: Lens, rows: Sequence[Standing]) -> list[ClientLine]:
    """These clients with the day that their change began on and the last touch before it."""
    turned = turns(lens.reading, [row.public_id for row in rows], lens.user)
    return [ClientLine(row, turned.get(row.public_id)) for row in rows]


def client_page(lens: Lens, public_id: str) -> ClientPage:
    """The engagements of one visible client: of its group, or its own below another group. Raises `Http404`."""
    client = get_object_or_404(Client.objects.visible_to(lens.user), public_id=checked(public_id))
    wanted, above = of_client(lens.reading, client.pk)
    sums = entries_sum(lens.reading, wanted)
    work = engagements(lens.reading, wanted, limit=ENGAGEMENTS_SHOWN)
    turn = None if wanted.alone else turns(lens.reading, [client.public_id], lens.user).get(client.public_id)
    before = lens.period.before().name
    fresh = freshness()
    held = held_in(lens, client) if joint_accounts_exist() else []
    return ClientPage(
        lens, client, sums, work, turn, wanted.alone, above, held, the_firm().base_currency, fresh, before
    )


def held_in(lens: Lens, client: Client) -> list[Held]:
    """Who shares what is booked on `client` in the period or the one before, as the reader may know."""
    start, end = lens.period.before().start, lens.period.end
    return [
        each
        for each in held_by(lens.user, client)
        if (each.term.starts_on is None or each.term.starts_on < end)
        and (each.term.ends_on is None or each.term.ends_on > start)
    ]


def chosen(lens: Lens, query: dict[str, str]) -> Chosen:
    """What `client`, `engagement` ("none": entries without one) and `show` of an address ask for. Raises `Http404`."""
    side = query.get("show") or "both"
    if side not in SIDES:
        raise Http404("Entries are shown of this period (now), of the one before (before), or of both.")
    client = engagement = None
    if key := query.get("client"):
        client = get_object_or_404(Client.objects.visible_to(lens.user), public_id=checked(key))
    work = query.get("engagement", "")
    if work and work != NONE:
        engagement = get_object_or_404(Engagement.objects.visible_to(lens.user), public_id=checked(work))
    now, before = SIDES[side]
    ours = of_client(lens.reading, client.pk)[0] if client else Slice()
    wanted = replace(
        ours,
        one_engagement=bool(work),
        engagement_id=engagement.pk if engagement else None,
        with_current=now,
        with_previous=before,
    )
    asked = {"client": query.get("client", ""), "engagement": work, "show": "" if side == "both" else side}
    return Chosen(wanted, side, client, engagement, asked)


def entries_page(lens: Lens, asked: Chosen, *, page: int) -> EntriesPage:
    """One page of entries, latest first, under the sum of all of them."""
    sums = entries_sum(lens.reading, asked.wanted)
    number = min(page, last_page(sums.count))
    rows = counted_entries(lens.reading, asked.wanted, limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE)
    found = Numbered(entry_lines(lens, rows), min(sums.count, BOUND + 1), number, last_page(sums.count))
    fresh = freshness(sums.waiting_since)
    return EntriesPage(lens, asked, sums, found, the_firm().base_currency, fresh)


def entry_lines(lens: Lens, counted: Sequence[Counted]) -> list[EntryLine]:
    """These entries with what they name, in their order."""
    rows = LedgerEntry.objects.visible_to(lens.user).select_related(
        "client", "engagement", "practice", "office", "partner"
    )
    by_id = rows.in_bulk([each.id for each in counted])
    members = {each.client_id for each in counted if each.id in by_id and each.client_id != by_id[each.id].client_id}
    names = Client.objects.visible_to(lens.user).in_bulk(members) if members else {}
    return [
        EntryLine(by_id[each.id], each, names.get(each.client_id, by_id[each.id].client))
        for each in counted
        if each.id in by_id
    ]
