"""What is kept touch by touch is what a rebuild of everything finds, whatever has happened in between."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from relationships.clients.models import Client
from relationships.clients.signals import facts_changed
from relationships.contacts.models import Person
from relationships.interactions.models import Interaction
from relationships.network.models import DeclaredTie, OutOfGraph, Tie
from relationships.network.tie_sql import FACTS
from relationships.scoring import marks, rebuild_actions
from relationships.scoring.health_actions import recompute_due
from relationships.scoring.models import Health, StaleMark
from relationships.scoring.verification import verify
from tests.factories import WallFactory
from tests.network.touching import make_touch
from tests.scoring.health_firm import KINDS, days_before, random_firm

pytestmark = pytest.mark.django_db
COLUMNS = ("client_id", "person_id", "colleague_id", *FACTS)


def stored() -> tuple[list[Any], list[Any]]:
    ties = Tie.objects.order_by("client_id", "person_id", "colleague_id")
    scores = Health.objects.order_by("client_id").values("client_id", "score", "grade", "caps", "measures", "facts")
    return list(ties.filter(client__isnull=False).values(*COLUMNS)), list(scores)


def close(found: Any, expected: Any) -> bool:
    """Equal, floats to 1e-9."""
    if isinstance(expected, dict):
        return found.keys() == expected.keys() and all(close(found[key], expected[key]) for key in expected)
    if isinstance(expected, list | tuple):
        return len(found) == len(expected) and all(map(close, found, expected))
    if isinstance(expected, float):
        return found is not None and abs(found - expected) <= 1e-9
    return bool(found == expected)


class Life:
    """Random things that happen at a firm, each rung for as the product does."""

    def __init__(self, seed: int) -> None:
        self.clients = random_firm(seed, clients=4, touches=60)
        self.dice = random.Random(seed)
        self.people, self.colleagues = list(Person.objects.all()), list(User.objects.all())

    def happen(self) -> None:
        act = self.dice.choice([self.touch, self.touch, self.undo, self.change, self.declare, self.leave])
        concerned = act()
        facts_changed.send(sender=None, client_ids=[client.pk for client in concerned])

    def touch(self) -> list[Client]:
        about = self.dice.sample(self.clients, self.dice.choice([1, 1, 2]))
        who = {
            "people": self.dice.sample(self.people, self.dice.choice([0, 1, 2])),
            "colleagues": self.dice.sample(self.colleagues, 1),
        }
        on = days_before(self.dice.randrange(700))
        make_touch(on, clients=about, kind=self.dice.choice(KINDS), direction=self.dice.choice(SIDES), **who)
        return about

    def some_touch(self) -> Interaction:
        return self.dice.choice(list(Interaction.objects.order_by("pk")))

    def undo(self) -> list[Client]:
        touch = self.some_touch()
        Interaction.objects.filter(pk=touch.pk).update(archived_at=None if touch.archived_at else timezone.now())
        return list(Client.objects.filter(pk__in=touch.touch_clients.values("client")))

    def change(self) -> list[Client]:
        touch = self.some_touch()
        Interaction.objects.filter(pk=touch.pk).update(kind=self.dice.choice(KINDS))
        return list(Client.objects.filter(pk__in=touch.touch_clients.values("client")))

    def declare(self) -> list[Client]:
        client, colleague = self.dice.choice(self.clients), self.dice.choice(self.colleagues)
        DeclaredTie.objects.update_or_create(
            client=client,
            person=self.dice.choice(self.people),
            colleague=colleague,
            archived_at=None,
            defaults={
                "strength": self.dice.randrange(101),
                "reason": "We were at school together.",
                "holds_until": days_before(-90),
                "declared_by": colleague,
            },
        )
        return [client]

    def leave(self) -> list[Client]:
        person = self.dice.choice(self.people)
        values = {"reason": "Asked for it.", "taken_out_by": self.colleagues[0]}
        found, made = OutOfGraph.objects.get_or_create(person=person, defaults=values)
        if not made:
            found.delete()
        return self.clients


SIDES = ["ours", "ours", "theirs", "mutual"]


def live(seed: int, days: int) -> None:
    life = Life(seed)
    marks.mark_all()
    recompute_due(seconds=60)
    for _ in range(days):
        life.happen()
        recompute_due(seconds=60)
    kept = stored()
    assert verify().differences == []
    Tie.objects.filter(client__isnull=False).delete()
    Health.objects.unscoped(reason="test").delete()
    marks.mark_all()
    assert rebuild_actions.rebuild_marked() == len(Client.objects.all())
    assert StaleMark.objects.count() == 0
    rebuilt = stored()
    assert close(kept, rebuilt), [pair for pair in zip(*map(str, (kept, rebuilt)), strict=False) if pair[0] != pair[1]]
    assert verify().differences == []


@pytest.mark.parametrize("seed", [11, 12])
def test_touch_by_touch_is_the_same_as_everything_at_once(seed):
    live(seed, days=8)


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", range(100, 140))
def test_many_lives(seed):
    live(seed, days=40)


def test_who_is_marked_again_after_the_copy_keeps_the_mark():
    clients = random_firm(3, clients=3, touches=30)
    marks.mark_all()
    seen = marks.seen()
    facts_changed.send(sender=None, client_ids=[clients[0].pk])
    assert marks.claim_seen(seen).keys() == {client.pk for client in clients[1:]}


def test_a_batch_that_fails_leaves_its_marks(monkeypatch):
    random_firm(3, clients=2, touches=10)
    marks.mark_all()

    def broken(*args: object, **kwargs: object) -> None:
        raise ValueError("no such kind")

    monkeypatch.setattr(rebuild_actions, "recompute", broken)
    assert rebuild_actions.rebuild_marked() == 0
    assert StaleMark.objects.count() == 2


def test_few_marks_are_not_worth_reading_everything():
    random_firm(3, clients=3, touches=10)
    marks.mark_all()
    assert not rebuild_actions.is_worth_it()


def test_a_touch_that_would_shine_through_is_in_no_copy():
    clients = random_firm(4, clients=3, touches=0)
    person, colleague = Person.objects.first(), User.objects.first()
    for days in (1, 40, 80):
        make_touch(days_before(days), clients=clients[:2], people=[person], colleagues=[colleague])
    WallFactory(client=clients[0], starts_at=timezone.now() - timedelta(days=1))
    marks.mark_all()
    rebuild_actions.rebuild_marked()
    assert set(Tie.objects.values_list("client_id", flat=True)) == {clients[0].pk}
