"""Every shipped reading of one ledger, and the clients that make two of them differ."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings

from accounts.models import Firm, User
from relationships.clients.models import Client, Wall
from relationships.engagements.models import ExchangeRate, LedgerEntry
from relationships.foundation.periods import fiscal_year
from relationships.scoring.repeat_business import Policy
from relationships.scoring.repeat_queries import repeat_business
from relationships.scoring.repeat_readings import (
    FIRM,
    SHIPPED,
    differences,
    keys_that_differ,
    policy_read_as,
    readings,
)
from tests.examples import examples
from tests.scoring.ledger import load
from tests.scoring.ledgers import ledgers, ownerships
from tests.scoring.test_repeat_definitions import definitions_ledger
from tests.scoring.test_repeat_properties import ledger

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]
TODAY = date(2024, 12, 31)
YEAR = fiscal_year(2024)
HOUSE = Policy()


def named(first: str, second: str, user: User | None = None) -> dict[str, Decimal]:
    """What each client gains in repeat business from the first reading to the second."""
    found = differences(
        policy_read_as(HOUSE, first), policy_read_as(HOUSE, second), period=YEAR, user=user, today=TODAY
    )
    names = dict(Client.objects.unscoped(reason="test").values_list("pk", "name"))
    return {names[each.client_id]: each.change for each in found}


def test_the_definitions_ledger_under_each_reading() -> None:
    load(definitions_ledger())
    found = {each.key: each.found for each in readings(policy=HOUSE, period=YEAR, user=None, today=TODAY)}
    shares = {key: (figures.repeat / 1000, figures.total / 1000) for key, figures in found.items()}
    del shares["rolling"]  # no figure by hand
    assert shares == {
        FIRM: (800, 1955),
        "unlimited": (880, 1955),
        "previous-year": (710, 1955),
        "entity": (690, 1955),
        "today": (800, 1955),
        "one-offs-apart": (800, 1055),
        "first-engagement-apart": (600, 1955),
        "credits-to-documents": (800, 1955),
    }


def test_the_clients_that_make_the_difference() -> None:
    load(definitions_ledger())
    gained = named("previous-year", "unlimited")
    assert sum(gained.values()) == 880_000 - 710_000
    assert all(change > 0 for change in gained.values())


def test_a_reading_the_firm_already_has_is_not_listed_twice() -> None:
    load(definitions_ledger())
    keys = [each.key for each in readings(policy=Policy(lookback="unlimited"), period=YEAR, user=None, today=TODAY)]
    assert keys[0] == FIRM
    assert "unlimited" not in keys


@settings(max_examples=examples(20), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ledgers(fewest=6), ownerships())
def test_the_differences_add_up_whatever_the_readings_call_a_client(entries, edges) -> None:
    with ledger(entries, edges):
        found = {each.key: each.found for each in readings(policy=HOUSE, period=YEAR, user=None, today=TODAY)}
        for one, two in combinations(["entity", "one-offs-apart", "rolling"], 2):
            rows = differences(
                policy_read_as(HOUSE, one), policy_read_as(HOUSE, two), period=YEAR, user=None, today=TODAY
            )
            assert sum(each.change for each in rows) == found[two].repeat - found[one].repeat
            assert sum(each.total_change for each in rows) == found[two].total - found[one].total
            assert len({each.client_id for each in rows}) == len(rows)


def test_at_constant_rates_no_rate_moves_the_share() -> None:
    """A franc was worth 0.50 last year and 1.00 now: booked at their days' rates, Ash's steady work seems to double."""
    Firm.objects.create(base_currency="EUR")
    ash, birch = (Client.objects.create(name=name) for name in ("Ash", "Birch"))
    rows = [(ash, 2023, "CHF", "100", "50"), (ash, 2024, "CHF", "100", "100"), (birch, 2024, "EUR", "100", "100")]
    for number, (client, year, currency, amount, base) in enumerate(rows):
        LedgerEntry.objects.create(
            client=client,
            booked_on=date(year, 3, 1),
            kind="fee",
            amount=Decimal(amount),
            base_amount=Decimal(base),
            currency=currency,
            source="test",
            external_id=str(number),
        )
    steady = policy_read_as(HOUSE, "constant-currency")
    assert "constant-currency" not in keys_that_differ(HOUSE), "nothing is known of any rate"
    for on, rate in ((date(2023, 3, 1), "0.5"), (date(2024, 3, 1), "1"), (date(2024, 12, 1), "2")):
        ExchangeRate.objects.create(currency="CHF", base_currency="EUR", on=on, rate=Decimal(rate))
    assert keys_that_differ(HOUSE)[-1] == "constant-currency"
    booked, constant = (
        repeat_business(policy=policy, period=YEAR, user=None, today=TODAY) for policy in (HOUSE, steady)
    )
    assert (booked.nrr, constant.nrr) == (Decimal(2), Decimal(1))
    assert (booked.total, constant.total) == (Decimal(200), Decimal(300))
    [only] = differences(HOUSE, steady, period=YEAR, user=None, today=TODAY)
    assert (only.client_id, only.change) == (ash.pk, Decimal(100))


def test_a_walled_client_makes_no_difference_to_an_outsider() -> None:
    load(definitions_ledger())
    outsider = User.objects.create_user("outsider@example.com", name="Outsider", role="partner")
    gained = named("previous-year", "unlimited", outsider)
    name = next(iter(gained))
    started = timezone.now() - timedelta(days=1)
    client = Client.objects.unscoped(reason="test").get(name=name)
    Wall.objects.create(client=client, covers_group=True, reason="Mandate", starts_at=started)
    assert name not in named("previous-year", "unlimited", outsider)


def test_every_shipped_reading_changes_the_house_rule_or_says_the_same() -> None:
    assert {key for key in SHIPPED if policy_read_as(HOUSE, key) == HOUSE} == set()
