"""The back-test: leak-free, honest about too little data, and its figures what they say they are."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User
from relationships.clients.models import Client
from relationships.engagements.models import Engagement, LedgerEntry
from relationships.interactions.models import Interaction
from relationships.scoring.evidence import back_tests
from relationships.scoring.evidence_json import as_document
from relationships.scoring.prediction_quality import auc, auc_error, brier, calibration, calibration_error
from relationships.scoring.return_book import Book
from relationships.scoring.return_facts import Span, book_at, ledger_span
from relationships.scoring.return_level import YearLevel, level_of, next_level
from relationships.scoring.return_model import ReturnModel, Weight, slope_of
from relationships.scoring.return_training import train
from relationships.scoring.return_trials import training_cutoffs
from tests.factories import WallFactory, wall_around
from tests.network.touching import TouchSpec, make_colleague, make_person, make_touches
from tests.scoring.ledger import Entry, load

CUTOFF = date(2015, 12, 31)
KEYS = {"return_likelihood", "health", "recency", "frequency", "decay_365"}


def firm(clients: int = 260, *, seed: int = 4, years: range = range(2012, 2017)) -> list[Entry]:
    """Some come most years, some seldom; big ones come more often."""
    dice = random.Random(seed)
    entries = []
    for number in range(clients):
        faithful = dice.random()
        for year in years:
            for _ in range(2 if faithful > 0.7 else 1):
                if dice.random() < 0.15 + 0.75 * faithful:
                    day = date(year, 1, 1) + timedelta(days=dice.randrange(365))
                    amount = Decimal(round(1000 * (1 + 9 * faithful) * dice.random() + 1, 2)).quantize(Decimal("0.01"))
                    partner = "Ada" if number % 3 else "Bea"
                    entries.append(Entry(str(len(entries)), f"Client {number}", day, amount, partner=partner))
    return entries


def predicted(cutoff: date = CUTOFF) -> dict[int, float]:
    """Client -> probability at the cut-off, as the back-test predicts it."""
    model = train(cutoff, ledger_span(), book_at).model
    assert model is not None
    book = book_at(cutoff)
    return dict(zip(book.client_ids, model.probabilities(book), strict=True))


def document(*arguments: str) -> dict:
    out = StringIO()
    call_command("evidence", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


@pytest.mark.django_db
def test_a_future_fact_changes_nothing() -> None:
    """Facts after the cut-off may change what happened, never what was predicted; those after the horizon, nothing."""
    made = firm()
    load(made)
    before, (evidence,) = predicted(), back_tests([CUTOFF])
    quiet = Client.objects.unscoped(reason="test").order_by("pk")[:40]
    numbers = iter(range(10**6, 2 * 10**6))
    later = [
        Entry(str(next(numbers)), f"{client.name} later", day, Decimal(90_000), partner="Cid")
        for client in quiet
        for day in (date(2017, 1, 1), date(2020, 5, 5))
    ]
    _add(later, {f"{client.name} later": client for client in quiet})
    make_touches([TouchSpec(date(2016, 1, 2), clients=[client]) for client in quiet])
    assert as_document(list(back_tests([CUTOFF])), horizon_months=12, book_months=12) == as_document(
        [evidence], horizon_months=12, book_months=12
    )
    _add(
        [replace(each, external_id=f"h{n}", booked_on=date(2016, 1, 1)) for n, each in enumerate(later)],
        {f"{client.name} later": client for client in quiet},
    )
    (now,) = back_tests([CUTOFF])
    assert now.base_rate is not None
    assert evidence.base_rate is not None
    assert now.base_rate > evidence.base_rate
    assert predicted() == pytest.approx(before, rel=1e-9)


def _add(entries: list[Entry], clients: dict[str, Client]) -> None:
    partner = User.objects.filter(role="partner").first()
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            client=clients[each.client],
            partner=partner,
            booked_on=each.booked_on,
            kind="fee",
            amount=each.amount,
            base_amount=each.amount,
            currency="EUR",
            source="later",
            external_id=each.external_id,
        )
        for each in entries
    )


@pytest.mark.django_db
def test_a_fact_of_the_cut_off_day_counts() -> None:
    load(firm())
    before = predicted()
    client = Client.objects.unscoped(reason="test").get(pk=min(before))
    _add([Entry("x", "x", CUTOFF, Decimal(50_000))], {"x": client})
    assert predicted()[client.pk] != pytest.approx(before[client.pk])


def test_training_ends_where_the_future_begins() -> None:
    span = Span(date(2010, 1, 1), date(2016, 12, 31), 10)
    days = training_cutoffs(CUTOFF, span, horizon_months=12)
    assert days == [date(year, 12, 31) for year in (2014, 2013, 2012, 2011, 2010)]
    assert training_cutoffs(date(2015, 3, 31), span, horizon_months=3, step=3)[:2] == [
        date(2014, 12, 31),
        date(2014, 9, 30),
    ]


@pytest.mark.django_db
def test_the_document_has_the_agreed_shape() -> None:
    load(firm())
    found = document("--cutoff", "2014-12-31", "2015-12-31", "--cutoff", "2013-12-31")
    assert set(found) == {"horizon_months", "book_months", "cutoffs"}
    assert [each["cutoff"] for each in found["cutoffs"]] == ["2013-12-31", "2014-12-31", "2015-12-31"]
    last = found["cutoffs"][-1]
    assert set(last) == {"cutoff", "n", "base_rate", "auc", "brier", "calibration"}
    assert set(last["auc"]) == set(last["brier"]) == KEYS
    assert last["auc"]["health"] is None
    assert last["auc"]["return_likelihood"] > last["auc"]["recency"]
    assert sum(each["n"] for each in last["calibration"]) == last["n"]
    assert last["brier"]["return_likelihood"] < last["base_rate"] * (1 - last["base_rate"])


@pytest.mark.django_db
def test_book_and_outcome_are_half_open_to_the_day() -> None:
    days = {"in": date(2015, 1, 1), "edge": CUTOFF, "out": date(2014, 12, 31), "credit": date(2015, 5, 5)}
    load(
        [
            *(
                Entry(name, name, day, Decimal(-5 if name == "credit" else 5), "credit" if name == "credit" else "fee")
                for name, day in days.items()
            ),
            Entry("again", "in", date(2016, 12, 31), Decimal(1)),
            Entry("late", "edge", date(2017, 1, 1), Decimal(1)),
        ]
    )
    book = book_at(CUTOFF)
    names = dict(Client.objects.unscoped(reason="test").values_list("pk", "name"))
    assert {names[each]: came for each, came in zip(book.client_ids, book.came, strict=True)} == {"in": 1, "edge": 0}
    age = dict(zip([names[each] for each in book.client_ids], book.columns["days_since"], strict=True))
    decayed = dict(zip([names[each] for each in book.client_ids], book.columns["decay_365"], strict=True))
    assert age == {"in": 364, "edge": 0}
    assert decayed["in"] == pytest.approx(np.log(6) * 0.5 ** (364 / 365))


@pytest.mark.django_db
def test_too_little_history_has_no_number() -> None:
    load(firm(clients=90))
    (found,) = back_tests([CUTOFF])
    assert found.auc["return_likelihood"] is None
    assert found.auc["decay_365"] is not None
    assert "a model needs 100" in found.missing
    assert found.calibration == []


@pytest.mark.django_db
def test_without_any_fee_nothing_is_judged() -> None:
    assert document()["cutoffs"] == []
    assert document("--cutoff", "2015-12-31")["cutoffs"][0]["n"] == 0


@pytest.mark.django_db
def test_a_horizon_that_is_not_over_is_refused() -> None:
    with pytest.raises(CommandError, match="they can be judged from then on"):
        document("--cutoff", "2099-12-31")


@pytest.mark.django_db
def test_clients_behind_walls_move_nobodys_figures() -> None:
    load(firm())
    before = document("--cutoff", str(CUTOFF))["cutoffs"][0]
    hidden = Client.objects.create(name="Hidden")
    _add(
        [Entry("w1", "h", date(2015, 6, 6), Decimal(10**6)), Entry("w2", "h", date(2014, 6, 6), Decimal(1))],
        {"h": hidden},
    )
    assert document("--cutoff", str(CUTOFF))["cutoffs"][0]["n"] == before["n"] + 1
    WallFactory(client=hidden)
    assert document("--cutoff", str(CUTOFF))["cutoffs"][0] == before


@pytest.mark.django_db
def test_touches_that_were_put_away_or_stand_behind_a_wall_do_not_count() -> None:
    load(
        [
            Entry("1", "Ash", date(2015, 6, 6), Decimal(100), engagement="Audit"),
            Entry("2", "Ash", date(2015, 6, 7), Decimal(50)),
        ]
    )
    ash, work = Client.objects.get(name="Ash"), Engagement.objects.get(name="Audit")
    people, ours = [make_person(name) for name in ("Ana", "Ben", "Cy")], make_colleague()
    kept, _, _ = make_touches(
        TouchSpec(date(2015, 7, 1), [ash], [person], [ours], fields=fields)
        for person, fields in zip(
            people, ({}, {"archived_at": timezone.now()}, {"engagement_id": work.pk, "confidential": True}), strict=True
        )
    )
    Interaction.objects.filter(pk=kept.pk).update(confidential=True)

    def known() -> tuple[float, ...]:
        columns = book_at(CUTOFF).columns
        return tuple(columns[name][0] for name in ("touches_365", "people_365", "colleagues_365", "bookings_12"))

    assert known() == (2, 2, 1, 2), "what is confidential counts, what was put away does not"
    wall_around(work)
    assert known() == (1, 1, 1, 1), "nor what was billed or said for work behind a wall"


def test_the_measures() -> None:
    came = np.array([1.0, 0, 1, 0, 1])
    assert auc(np.array([3.0, 1, 2, 2, 2]), came) == pytest.approx((2 + 1 + 0.5 + 1 + 0.5) / 6)
    assert auc(came, np.ones(5)) is None
    assert auc_error(0.75, 50, 50) == pytest.approx(0.0486, abs=5e-4)
    assert brier(np.full(5, 0.6), came) == pytest.approx(0.24)
    bins = calibration(np.array([0.05, 0.05, 0.95, 1.0]), np.array([0.0, 1, 1, 1]))
    assert [(each.n, each.observed) for each in bins] == [(2, 0.5), (2, 1.0)]
    assert calibration_error(bins) == pytest.approx((2 * 0.45 + 2 * 0.025) / 4)


def test_effects_add_up_to_the_log_odds() -> None:
    model = ReturnModel("x", -0.4, (Weight("decay_365", 3.0, 2.0, 0.7), Weight("bookings_12", 1.0, 1.0, -0.2)))
    columns = {name: np.expm1(np.array([1.0, 4.0])) for name in _FACTS} | {"decay_365": np.expm1(np.array([5.0, 99.0]))}
    book = Book(CUTOFF, [1, 2], np.zeros(2), columns)
    assert model.effects(book)[0] == pytest.approx([0.7, 0.0])
    assert model.logits(book)[1] == pytest.approx(-0.4 + 4 * 0.7 + 3 * -0.2)
    assert ReturnModel.from_document(model.as_document()) == model


def test_a_term_counts_no_farther_out_than_anybody_learnt_from() -> None:
    model = ReturnModel("x", 0.0, (Weight("decay_365", 3.0, 2.0, 1.0, least=-0.5, most=1.0),))
    columns = {name: np.ones(3) for name in _FACTS} | {"decay_365": np.expm1(np.array([0.0, 4.0, 9.0]))}
    assert model.logits(Book(CUTOFF, [1, 2, 3], np.zeros(3), columns)) == pytest.approx([-0.5, 0.5, 1.0])
    assert ReturnModel.from_document(json.loads(json.dumps(model.as_document()))) == model


def _years(*levels: float, variance: float = 0.01) -> list[YearLevel]:
    return [YearLevel(2000.0 + place, level, variance) for place, level in enumerate(levels)]


def test_the_level_of_the_next_year() -> None:
    assert next_level(_years(0.4), 2001) == pytest.approx(0.4)
    wavering = next_level(_years(0.3, -0.3, 0.3, -0.3, 0.3, -0.3, 0.3, -0.3), 2008)
    assert abs(wavering) < 0.1
    walking = next_level(_years(1.2, 0.9, 0.7, 0.4, 0.2, -0.1, -0.4, -0.6), 2008)
    assert -0.65 < walking < -0.4
    loosely_known = next_level(_years(0.0, 0.0, 0.0, 0.8, variance=1.0), 2004)
    assert loosely_known < next_level(_years(0.0, 0.0, 0.0, 0.8), 2004)
    shuffled = _years(1.2, 0.9, 0.7, 0.4)[::-1]
    assert next_level(shuffled, 2004) == pytest.approx(next_level(shuffled[::-1], 2004))


def test_a_level_is_what_the_predictions_are_off_by() -> None:
    dice = np.random.default_rng(1)
    logits = dice.normal(size=4_000)
    came = (dice.random(4_000) < 1 / (1 + np.exp(-(logits + 0.7)))).astype(float)
    found = level_of(2000.0, logits, came)
    assert found.level == pytest.approx(0.7, abs=3 * found.variance**0.5)
    assert found.variance == pytest.approx(1 / 750, rel=0.2)
    everybody = level_of(2000.0, np.zeros(10), np.ones(10))
    assert 0 < everybody.level < 5


def test_the_slope_is_learnt_whatever_the_levels() -> None:
    dice = np.random.default_rng(2)
    trials = []
    for level in (-1.0, 0.0, 1.0):
        logits = dice.normal(scale=2.0, size=4_000)
        trials.append((logits, (dice.random(4_000) < 1 / (1 + np.exp(-(level + 0.5 * logits)))).astype(float), 1.0))
    assert slope_of(trials) == pytest.approx(0.5, abs=0.06)


def test_a_mixture_of_two_models_is_a_model() -> None:
    book = Book(CUTOFF, [1, 2], np.zeros(2), {name: np.array([1.0, 4.0]) for name in (*_FACTS, "decay_365")})
    full = ReturnModel("all", -0.4, (Weight("decay_365", 3.0, 2.0, 0.7), Weight("tenure", 1.0, 1.0, -0.2)))
    decay = ReturnModel("decay", 0.8, (Weight("decay_365", 3.0, 2.0, 1.1),))
    mixed = full.mixed("half", 0.25, decay)
    assert mixed.logits(book) == pytest.approx(0.25 * full.logits(book) + 0.75 * decay.logits(book))


_FACTS = (
    *("days_since", "tenure_days", "gap_days", "bookings_ever", "bookings_12", "bookings_24", "money_12", "money_24"),
    *("money_ever", "decayed_90", "decayed_180", "decayed_365", "years_active", "partner_book", "partner_kept"),
    *("touches_90", "touches_365", "touch_days", "people_365", "colleagues_365"),
)
