"""What holders say of their ties: by whom, why, until when; and people who are in no graph."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.foundation.firm_day import firm_day
from relationships.network.declared_actions import (
    AlreadyDeclared,
    declare_tie,
    put_back_into_graph,
    redeclare_tie,
    take_out_of_graph,
    withdraw_tie,
)
from relationships.network.models import DeclaredTie, Tie
from relationships.network.queries import strongest_ties
from relationships.scoring import marks
from relationships.scoring.health_actions import recompute_due
from relationships.scoring.health_policy import BUILT_IN
from relationships.scoring.health_queries import FirmFigures, gather
from relationships.scoring.models import StaleMark
from tests.factories import DeclaredTieFactory, PersonFactory, PositionFactory
from tests.network.touching import make_touch

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(novagen: Client) -> Person:
    person = PersonFactory(name="Ana Ruiz")
    PositionFactory(person=person, client=novagen, buying_role="decision_maker")
    return person


def browse(user: User) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


def today() -> date:
    return firm_day().on


def declare(ana: Person, novagen: Client, by: User, **changes: object) -> DeclaredTie:
    said = {"strength": 88, "reason": "We rowed together.", "holds_until": today() + timedelta(days=30), **changes}
    return declare_tie(by=by, person=ana, client=novagen, colleague=by, **said)


def decider(client: Client, on: date | None = None) -> float | None:
    day = firm_day(on)
    return gather(day, [client.pk], BUILT_IN.rules, firm=FirmFigures(1, None), past=True)[client.pk].decision_maker


def test_a_declared_tie_stands_in_place_of_touchpoints_until_its_last_day(ana, novagen, account_manager):
    make_touch(today() - timedelta(days=5), clients=[novagen], people=[ana], colleagues=[account_manager])
    computed = decider(novagen)
    declare(ana, novagen, account_manager)
    assert decider(novagen) == 88
    assert decider(novagen, today() + timedelta(days=30)) == 88
    assert decider(novagen, today() + timedelta(days=31)) < computed
    assert strongest_ties(account_manager, [ana.pk])[0] == {ana.pk: {account_manager.pk: 88}}


def test_it_counts_where_nobody_ever_wrote_anything_down(ana, novagen, account_manager):
    assert decider(novagen) == 0
    declare(ana, novagen, account_manager, strength=45)
    assert decider(novagen) == 45
    assert StaleMark.objects.filter(client=novagen).exists()


def test_past_days_find_what_was_said_then(ana, novagen, account_manager):
    first = declare(ana, novagen, account_manager)
    yesterday = firm_day().end - timedelta(days=2)
    DeclaredTie.objects.update(created_at=yesterday)
    redeclare_tie(by=account_manager, declared=first, expected_version=1, changes={"strength": 20})
    assert decider(novagen) == 20
    assert decider(novagen, today() - timedelta(days=1)) == 88
    assert decider(novagen, today() - timedelta(days=3)) == 0


def test_one_tie_is_declared_once(ana, novagen, account_manager):
    first = declare(ana, novagen, account_manager)
    with pytest.raises(AlreadyDeclared):
        declare(ana, novagen, account_manager)
    withdraw_tie(declared=first)
    assert declare(ana, novagen, account_manager, strength=1).strength == 1


def test_a_person_out_of_the_graph_is_tied_to_nobody_and_holds_no_seat(ana, novagen, account_manager, partner):
    make_touch(today() - timedelta(days=5), clients=[novagen], people=[ana], colleagues=[account_manager])
    make_touch(today() - timedelta(days=4), clients=[], people=[ana], colleagues=[account_manager])
    declare(ana, novagen, partner)
    recompute_due(seconds=60)
    assert Tie.objects.exists()
    take_out_of_graph(by=partner, person=ana, reason="She asked for it.")
    assert strongest_ties(partner, [ana.pk]) == ({}, {})
    assert decider(novagen) is None
    recompute_due(seconds=60)
    assert not Tie.objects.filter(client=novagen).exists()
    put_back_into_graph(person=ana)
    recompute_due(seconds=60)
    assert decider(novagen) == 88


def test_declaring_changing_and_withdrawing_on_pages(ana, novagen, account_manager):
    browser = browse(account_manager)
    here = reverse("person_ties", args=[ana.public_id])
    until = (today() + timedelta(days=90)).isoformat()
    sent = {
        "colleague": account_manager.public_id,
        "client": novagen.public_id,
        "strength": "77",
        "reason": "Neighbours for ten years.",
        "holds_until": until,
    }
    add = reverse("declare_tie", args=[ana.public_id])
    assert browser.post(add, {**sent, "strength": "101"}).status_code == 422
    late = browser.post(add, {**sent, "holds_until": (today() + timedelta(days=400)).isoformat()})
    assert (late.status_code, b"a year ahead at most" in late.content) == (422, True)
    assert browser.post(add, sent).status_code == 303
    page = browser.get(here).content.decode()
    assert "Neighbours for ten years." in page
    assert ">77<" in page
    declared = DeclaredTie.objects.get()
    edit = reverse("edit_declared_tie", args=[ana.public_id, declared.public_id])
    changed = {"strength": "60", "reason": "We moved.", "holds_until": until, "version": "1"}
    assert browser.post(edit, changed).status_code == 303
    lost = browser.post(edit, {**changed, "strength": "5"})
    assert lost.status_code == 409
    assert b"60" in lost.content
    now = DeclaredTie.objects.get(archived_at__isnull=True)
    browser.post(reverse("withdraw_declared_tie", args=[ana.public_id, now.public_id]))
    assert strongest_ties(account_manager, [ana.pk]) == ({}, {})
    browser.post(reverse("restore_declared_tie", args=[ana.public_id, now.public_id]))
    assert strongest_ties(account_manager, [ana.pk])[0] == {ana.pk: {account_manager.pk: 60}}
    told = browser.get(reverse("person_history", args=[ana.public_id])).content.decode()
    assert "Neighbours for ten years." in told


def test_the_page_says_what_a_tie_is_made_of(ana, novagen, account_manager):
    make_touch(today() - timedelta(days=3), clients=[novagen], people=[ana], colleagues=[account_manager])
    marks.mark([novagen.pk])
    recompute_due(seconds=60)
    page = browse(account_manager).get(reverse("person_ties", args=[ana.public_id])).content.decode()
    strength = strongest_ties(account_manager, [ana.pk])[0][ana.pk][account_manager.pk]
    assert f">{strength:.0f}<" in page
    assert "Last answered" in page


def test_what_was_said_behind_a_wall_stays_there(ana, walled_client, outsider):
    DeclaredTieFactory(person=ana, client=walled_client, reason="The secret merger.")
    page = browse(outsider).get(reverse("person_ties", args=[ana.public_id])).content.decode()
    assert "merger" not in page
    assert walled_client.name not in page
    assert strongest_ties(outsider, [ana.pk]) == ({}, {})
