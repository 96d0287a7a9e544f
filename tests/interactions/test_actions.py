"""Writing touchpoints: what is saved, who is told, and what is refused."""

from __future__ import annotations

import datetime as dt
import threading
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from accounts.record import Conflict
from relationships.clients.models import Client
from relationships.contacts.models import ContactPoint, Person, Position
from relationships.interactions.actions import (
    NobodyNamed,
    NotAmongTheirs,
    NotTheirsToChange,
    edit_interaction,
    log_interaction,
    restore_interaction,
    undo_interaction,
)
from relationships.interactions.models import Interaction, TouchClient, TouchColleague, TouchPerson
from relationships.interactions.touch import NewPerson, NotYet, Participants
from tests.factories import ClientFactory, EngagementFactory, InteractionFactory, PositionFactory, UserFactory
from tests.interactions.conftest import NOON, a_touch, names, taking_part


def test_a_touch_is_saved_with_everybody_who_took_part(
    account_manager: User, novagen: Client, ana: Person, rung: list[set[int]]
) -> None:
    touch = log_interaction(
        user=account_manager,
        touch=a_touch(minutes=20, summary="Renewal", sentiment=1),
        participants=taking_part(account_manager, clients=[novagen], people=[ana]),
    )
    touch.refresh_from_db()
    assert (touch.kind, touch.duration_minutes, touch.summary, touch.sentiment) == ("call", 20, "Renewal", 1)
    assert (touch.created_by, touch.occurred_at, touch.version) == (account_manager, NOON, 1)
    assert names(touch) == {"clients": {"Novagen Therapeutics"}, "people": {"Ana Ruiz"}, "colleagues": {"Maya Okafor"}}
    assert rung == [{novagen.pk}]


def test_links_carry_the_touchs_own_time_before_and_after_an_edit(
    account_manager: User, novagen: Client, ana: Person
) -> None:
    taking = taking_part(account_manager, clients=[novagen], people=[ana])
    touch = log_interaction(user=account_manager, touch=a_touch(), participants=taking)
    later = NOON + dt.timedelta(days=3)
    saved = edit_interaction(
        user=account_manager,
        interaction=touch,
        expected_version=1,
        touch=a_touch(occurred_at=later),
        participants=taking,
    )
    links = [
        row for link in (TouchClient, TouchPerson, TouchColleague) for row in link.objects.filter(interaction=saved)
    ]
    assert {link.occurred_at for link in links} == {later}
    assert len(links) == 3


def test_somebody_new_becomes_a_stub_at_the_touchs_client(account_manager: User, novagen: Client) -> None:
    touch = log_interaction(
        user=account_manager,
        touch=a_touch(),
        participants=taking_part(
            account_manager, clients=[novagen], new=[NewPerson("Nobody Known", "n@known.example")]
        ),
    )
    stub = TouchPerson.objects.get(interaction=touch).person
    position = Position.objects.visible_to(account_manager).get(person=stub)
    assert (stub.name, stub.is_stub, position.client, position.started_on) == (
        "Nobody Known",
        True,
        novagen,
        NOON.date(),
    )
    assert list(ContactPoint.objects.filter(person=stub).values_list("value", flat=True)) == ["n@known.example"]


def test_the_doorbell_rings_for_clients_before_and_after(
    account_manager: User, novagen: Client, ana: Person, rung: list[set[int]]
) -> None:
    other = ClientFactory(name="Vantera Grid")
    touch = log_interaction(
        user=account_manager, touch=a_touch(), participants=taking_part(account_manager, clients=[novagen])
    )
    edit_interaction(
        user=account_manager,
        interaction=touch,
        expected_version=1,
        touch=a_touch(),
        participants=taking_part(account_manager, clients=[other]),
    )
    undo_interaction(user=account_manager, interaction=touch)
    assert rung == [{novagen.pk}, {novagen.pk, other.pk}, {other.pk}]


def test_ties_at_the_clients_of_its_people_are_told_too(
    account_manager: User, novagen: Client, ana: Person, rung: list[set[int]]
) -> None:
    log_interaction(user=account_manager, touch=a_touch(), participants=taking_part(account_manager, people=[ana]))
    assert rung == [{novagen.pk}]


def test_the_same_form_again_is_the_same_touch(account_manager: User, novagen: Client) -> None:
    token = uuid4()
    taking = taking_part(account_manager, clients=[novagen], new=[NewPerson("Nobody Known")])
    first = log_interaction(user=account_manager, touch=a_touch(), participants=taking, form_token=token)
    again = log_interaction(user=account_manager, touch=a_touch(), participants=taking, form_token=token)
    assert again == first
    assert Person.objects.unscoped(reason="counting").filter(name="Nobody Known").count() == 1


def test_a_form_sent_again_after_undo_brings_its_touch_back(account_manager: User, novagen: Client) -> None:
    token, taking = uuid4(), taking_part(account_manager, clients=[novagen])
    first = log_interaction(user=account_manager, touch=a_touch(), participants=taking, form_token=token)
    undo_interaction(user=account_manager, interaction=first)
    again = log_interaction(user=account_manager, touch=a_touch(), participants=taking, form_token=token)
    assert (again.pk, again.archived_at) == (first.pk, None)


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_are_one_touch_and_one_stub(account_manager: User, novagen: Client) -> None:
    token = uuid4()
    taking = taking_part(account_manager, clients=[novagen], new=[NewPerson("Nobody Known")])
    start, answers, failures = threading.Barrier(20), [], []

    def send() -> None:
        try:
            start.wait()
            answers.append(
                log_interaction(user=account_manager, touch=a_touch(), participants=taking, form_token=token).public_id
            )
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert (len(answers), len(set(answers))) == (20, 1)
    assert Person.objects.unscoped(reason="counting").filter(name="Nobody Known").count() == 1


def test_an_edit_of_an_older_version_is_a_conflict_and_changes_nothing(account_manager: User, novagen: Client) -> None:
    taking = taking_part(account_manager, clients=[novagen])
    touch = log_interaction(user=account_manager, touch=a_touch(), participants=taking)
    theirs = a_touch(summary="Theirs")
    edit_interaction(user=account_manager, interaction=touch, expected_version=1, touch=theirs, participants=taking)
    with pytest.raises(Conflict) as conflict:
        edit_interaction(
            user=account_manager,
            interaction=touch,
            expected_version=1,
            touch=a_touch(summary="Mine"),
            participants=taking,
        )
    assert conflict.value.current.version == 2
    touch.refresh_from_db()
    assert touch.summary == "Theirs"


def test_a_change_of_participants_alone_counts_the_version_up(
    account_manager: User, novagen: Client, ana: Person, felix: Person
) -> None:
    touch = log_interaction(
        user=account_manager,
        touch=a_touch(),
        participants=taking_part(account_manager, clients=[novagen], people=[ana]),
    )
    saved = edit_interaction(
        user=account_manager,
        interaction=touch,
        expected_version=1,
        touch=a_touch(),
        participants=taking_part(account_manager, clients=[novagen], people=[felix]),
    )
    assert (saved.version, names(saved)["people"]) == (2, {"Félix Brandt"})
    again = edit_interaction(
        user=account_manager,
        interaction=touch,
        expected_version=2,
        touch=a_touch(),
        participants=taking_part(account_manager, clients=[novagen], people=[felix]),
    )
    assert again.version == 2


def test_an_edit_keeps_people_whom_the_editor_may_not_know_of(
    account_manager: User, outsider: User, novagen: Client, ana: Person, mole: Person
) -> None:
    touch = log_interaction(
        user=account_manager,
        touch=a_touch(),
        participants=taking_part(account_manager, clients=[novagen], people=[ana, mole]),
    )
    TouchColleague.objects.create(interaction=touch, colleague=outsider, occurred_at=NOON)
    edit_interaction(
        user=outsider,
        interaction=touch,
        expected_version=1,
        touch=a_touch(summary="Renewal"),
        participants=taking_part(outsider, clients=[novagen], people=[ana]),
    )
    assert names(touch)["people"] == {"Ana Ruiz", "Mina Holub"}


def test_undo_puts_the_touch_and_its_stubs_away_and_restore_brings_both_back(
    account_manager: User, novagen: Client, ana: Person
) -> None:
    touch = log_interaction(
        user=account_manager,
        touch=a_touch(),
        participants=taking_part(account_manager, clients=[novagen], people=[ana], new=[NewPerson("Nobody Known")]),
    )
    everybody = Person.objects.unscoped(reason="counting")

    def standing() -> tuple[bool, set[str]]:
        touch.refresh_from_db()
        return touch.archived_at is None, set(everybody.filter(archived_at=None).values_list("name", flat=True))

    undo_interaction(user=account_manager, interaction=touch)
    undo_interaction(user=account_manager, interaction=touch)
    assert standing() == (False, {"Ana Ruiz"})
    restore_interaction(user=account_manager, interaction=touch)
    assert standing() == (True, {"Ana Ruiz", "Nobody Known"})


def test_a_stub_of_two_touches_stays_when_one_is_undone(account_manager: User, novagen: Client) -> None:
    first = log_interaction(
        user=account_manager,
        touch=a_touch(),
        participants=taking_part(account_manager, clients=[novagen], new=[NewPerson("Nobody Known")]),
    )
    stub = TouchPerson.objects.get(interaction=first).person
    log_interaction(user=account_manager, touch=a_touch(), participants=taking_part(account_manager, people=[stub]))
    undo_interaction(user=account_manager, interaction=first)
    stub.refresh_from_db()
    assert stub.archived_at is None


def test_what_lies_behind_a_wall_can_not_be_named(
    outsider: User, walled_client: Client, mole: Person, novagen: Client
) -> None:
    work = EngagementFactory(client=walled_client)
    for participants, engagement_id in (
        (taking_part(outsider, clients=[walled_client]), None),
        (taking_part(outsider, people=[mole]), None),
        (taking_part(outsider, clients=[novagen]), work.pk),
        (Participants(client_ids=frozenset([novagen.pk]), colleague_ids=frozenset([10**9])), None),
    ):
        with pytest.raises(NotAmongTheirs):
            log_interaction(user=outsider, touch=a_touch(engagement_id=engagement_id), participants=participants)
    assert Interaction.objects.unscoped(reason="counting").count() == 0


def test_work_belongs_to_a_client_of_the_touch(account_manager: User, novagen: Client) -> None:
    taking = taking_part(account_manager, clients=[novagen])
    elsewhere, here = EngagementFactory(), EngagementFactory(client=novagen)
    with pytest.raises(NotAmongTheirs):
        log_interaction(user=account_manager, touch=a_touch(engagement_id=elsewhere.pk), participants=taking)
    saved = log_interaction(user=account_manager, touch=a_touch(engagement_id=here.pk), participants=taking)
    assert saved.engagement == here


def test_a_touch_needs_both_sides_and_lies_in_the_past(account_manager: User, novagen: Client) -> None:
    with pytest.raises(NobodyNamed):
        log_interaction(user=account_manager, touch=a_touch(), participants=taking_part(account_manager))
    theirs_only = Participants(client_ids=frozenset([novagen.pk]))
    with pytest.raises(NobodyNamed):
        log_interaction(user=account_manager, touch=a_touch(), participants=theirs_only)
    tomorrow = a_touch(occurred_at=timezone.now() + dt.timedelta(days=1))
    both = taking_part(account_manager, clients=[novagen])
    with pytest.raises(NotYet, match="Enter a date in the past"):
        log_interaction(user=account_manager, touch=tomorrow, participants=both)


def test_only_those_concerned_change_a_touch(
    account_manager: User, partner: User, outsider: User, auditor: User, assistant: User, novagen: Client
) -> None:
    touch = InteractionFactory(clients=[novagen], colleagues=[account_manager], created_by=account_manager)
    for stranger in (outsider, auditor, UserFactory()):
        with pytest.raises(NotTheirsToChange, match="Maya Okafor"):
            undo_interaction(user=stranger, interaction=touch)
    for concerned in (account_manager, partner, assistant):
        undo_interaction(user=concerned, interaction=touch)
        restore_interaction(user=concerned, interaction=touch)


def test_people_of_several_posts_ring_for_each(account_manager: User, ana: Person, rung: list[set[int]]) -> None:
    second = PositionFactory(person=ana).client
    log_interaction(user=account_manager, touch=a_touch(), participants=taking_part(account_manager, people=[ana]))
    assert second.pk in rung[0]
    assert len(rung[0]) == 2
