"""A log of touchpoints: moments, sides, and the people nobody knew."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.models import Firm, User
from relationships.clients.models import Client
from relationships.contacts.models import ContactPoint, Person, Position
from relationships.interactions.models import Interaction, TouchClient, TouchColleague, TouchPerson
from tests.factories import ClientFactory, ContactPointFactory, PersonFactory, PositionFactory, UserFactory, WallFactory
from tests.imports.bringing import bring, counts, reasons, shuffled

pytestmark = pytest.mark.django_db

HEADER = "external_id,occurred_at,kind,direction,client,colleagues,people,duration_minutes,summary,sentiment,process\n"
FULL = (
    HEADER
    + 'T1,2024-07-01T10:00,meeting,,Acme,Maya Lin;jon@firm.example,"Ana Roy <ana@acme.example>; Bo Ek",60,Lunch,++,sales\n'
    + "T2,2024-07-02 09:30Z,E-mail,theirs,Acme,maya@firm.example,ana@acme.example,,,,\n"
    + ",2024-07-03,call,,Acme,Maya Lin,Ana Roy;Bo Ek,,,=,\n"
    + ",2024-07-03,call,,Acme,Maya Lin,Ana Roy;Bo Ek,,,=,\n"
)


def touches() -> list[Interaction]:
    return list(Interaction.objects.unscoped(reason="test").order_by("occurred_at", "pk"))


def touch(external_id: str) -> Interaction:
    return Interaction.objects.unscoped(reason="test").get(external_id=external_id)


def people() -> list[str]:
    return sorted(Person.objects.unscoped(reason="test").values_list("name", flat=True))


def sides(interaction: Interaction) -> tuple[list[str], list[str], list[str]]:
    clients = TouchClient.objects.filter(interaction=interaction).values_list("client__name", flat=True)
    persons = TouchPerson.objects.filter(interaction=interaction).values_list("person__name", flat=True)
    colleagues = TouchColleague.objects.filter(interaction=interaction).values_list("colleague__name", flat=True)
    return sorted(clients), sorted(persons), sorted(colleagues)


def links() -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in (TouchClient, TouchPerson, TouchColleague)]


@pytest.fixture
def maya() -> User:
    return UserFactory(name="Maya Lin", email="maya@firm.example")


def test_a_log_comes_in_and_again_changes_nothing_in_any_order(maya: User) -> None:
    Firm.objects.create(time_zone="Europe/Zurich")
    assert counts(bring("interactions", FULL)) == {"read": 4, "created": 4}
    first, second = touch("T1"), touch("T2")
    assert first.occurred_at == datetime(2024, 7, 1, 8, tzinfo=UTC)
    assert second.occurred_at == datetime(2024, 7, 2, 9, 30, tzinfo=UTC)
    assert (first.kind, first.direction, first.duration_minutes, first.summary, first.sentiment, first.process) == (
        "meeting",
        "mutual",
        60,
        "Lunch",
        2,
        "sales",
    )
    assert (second.kind, second.direction, second.sentiment) == ("email", "theirs", None)
    assert sides(first) == (["Acme"], ["Ana Roy", "Bo Ek"], ["Maya Lin", "jon@firm.example"])
    assert sides(second) == (["Acme"], ["Ana Roy"], ["Maya Lin"])
    assert people() == ["Ana Roy", "Bo Ek"]
    before = list(Interaction.objects.unscoped(reason="test").order_by("pk").values()), links()
    for seed in range(3):
        assert counts(bring("interactions", shuffled(FULL, seed))) == {"read": 4, "unchanged": 4}
    assert (list(Interaction.objects.unscoped(reason="test").order_by("pk").values()), links()) == before
    assert people() == ["Ana Roy", "Bo Ek"]


@pytest.mark.parametrize(
    ("kind", "direction"),
    [
        ("email", "ours"),
        ("letter", "ours"),
        ("message", "ours"),
        ("delivery", "ours"),
        ("call", "mutual"),
        ("event", "mutual"),
    ],
)
def test_the_direction_left_out_is_the_usual_one_of_the_kind(kind: str, direction: str) -> None:
    bring("interactions", f"occurred_at,kind,client\n2024-07-01,{kind},Acme\n")
    assert [each.direction for each in touches()] == [direction]


def test_unknown_people_become_stubs_at_the_touchs_client_and_hide_behind_its_wall(maya: User) -> None:
    bring("interactions", FULL)
    stubs = Person.objects.unscoped(reason="test")
    assert [person.is_stub for person in stubs] == [True, True]
    assert set(Position.objects.unscoped(reason="test").values_list("client__name", "started_on")) == {("Acme", None)}
    assert ContactPoint.objects.values_list("person__name", "value", "is_primary").get() == (
        "Ana Roy",
        "ana@acme.example",
        True,
    )
    outsider = UserFactory()
    assert Person.objects.visible_to(outsider).count() == 2
    WallFactory(client=Client.objects.unscoped(reason="test").get(), insiders=[maya])
    assert (Person.objects.visible_to(outsider).count(), Person.objects.visible_to(maya).count()) == (0, 2)


def test_a_known_person_is_found_by_address_at_whichever_client_and_gets_no_position() -> None:
    ana = PersonFactory(name="Anabel Roy")
    PositionFactory(person=ana, client=ClientFactory(name="Birch"))
    ContactPointFactory(person=ana, value="ana@acme.example")
    bring("interactions", "occurred_at,kind,client,people\n2024-07-01,call,Acme,Ana Roy <ANA@acme.example>\n")
    assert people() == ["Anabel Roy"]
    assert [sides(each)[1] for each in touches()] == [["Anabel Roy"]]
    assert Position.objects.unscoped(reason="test").count() == 1


def test_a_name_is_known_only_at_its_own_client() -> None:
    PositionFactory(person=PersonFactory(name="John Smith"), client=ClientFactory(name="Birch"))
    bring(
        "interactions",
        "occurred_at,kind,client,people\n2024-07-01,call,Acme,John Smith\n2024-07-02,call,Birch,John Smith\n",
    )
    assert people() == ["John Smith", "John Smith"]
    positions = Position.objects.unscoped(reason="test").values_list("client__name", "person__is_stub")
    assert sorted(positions) == [("Acme", True), ("Birch", False)]


def test_a_namesake_without_address_takes_the_address() -> None:
    ana = PersonFactory(name="Ana Roy")
    PositionFactory(person=ana, client=ClientFactory(name="Acme"))
    bring("interactions", "occurred_at,kind,client,people\n2024-07-01,call,Acme,Ana Roy <ana@acme.example>\n")
    assert list(ContactPoint.objects.values_list("person", "value")) == [(ana.pk, "ana@acme.example")]


def test_two_addresses_are_two_people_and_one_address_is_one_at_every_client() -> None:
    rows = "2024-07-01,call,Acme,Ana <a@x.example>;Ana <b@x.example>;Ana\n2024-07-02,call,Birch,a@x.example\n"
    text = f"occurred_at,kind,client,people\n{rows}"
    bring("interactions", text)
    assert sorted(ContactPoint.objects.values_list("person__name", "value")) == [
        ("Ana", "a@x.example"),
        ("Ana", "b@x.example"),
    ]
    assert people() == ["Ana", "Ana"]
    address = dict(ContactPoint.objects.values_list("person_id", "value"))
    positions = Position.objects.unscoped(reason="test").values_list("client__name", "person_id")
    assert sorted((client, address[person]) for client, person in positions) == [
        ("Acme", "a@x.example"),
        ("Acme", "b@x.example"),
        ("Birch", "a@x.example"),
    ]
    assert [len(sides(each)[1]) for each in touches()] == [2, 1]
    assert counts(bring("interactions", shuffled(text, 1))) == {"read": 2, "unchanged": 2}


def test_a_touch_without_client_needs_people_and_they_work_nowhere() -> None:
    report = bring("interactions", "occurred_at,kind,people\n2024-07-01,call,Ana Roy\n2024-07-01,call,\n")
    assert counts(report) == {"read": 2, "created": 1, "rejected": 1}
    assert reasons(report) == [(3, "client", "")]
    assert sides(touches()[0]) == ([], ["Ana Roy"], [])
    assert Position.objects.unscoped(reason="test").count() == 0
    assert counts(bring("interactions", "occurred_at,kind,people\n2024-07-02,call,Ana Roy\n")) == {
        "read": 1,
        "created": 1,
    }
    assert people() == ["Ana Roy"]


def test_a_changed_row_updates_the_touch_its_sides_and_their_times(maya: User) -> None:
    bring("interactions", FULL)
    text = HEADER + "T1,2024-07-01T11:00,call,,Birch,Maya Lin,Cy Poe,,,,\n" + FULL.splitlines()[2] + "\n"
    assert counts(bring("interactions", text)) == {"read": 2, "updated": 1, "unchanged": 1}
    changed = touch("T1")
    assert (changed.kind, changed.duration_minutes, changed.summary, changed.version) == ("call", None, "", 2)
    assert sides(changed) == (["Birch"], ["Cy Poe"], ["Maya Lin"])
    for model in (TouchClient, TouchPerson, TouchColleague):
        assert {each.occurred_at for each in model.objects.filter(interaction=changed)} == {changed.occurred_at}
    assert TouchPerson.objects.get(interaction=changed).added_at is not None
    assert counts(bring("interactions", text)) == {"read": 2, "unchanged": 2}


def test_a_column_left_out_leaves_what_is_there(maya: User) -> None:
    bring("interactions", FULL)
    assert counts(bring("interactions", "external_id,occurred_at,kind,client\nT1,2024-07-01T10:00,call,Acme\n")) == {
        "read": 1,
        "updated": 1,
    }
    kept = touch("T1")
    assert (kept.kind, kept.direction, kept.summary, kept.sentiment) == ("call", "mutual", "Lunch", 2)
    assert sides(kept) == (["Acme"], ["Ana Roy", "Bo Ek"], ["Maya Lin", "jon@firm.example"])


def test_one_change_of_participants_is_a_change_of_the_touch(maya: User) -> None:
    bring("interactions", FULL)
    assert counts(bring("interactions", FULL.replace("; Bo Ek", ""))) == {"read": 4, "updated": 1, "unchanged": 3}
    assert sides(touch("T1"))[1] == ["Ana Roy"]


def test_an_undone_touch_stays_undone(maya: User) -> None:
    bring("interactions", FULL)
    Interaction.objects.unscoped(reason="test").update(archived_at="2024-08-01T00:00Z")
    assert counts(bring("interactions", FULL)) == {"read": 4, "unchanged": 4}
    assert all(each.archived_at for each in touches())


def test_bad_cells_are_refused_with_what_is_allowed() -> None:
    text = HEADER + "T1,2124-01-01,lunch,up,Acme,a@,<x>,0,,7,law\nT2,,,,Acme,,,,,,\nT3,2024-13-01,call,,Acme,,,,,,\n"
    report = bring("interactions", text)
    assert counts(report) == {"read": 3, "rejected": 3}
    assert reasons(report) == [
        (2, "colleagues", "a@"),
        (2, "direction", "up"),
        (2, "duration_minutes", "0"),
        (2, "kind", "lunch"),
        (2, "occurred_at", "2124-01-01"),
        (2, "people", "<x>"),
        (2, "process", "law"),
        (2, "sentiment", "7"),
        (3, "kind", ""),
        (3, "occurred_at", ""),
        (4, "occurred_at", "2024-13-01"),
    ]
    said = {error.column: error.reason for error in report.errors if error.line == 2}
    assert said["kind"].endswith(
        "meeting, call, email, event, hospitality, message, letter, delivery, invoice_talk, other."
    )
    assert said["direction"] == "Unknown. Write one of: ours, theirs, mutual."
    assert said["process"] == "Unknown. Write one of: sales, delivery, finance, hr, innovation, operations."
    assert said["sentiment"] == "Unknown. Write one of: -2, -1, 0, 1, 2."
    assert (people(), touches()) == ([], [])


@pytest.mark.parametrize(
    ("cell", "value"), [("--", -2), ("-", -1), ("=", 0), ("+", 1), ("++", 2), ("-2", -2), ("1", 1), ("", None)]
)
def test_sentiment_is_a_number_or_a_sign(cell: str, value: int | None) -> None:
    bring("interactions", f"occurred_at,kind,client,sentiment\n2024-07-01,call,Acme,{cell}\n")
    assert [each.sentiment for each in touches()] == [value]


def test_a_summary_keeps_its_lines() -> None:
    bring("interactions", 'occurred_at,kind,client,summary\n2024-07-01,call,Acme,"One\r\n\\two\tthree\n"\n')
    assert [each.summary for each in touches()] == ["One\n\\two\tthree"]


def test_clients_of_the_people_are_rung_too() -> None:
    from relationships.clients.signals import facts_changed

    ana = PersonFactory(name="Ana Roy")
    birch = ClientFactory(name="Birch")
    PositionFactory(person=ana, client=birch)
    ContactPointFactory(person=ana, value="ana@acme.example")
    rung: list[set[int]] = []

    def listen(client_ids: list[int], **_: object) -> None:
        rung.append(set(client_ids))

    facts_changed.connect(listen)
    try:
        bring("interactions", "occurred_at,kind,client,people\n2024-07-01,call,Acme,ana@acme.example\n")
    finally:
        facts_changed.disconnect(listen)
    acme = Client.objects.unscoped(reason="test").get(name="Acme")
    assert rung == [{acme.pk, birch.pk}]
