"""The facts that set-based SQL gathers are those that one reads off the rows, on any day and on every way."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest

from relationships.foundation.firm_day import firm_day
from relationships.network.actions import rebuild_ties
from relationships.scoring.health_inputs import HealthInputs
from relationships.scoring.health_queries import FirmFigures, firm_figures, gather
from relationships.scoring.health_rules import DEFAULT_RULES
from tests.scoring.health_firm import TODAY, days_before, in_python, random_firm

pytestmark = pytest.mark.django_db
FIRM = FirmFigures(practices=2, net=None)


def same(found: HealthInputs, expected: HealthInputs) -> None:
    for each in fields(HealthInputs):
        if each.name != "firm_net":
            value = getattr(expected, each.name)
            wanted = pytest.approx(value, abs=1e-9) if isinstance(value, float) else value
            assert getattr(found, each.name) == wanted, each.name


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_as_of_any_day(seed):
    clients = random_firm(seed)
    for as_of in (TODAY, days_before(45), days_before(500)):
        found = gather(firm_day(as_of), [client.pk for client in clients], DEFAULT_RULES, firm=FIRM, past=True)
        for client in clients:
            same(found[client.pk], in_python(client, as_of))


def test_from_stored_ties_and_from_stored_history():
    clients = random_firm(5)
    ids = [client.pk for client in clients]
    rebuild_ties(as_of=TODAY)
    today = firm_day(TODAY)
    from_touches = gather(today, ids, DEFAULT_RULES, firm=FIRM, past=True)
    assert gather(today, ids, DEFAULT_RULES, firm=FIRM) == from_touches
    assert gather(today, ids, DEFAULT_RULES, firm=FIRM, history=from_touches) == from_touches
    for client in clients:
        assert gather(today, [client.pk], DEFAULT_RULES, firm=FIRM)[client.pk] == from_touches[client.pk]


def test_a_later_day_follows_from_yesterdays_history():
    ids = [client.pk for client in random_firm(6)]
    rebuild_ties(as_of=TODAY)
    history = gather(firm_day(TODAY), ids, DEFAULT_RULES, firm=FIRM)
    later = firm_day(date(2027, 1, 31))
    expected = gather(later, ids, DEFAULT_RULES, firm=FIRM, past=True)
    carried = gather(later, ids, DEFAULT_RULES, firm=FIRM, history=history)
    # Fees booked ahead become business on their day; the night marks those clients (see test_marks_night).
    ahead = ("business_on", "gap_days", "first_fee_on")
    for client_id in ids:
        same(carried[client_id], replace(expected[client_id], **{k: getattr(carried[client_id], k) for k in ahead}))


def test_the_firms_figures_are_those_of_the_rolling_year():
    clients = random_firm(7)
    figures = firm_figures(firm_day(TODAY))
    assert figures.practices == 2
    assert figures.net == pytest.approx(sum(in_python(client, TODAY).net for client in clients))
