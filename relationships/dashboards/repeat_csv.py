"""The tables of the repeat-business pages as rows of a CSV file: the same digits as the page and the command."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils import timezone

from relationships.dashboards.repeat_lens import Lens
from relationships.dashboards.repeat_lists import Chosen, client_lines, entry_lines
from relationships.dashboards.repeat_measured import Freshness, before_and_now, freshness
from relationships.scoring.repeat_business import Bar
from relationships.scoring.repeat_drill import all_standings
from relationships.scoring.repeat_entries import all_counted_entries, engagements
from relationships.scoring.repeat_json import as_document, cents, plain
from relationships.scoring.repeat_turn import Turn

CHUNK = 500
MOST_ENGAGEMENTS = 100_000
Rows = Iterable[Sequence[Any]]


class StillCounting(Exception):
    """There is nothing to take away yet; the page says so and asks again by itself."""


@dataclass(frozen=True)
class Table:
    """A file: its name without a client's in it, its head, its rows."""

    name: str
    header: list[str]
    rows: Rows


def stamped(lens: Lens, table: str, header: list[str], rows: Rows, *, fresh: Freshness | None = None) -> Table:
    """The rows, each carrying the period, scope, policy version and moment it was computed under (now without `fresh`).

    Raises `StillCounting` while they are being counted for the first time.
    """
    if fresh is not None and fresh.counting:
        raise StillCounting
    as_of = (fresh or freshness()).as_of.isoformat()
    period, policy = lens.period, lens.policy
    stamp = [period.start, period.end, lens.scope_name, policy.name, policy.version, as_of]
    more = ["period_start", "period_end", "scope", "policy", "policy_version", "as_of"]
    key = f"{period.start}-{period.last_day}"
    return Table(f"repeat-business-{table}-{key}.csv", [*header, *more], ([*row, *stamp] for row in rows))


def summary(lens: Lens) -> Table:
    """One figure a line."""
    _, found = before_and_now(lens)
    return stamped(
        lens, "summary", ["figure", "value"], _flat("", as_document(found)), fresh=freshness(found.waiting_since)
    )


def bridge(lens: Lens) -> Table:
    """One bar a line."""
    _, found = before_and_now(lens)
    rows = [[bar.value, cents(amount), found.sums.bar_clients[bar]] for bar, amount in found.bridge.items()]
    return stamped(lens, "bridge", ["bar", "amount", "clients"], rows, fresh=freshness(found.waiting_since))


def segments(lens: Lens) -> Table:
    """One practice, office or partner a line; what is too small to judge says so."""
    _, found = before_and_now(lens)
    rows = [
        [row.key, cents(row.total), cents(row.repeat), plain(row.share), row.clients, "too few" if row.too_few else ""]
        for row in found.by
    ]
    header = [lens.by.value, "total", "repeat", "share", "clients", "note"]
    return stamped(lens, f"by-{lens.by}", header, rows, fresh=freshness(found.waiting_since))


def clients(lens: Lens, bar: Bar, existing: bool | None) -> Table:
    """One client group a line, with the last touch before its change began."""
    header = ["client", "bar", "previous", "current", "change", "repeat"]
    header += ["change_began_on", "last_touch_before", "touch_kind", "touch_by", "touch"]
    return stamped(lens, f"clients-{bar}", header, _clients(lens, bar, existing))


def _clients(lens: Lens, bar: Bar, existing: bool | None) -> Iterator[Sequence[Any]]:
    found = all_standings(lens.reading, bar=bar, existing=existing)
    while rows := list(islice(found, CHUNK)):
        for line in client_lines(lens, rows):
            row = line.standing
            sums = [cents(row.previous), cents(row.current), cents(row.change), cents(row.repeat)]
            yield [row.name, row.bar.value, *sums, *_turned(line.turn)]


def _turned(turn: Turn | None) -> list[Any]:
    if turn is None or turn.touch is None:
        return [turn.on if turn else None, None, None, None, None]
    touch = turn.touch.touch
    on = timezone.localtime(touch.occurred_at).date()
    return [turn.on, on, touch.kind, ", ".join(turn.ours), turn.line]


def work(lens: Lens, asked: Chosen) -> Table:
    """One engagement of a client a line."""
    header = ["engagement", "client", "previous", "current", "change", "entries"]
    rows = (
        [row.name, row.client, cents(row.previous), cents(row.current), cents(row.change), row.entries]
        for row in engagements(lens.reading, asked.wanted, limit=MOST_ENGAGEMENTS)
    )
    return stamped(lens, "engagements", header, rows)


def entries(lens: Lens, asked: Chosen) -> Table:
    """One ledger entry a line."""
    header = ["booked_on", "document", "client", "engagement", "practice", "office", "partner", "kind"]
    header += ["amount", "currency", "base_amount", "one_off", "counts", "counts_on", "joint_account"]
    return stamped(lens, "entries", header, _entries(lens, asked))


def _entries(lens: Lens, asked: Chosen) -> Iterator[Sequence[Any]]:
    for counted in all_counted_entries(lens.reading, asked.wanted):
        for line in entry_lines(lens, counted):
            entry = line.entry
            named = [line.client, entry.engagement, entry.practice, entry.office, entry.partner]
            money = [entry.amount, entry.currency, entry.base_amount, entry.one_off]
            names = [record.name if record else "" for record in named]
            booked_for = entry.client.name if line.is_part else ""
            yield [
                *(entry.booked_on, entry.document, *names, entry.kind, *money),
                *(cents(line.counted.amount), line.counted.booked_on, booked_for),
            ]


def _flat(prefix: str, document: dict[str, Any]) -> Iterator[list[Any]]:
    for name, value in document.items():
        if isinstance(value, dict):
            yield from _flat(f"{prefix}{name}.", value)
        elif name not in {"by"}:
            yield [f"{prefix}{name}", value]
