"""The tables of the repeat-business pages as rows of a CSV file: the same digits as the page and the command."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from relationships.dashboards.repeat_lens import Lens
from relationships.dashboards.repeat_lists import Chosen, entry_rows
from relationships.scoring.repeat_business import Bar, RepeatBusiness, Segment
from relationships.scoring.repeat_drill import all_entry_ids, all_standings
from relationships.scoring.repeat_json import as_document, cents, plain
from relationships.scoring.repeat_queries import repeat_business

Rows = Iterable[Sequence[Any]]


@dataclass(frozen=True)
class Table:
    """A file: its name without a client's in it, its head, its rows."""

    name: str
    header: list[str]
    rows: Rows


def stamped(lens: Lens, table: str, header: list[str], rows: Rows) -> Table:
    """The rows, each carrying the period, scope, policy version and moment it was computed under."""
    period, policy = lens.period, lens.policy
    stamp = [period.start, period.end, lens.scope_name, policy.name, policy.version, timezone.now().isoformat()]
    more = ["period_start", "period_end", "scope", "policy", "policy_version", "as_of"]
    key = f"{period.start}-{period.last_day}"
    return Table(f"repeat-business-{table}-{key}.csv", [*header, *more], ([*row, *stamp] for row in rows))


def summary(lens: Lens) -> Table:
    """One figure a line."""
    return stamped(lens, "summary", ["figure", "value"], _flat("", as_document(_measured(lens))))


def bridge(lens: Lens) -> Table:
    """One bar a line."""
    found = _measured(lens)
    rows = [[bar.value, cents(amount), found.sums.bar_clients[bar]] for bar, amount in found.bridge.items()]
    return stamped(lens, "bridge", ["bar", "amount", "clients"], rows)


def segments(lens: Lens) -> Table:
    """One practice, office or partner a line; what is too small to judge says so."""
    rows = [
        [row.key, cents(row.total), cents(row.repeat), plain(row.share), row.clients, "too few" if row.too_few else ""]
        for row in _measured(lens, lens.by).by
    ]
    return stamped(lens, f"by-{lens.by}", [lens.by.value, "total", "repeat", "share", "clients", "note"], rows)


def clients(lens: Lens, bar: Bar, existing: bool | None) -> Table:
    """One client group a line."""
    found = all_standings(lens.reading, bar=bar, existing=existing)
    rows = (
        [row.name, row.bar.value, cents(row.previous), cents(row.current), cents(row.change), cents(row.repeat)]
        for row in found
    )
    return stamped(lens, f"clients-{bar}", ["client", "bar", "previous", "current", "change", "repeat"], rows)


def entries(lens: Lens, asked: Chosen) -> Table:
    """One ledger entry a line."""
    header = ["booked_on", "document", "client", "engagement", "practice", "office", "partner", "kind"]
    header += ["amount", "currency", "base_amount", "one_off"]
    return stamped(lens, "entries", header, _entries(lens, asked))


def _entries(lens: Lens, asked: Chosen) -> Iterator[Sequence[Any]]:
    for ids in all_entry_ids(lens.reading, asked.wanted):
        for entry in entry_rows(lens, ids):
            named = [entry.client, entry.engagement, entry.practice, entry.office, entry.partner]
            money = [entry.amount, entry.currency, entry.base_amount, entry.one_off]
            names = [record.name if record else "" for record in named]
            yield [entry.booked_on, entry.document, *names, entry.kind, *money]


def _measured(lens: Lens, by: Segment | None = None) -> RepeatBusiness:
    return repeat_business(
        policy=lens.policy, period=lens.period, by=by, user=lens.user, within=lens.within, today=lens.today
    )


def _flat(prefix: str, document: dict[str, Any]) -> Iterator[list[Any]]:
    for name, value in document.items():
        if isinstance(value, dict):
            yield from _flat(f"{prefix}{name}.", value)
        elif name not in {"by"}:
            yield [f"{prefix}{name}", value]
