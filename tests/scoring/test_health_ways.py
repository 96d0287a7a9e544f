"""The quickest way up keeps its word: do it, and the score is the one that was promised."""

from __future__ import annotations

import pytest

from accounts.models import User
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.foundation.firm_day import firm_day
from relationships.scoring.health_actions import scores_of
from relationships.scoring.health_inputs import HealthInputs
from relationships.scoring.health_policy import BUILT_IN
from relationships.scoring.health_queries import firm_figures
from relationships.scoring.quickest_way import Way, quickest_ways
from relationships.scoring.situation import load_situation
from tests.factories import TeamMemberFactory
from tests.network.touching import make_touch
from tests.scoring.health_firm import TODAY, random_firm

pytestmark = pytest.mark.django_db


def score(client: Client) -> dict[str, object]:
    day = firm_day(TODAY)
    return scores_of(day, [client.pk], BUILT_IN, firm_figures(day))[client.pk]


def ways(client: Client) -> list[Way]:
    inputs = HealthInputs.from_facts(score(client)["facts"])
    situation, pairs = load_situation(firm_day(TODAY), inputs, client.pk, BUILT_IN.rules)
    return quickest_ways(situation, pairs, BUILT_IN.rules)


@pytest.mark.parametrize("seed", [21, 22])
def test_each_way_is_worth_what_it_says(seed):
    tried = 0
    for client in random_firm(seed, clients=8):
        TeamMemberFactory(client=client, colleague=User.objects.filter(left_on__isnull=True).last())
        before = score(client)["score"]
        for way in ways(client):
            people = [Person.objects.get(pk=way.person_id)] if way.person_id else []
            colleagues = [User.objects.get(pk=way.colleague_id)] if way.colleague_id else []
            touch = make_touch(TODAY, clients=[client], people=people, colleagues=colleagues)
            after = score(client)["score"]
            assert after == way.score
            assert after - before == pytest.approx(way.gain)
            assert way.gain >= 0.5
            touch.delete()
            tried += 1
    assert tried >= 3


def test_the_best_comes_first_and_nobody_twice():
    for client in random_firm(23):
        found = ways(client)
        assert [way.gain for way in found] == sorted((way.gain for way in found), reverse=True)
        assert len({way.person_id for way in found}) == len(found) <= 3


def test_without_a_grade_there_is_no_way_up():
    client = Client.objects.create(name="Quiet")
    assert ways(client) == []
