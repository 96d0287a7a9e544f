"""Hypothesis strategies: small ledgers in which everything that can matter happens often."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from tests.scoring.ledger import Edge, Entry

CLIENTS = ["Ash", "Birch", "Cedar", "Dune"]
PARENTS = ["Birch", "Root", "Stem"]
FIRST, LAST = date(2020, 1, 1), date(2024, 12, 31)
# Days on which windows begin and end, and their neighbours, are where mistakes live.
BORDERS = [*(date(year, 1, 1) for year in range(2020, 2025)), date(2023, 4, 1), date(2024, 4, 1), date(2024, 7, 1)]
EVES = [day - timedelta(days=1) for day in BORDERS[1:]]
DAYS = st.one_of(st.sampled_from(BORDERS), st.sampled_from([*BORDERS, *EVES, date(2024, 2, 29)]), st.dates(FIRST, LAST))
CENTS = st.one_of(st.just(0), st.sampled_from([100, 200, 300]), st.integers(1, 200_000)).map(
    lambda cents: Decimal(cents) / 100
)


@st.composite
def entries(draw, signs: bool = True) -> Entry:
    kind = draw(st.sampled_from(["fee"] * 5 + (["credit", "write_off", "tax", "disbursement"] if signs else [])))
    amount = draw(CENTS)
    return Entry(
        external_id="",
        client=draw(st.sampled_from(CLIENTS)),
        booked_on=draw(DAYS),
        amount=-amount if kind in ("credit", "write_off") else amount,
        kind=kind,
        engagement=draw(st.sampled_from(["", "one", "two"])),
        partner=draw(st.sampled_from(["", "Ada", "Bea"])),
        one_off=draw(st.integers(0, 5)) == 0,
        archived=draw(st.integers(0, 9)) == 0,
    )


@st.composite
def ledgers(draw, signs: bool = True, fewest: int = 1) -> list[Entry]:
    lines = draw(st.lists(entries(signs=signs), min_size=fewest, max_size=25))
    one_off_work = draw(st.sampled_from(["", "", "one"]))
    return [
        replace(
            line, external_id=f"{number:04}", engagement_one_off=bool(one_off_work) and line.engagement == one_off_work
        )
        for number, line in enumerate(lines)
    ]


@st.composite
def ownerships(draw, fewest: int = 0) -> list[Edge]:
    """Dated edges without circles (a parent comes later in the alphabet) and without two parents on one day."""
    edges = []
    for client in draw(st.lists(st.sampled_from([*CLIENTS, "Root"]), unique=True, min_size=fewest, max_size=4)):
        parents = [parent for parent in PARENTS if parent > client]
        if not parents:
            continue
        cuts = sorted(draw(st.sets(st.sampled_from(BORDERS), max_size=2)))
        for start, end in zip([None, *cuts], [*cuts, None], strict=True):
            if draw(st.integers(0, 2)):
                edges.append(Edge(client, draw(st.sampled_from(parents)), start, end))
    return edges
