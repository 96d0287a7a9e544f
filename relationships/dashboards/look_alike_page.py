"""One client under two names: which pairs may be one, and what counting them as one would do to the share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts.policy import Capability, can
from accounts.vocabulary import speak
from relationships.clients.models import Client, GroupEdge, LookAlike, NotTheSame
from relationships.dashboards.numbered_pages import PAGE_SIZE, Numbered, last_page
from relationships.dashboards.repeat_csv import Table, stamped
from relationships.dashboards.repeat_lens import Lens
from relationships.dashboards.repeat_measured import Dated, Freshness, freshness
from relationships.foundation.display.share import percent
from relationships.scoring.repeat_business import RepeatBusiness
from relationships.scoring.repeat_json import cents
from relationships.scoring.repeat_look_alikes import Pair, pairs_as_kept, share_if_same
from relationships.scoring.repeat_queries import figures_of

DECIDED_SHOWN = 20


@dataclass(frozen=True)
class PairLine:
    """Two clients, why they look alike, and the share if they are one."""

    pair: Pair
    one: Client
    other: Client
    reason: str
    share: Decimal | None


@dataclass(frozen=True)
class Decided:
    """What somebody said of two clients; `same`: they count as one, `one` under the name of `other`."""

    one: Client
    other: Client
    same: bool


@dataclass(frozen=True)
class LookAlikePage(Dated):
    """Context of dashboards/look_alikes.html."""

    lens: Lens
    now: RepeatBusiness
    pairs: list[Pair]
    found: Numbered[PairLine]
    decided: list[Decided]
    counting: bool
    fresh: Freshness
    may_decide: bool

    @property
    def share_if_same(self) -> Decimal | None:
        return share_if_same(self.now, self.pairs)

    @property
    def sentence(self) -> str:
        """ "17 look-alike pairs: were they one client each, the share would be 57.2 %."."""
        if self.counting:
            return speak("Look-alike clients are being counted; look again in a moment.")
        count = len(self.pairs)
        if not count:
            return speak("No look-alike clients with fees.")
        pairs = "1 look-alike pair" if count == 1 else f"{count:,} look-alike pairs"
        each = "one client" if count == 1 else "one client each"
        if self.share_if_same is None:
            return speak(f"{pairs} may be {each}.")
        if percent(self.share_if_same) == percent(self.now.share):
            return speak(f"{pairs} may be {each}: the share would stay the same.")
        return speak(f"{pairs}: were they {each}, the share would be {percent(self.share_if_same)}.")

    @property
    def csv(self) -> str:
        return self.lens.address(table="look-alikes")


def look_alike_page(lens: Lens, *, page: int) -> LookAlikePage:
    """The open pairs with fees in the period, those first that would change the share most."""
    question = lens.question((lens.period,))
    (now,) = figures_of(question)
    answer = pairs_as_kept(question)
    pairs = _open(answer.pairs)
    number = min(page, last_page(len(pairs)))
    shown = pairs[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    found = Numbered(_lines(lens, now, shown), len(pairs), number, last_page(len(pairs)))
    fresh = Freshness(answer.kept.as_of, answer.kept.stale, answer.kept.late) if answer.kept else None
    return LookAlikePage(
        lens=lens,
        now=now,
        pairs=pairs,
        found=found,
        decided=_decided(lens),
        counting=answer.counting,
        fresh=fresh or freshness(now.waiting_since),
        may_decide=can(lens.user, Capability.EDIT_CLIENTS),
    )


def look_alike_table(lens: Lens) -> Table:
    """One pair a line."""
    question = lens.question((lens.period,))
    (now,) = figures_of(question)
    header = ["client", "other_client", "reason", "likeness", "fees", "other_fees", "existing", "other_existing"]
    lines = _lines(lens, now, _open(pairs_as_kept(question).pairs))
    fresh = freshness(now.waiting_since)
    return stamped(lens, "look-alikes", [*header, "becomes_repeat"], map(_row, lines), fresh=fresh)


def _row(line: PairLine) -> Sequence[Any]:
    pair = line.pair
    fees = [cents(pair.one.current), cents(pair.other.current)]
    existing = ["yes" if side.existing else "no" for side in (pair.one, pair.other)]
    return [
        line.one.name,
        line.other.name,
        pair.reason,
        round(pair.likeness, 2),
        *fees,
        *existing,
        cents(pair.more_repeat),
    ]


def _lines(lens: Lens, now: RepeatBusiness, pairs: Sequence[Pair]) -> list[PairLine]:
    named = Client.objects.visible_to(lens.user).in_bulk([pk for pair in pairs for pk in pair.key])
    return [
        PairLine(
            pair,
            named[pair.one.client_id],
            named[pair.other.client_id],
            LookAlike.Reason(pair.reason).label,
            share_if_same(now, [pair]),
        )
        for pair in pairs
        if pair.one.client_id in named and pair.other.client_id in named
    ]


def _open(pairs: Iterable[Pair]) -> list[Pair]:
    """The pairs that nobody has decided since they were counted."""
    said = NotTheSame.objects.filter(archived_at__isnull=True).values_list("one_id", "other_id")
    same = GroupEdge.objects.filter(same=True, archived_at__isnull=True).values_list("client_id", "parent_id")
    decided = set(said) | {(min(pair), max(pair)) for pair in same}
    return [pair for pair in pairs if pair.key not in decided]


def _decided(lens: Lens) -> list[Decided]:
    """What was decided last, of clients that the reader may see."""
    seen = Client.objects.visible_to(lens.user)
    apart = NotTheSame.objects.filter(archived_at__isnull=True, one__in=seen, other__in=seen)
    same = GroupEdge.objects.filter(same=True, archived_at__isnull=True, client__in=seen, parent__in=seen)
    rows: list[tuple[Any, Decided]] = [
        (each.updated_at, Decided(each.one, each.other, same=False))
        for each in apart.select_related("one", "other").order_by("-updated_at", "-id")[:DECIDED_SHOWN]
    ]
    rows += [
        (each.updated_at, Decided(each.client, each.parent, same=True))
        for each in same.select_related("client", "parent").order_by("-updated_at", "-id")[:DECIDED_SHOWN]
    ]
    return [decided for _, decided in sorted(rows, key=lambda row: row[0], reverse=True)[:DECIDED_SHOWN]]
