"""What time alone does to scores: carried to today, history kept, planned facts come true, walls turn."""

from __future__ import annotations

import io
import itertools
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import floor

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from relationships.clients.models import Wall
from relationships.foundation.firm_day import firm_day
from relationships.network.models import Tie
from relationships.scoring import clientless_ties, marks, nightly_actions, runs, tasks
from relationships.scoring.health_actions import recompute_due
from relationships.scoring.health_policy import policy_of
from relationships.scoring.models import Health, HealthHistory, HealthPolicy, StaleMark, SweepRun
from tests.factories import ClientFactory, InteractionFactory, LedgerEntryFactory, UserFactory, WallFactory
from tests.network.touching import make_colleague, make_person, make_touch
from tests.scoring.health_firm import TODAY, days_before, random_firm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_worker")]
NOON = datetime(2026, 11, 22, 17, tzinfo=UTC)
SCORED = ("client_id", "score", "grade", "coverage", "caps", "measures", "facts", "as_of")


def night(days_later: int = 0) -> None:
    """Let the night be worked through, so many days later."""
    with time_machine.travel(NOON + timedelta(days=days_later)):
        SweepRun.objects.filter(kind__startswith="nightly").delete()
        while nightly_actions.carry_on(seconds=60, with_history=True):
            pass


def stored() -> list[dict[str, object]]:
    return list(Health.objects.order_by("client_id").values(*SCORED))


def test_a_carried_score_is_the_one_that_a_full_recomputation_gives():
    random_firm(41)
    night()
    night(days_later=45)
    carried = stored()
    assert {row["as_of"] for row in carried} == {TODAY + timedelta(days=45)}
    with time_machine.travel(NOON + timedelta(days=45)):
        call_command("verify_scores", stdout=io.StringIO())
        call_command("recompute", "--all", stdout=io.StringIO())
    assert stored() == carried


def test_running_it_again_changes_nothing():
    random_firm(42)
    night()
    before = stored(), list(HealthHistory.objects.order_by("pk").values())
    night()
    assert (stored(), list(HealthHistory.objects.order_by("pk").values())) == before


def test_history_has_a_row_only_where_shown_value_grade_or_policy_changed():
    random_firm(43)
    for day in range(0, 40, 4):
        night(days_later=day)
    for client_id in Health.objects.values_list("client_id", flat=True):
        rows = HealthHistory.objects.filter(client_id=client_id, on__gte=TODAY).order_by("on")
        told = [(row.score and floor(row.score), row.grade, row.policy_version) for row in rows]
        assert all(one != next_one for one, next_one in itertools.pairwise(told))
    assert HealthHistory.objects.filter(on__gt=TODAY).exists()
    HealthPolicy.objects.create(version=1, overrides={})
    before = HealthHistory.objects.count()
    night(days_later=40)
    assert HealthHistory.objects.filter(policy_version=1).count() == HealthHistory.objects.count() - before > 0


def test_a_client_without_history_gets_what_it_would_have_been():
    random_firm(44)
    night()
    past = HealthHistory.objects.filter(on=days_before(7)).first()
    assert past
    with time_machine.travel(NOON - timedelta(days=7)):
        day = firm_day()
        assert day.on == days_before(7)
    out = io.StringIO()
    call_command("health", "--client", past.client.name, "--as-of", past.on.isoformat(), "--json", stdout=out)
    import json

    (then,) = json.loads(out.getvalue())["clients"]
    assert (then["score"], then["grade"]) == (past.score, past.grade)


def test_facts_dated_ahead_count_from_their_day():
    client = ClientFactory()
    for day in (-3, 40, 80):
        make_touch(days_before(day), clients=[client])
    LedgerEntryFactory(client=client, booked_on=days_before(-3))
    night()
    assert Health.objects.get().facts["touches"] == 2
    night(days_later=2)
    assert (Health.objects.get().facts["touches"], Health.objects.get().facts["business_on"]) == (2, None)
    night(days_later=3)
    assert Health.objects.get().facts["touches"] == 3
    assert Health.objects.get().facts["business_on"] == days_before(-3).isoformat()


def test_a_client_nobody_rang_for_gets_its_row():
    ClientFactory()
    night()
    assert Health.objects.get().score is None


def test_another_policy_means_another_look_at_all_facts():
    random_firm(45)
    night()
    HealthPolicy.objects.create(version=1, overrides={"tie": {"intervals": {"A": 3, "B": 3, "D": 3, "": 3}}})
    night(days_later=1)
    assert set(Health.objects.values_list("policy_version", flat=True)) == {1}
    with time_machine.travel(NOON + timedelta(days=1)):
        assert policy_of(firm_day()).version == 1
        call_command("verify_scores", stdout=io.StringIO())


def test_what_was_parked_is_tried_again_each_night():
    client = ClientFactory()
    marks.mark([client.pk])
    StaleMark.objects.update(attempts=marks.MOST_ATTEMPTS)
    night()
    assert not StaleMark.objects.exists()


@pytest.mark.parametrize("turn", ["starts_at", "ends_at"])
def test_a_wall_that_begins_or_ends_by_the_clock_marks_whoever_it_concerns(turn):
    client, wall = ClientFactory(), WallFactory()
    make_touch(TODAY, clients=[client, wall.client])
    runs.finish("sweep", 0)
    Wall.objects.update(
        **{turn: timezone.now() + timedelta(hours=1), "starts_at": timezone.now() - timedelta(days=9)}
        | {turn: timezone.now() + timedelta(hours=1)}
    )
    assert nightly_actions.mark_what_turned() == 0
    SweepRun.objects.update(finished_at=timezone.now() - timedelta(hours=2))
    Wall.objects.update(
        **{"starts_at": timezone.now() - timedelta(days=9)} | {turn: timezone.now() - timedelta(hours=1)}
    )
    assert nightly_actions.mark_what_turned() == 1
    assert set(StaleMark.objects.values_list("client_id", flat=True)) == {client.pk, wall.client.pk}


def test_each_task_may_run_again_at_any_time():
    client = ClientFactory()
    InteractionFactory(clients=[client], colleagues=[UserFactory()])
    for each in (tasks.recompute_stale, tasks.sweep, tasks.nightly):
        marks.mark([client.pk])
        each()
        after = stored(), list(HealthHistory.objects.values("client_id", "on", "score"))
        each()
        each()
        assert (stored(), list(HealthHistory.objects.values("client_id", "on", "score"))) == after
        assert not StaleMark.objects.exists()
    kinds = {"sweep", "nightly", "nightly begun", "firm figures", "clientless ties"}
    assert set(SweepRun.objects.values_list("kind", flat=True)) == kinds


def test_the_night_is_due_once_a_day():
    assert nightly_actions.is_due()
    while nightly_actions.carry_on(seconds=60, with_history=True):
        pass
    assert not nightly_actions.is_due()
    SweepRun.objects.update(finished_at=timezone.now() - timedelta(days=1))
    assert nightly_actions.is_due()


@time_machine.travel(NOON)
def test_the_firms_growth_reaches_only_those_whom_it_passes():
    """Somebody else's invoices take a client below 2 % of the firm: the sweep finds out, others stay untouched."""
    random_firm(46)
    call_command("recompute", stdout=io.StringIO())
    before = {row["client_id"] for row in stored() if row["facts"]["net"] > 0}
    assert before
    newcomer = ClientFactory()
    LedgerEntryFactory(client=newcomer, booked_on=days_before(1), amount=Decimal("99000000.00"))
    marks.mark([newcomer.pk])
    recompute_due(seconds=9)
    with pytest.raises(CommandError):
        call_command("verify_scores", stdout=io.StringIO())
    assert nightly_actions.mark_what_turned() == len(before)
    assert set(StaleMark.objects.values_list("client_id", flat=True)) == before
    assert nightly_actions.mark_what_turned() == 0, "looked at once"
    recompute_due(seconds=9)
    call_command("verify_scores", stdout=io.StringIO())


def test_ties_without_a_client_are_renewed_when_anything_was_written_or_comes_true():
    day, policy = firm_day(TODAY), policy_of(firm_day(TODAY))
    later = firm_day(TODAY + timedelta(days=5))

    def touch(on):
        make_touch(on, people=[make_person()], colleagues=[make_colleague()])

    def known() -> int:
        return Tie.objects.unscoped(reason="test").filter(client=None).count()

    touch(days_before(3))
    assert clientless_ties.renew(day, policy)
    assert known() == 1
    assert not clientless_ties.renew(day, policy)
    touch(days_before(2))
    touch(later.on)
    assert clientless_ties.renew(day, policy)
    assert known() == 2
    assert not clientless_ties.renew(day, policy)
    assert clientless_ties.renew(later, policy)
    assert known() == 3
    assert clientless_ties.renew(day, policy, anyway=True)
