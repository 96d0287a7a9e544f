"""The 25 lines of the definitions' ledger, under every reading."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from relationships.foundation.periods import fiscal_year
from relationships.scoring.repeat_business import Policy, RepeatBusiness
from relationships.scoring.repeat_queries import repeat_business
from tests.scoring.ledger import Entry, load

HERE = Path(__file__).parent
EXPECTED = json.loads((HERE / "definitions-ledger" / "expected.json").read_text())


def definitions_ledger() -> list[Entry]:
    with (HERE / "definitions-ledger" / "ledger.csv").open(newline="") as lines:
        return [
            Entry(
                external_id=line["external_id"],
                client=line["client"],
                group=line["group"],
                booked_on=date.fromisoformat(line["booked_on"]),
                amount=Decimal(line["amount"]),
                kind=line["kind"],
                engagement=line["engagement"],
                one_off=line["one_off"] == "yes",
            )
            for line in csv.DictReader(lines)
        ]


@pytest.fixture
def _ledger(db) -> None:
    load(definitions_ledger())


def read(**changes) -> RepeatBusiness:
    return repeat_business(policy=replace(Policy(), **changes), period=fiscal_year(2024), user=None)


@pytest.mark.usefixtures("_ledger")
@pytest.mark.parametrize(
    ("reading", "changes"),
    [
        ("default_36_months_group", {}),
        ("any_earlier_fee_group", {"lookback": "unlimited"}),
        ("any_earlier_fee_legal_entity", {"lookback": "unlimited", "level": "entity"}),
        ("previous_fiscal_year_only_group", {"lookback": "previous-year"}),
        ("first_engagement_apart_36_months_group", {"first_engagement": "apart"}),
        ("default_one_off_apart", {"one_offs": "apart"}),
    ],
)
def test_every_reading_gives_its_share(reading: str, changes: dict[str, str]):
    found = read(**changes)
    repeat, total = EXPECTED[reading]
    assert (found.repeat, found.total) == (Decimal(repeat), Decimal(total))
    assert found.share == (Decimal(repeat) / Decimal(total)).quantize(Decimal("1E-10"))
    assert found.share_reason is None


@pytest.mark.usefixtures("_ledger")
def test_the_companions_of_the_share():
    found = read()
    for name, ratio in (("nrr", found.nrr), ("grr", found.grr), ("client_retention", found.retention)):
        part, whole = EXPECTED[name]
        assert ratio == (Decimal(part) / Decimal(whole)).quantize(Decimal("1E-10")), name
    assert f"{found.concentration.top1:.6f}" == str(EXPECTED["top1_share"])
    assert f"{found.concentration.hhi:.6f}" == str(EXPECTED["hhi"])
    assert found.concentration.top10 == 1
    assert f"{found.concentration.effective_clients:.2f}" == "3.84"
    assert found.clients == 9
    assert found.new_revenue == Decimal(1_075_000)


@pytest.mark.usefixtures("_ledger")
def test_the_bridge_falls_into_the_expected_bars():
    bridge = read().bridge
    expected = EXPECTED["bridge_2023_to_2024_default_group"] | {"corrections": 0}
    assert bridge == {bar: Decimal(expected[bar]) for bar in bridge}
