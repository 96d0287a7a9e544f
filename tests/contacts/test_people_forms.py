"""Adding, changing and putting away people, their positions and how to reach them."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import User
from relationships.clients.models import Client
from relationships.clients.signals import facts_changed
from relationships.contacts.models import ContactPoint, Person, Position
from tests.cast import SignIn
from tests.factories import ClientFactory, ContactPointFactory, PersonFactory, PositionFactory


@pytest.fixture
def ana(novagen: Client) -> Person:
    return PositionFactory(person=PersonFactory(name="Ana Ruiz"), client=novagen, title="General Counsel").person


@pytest.fixture
def rung(db: None) -> list[int]:
    """Ids for which the doorbell rang."""
    ids: list[int] = []

    def listen(client_ids: list[int], **_: object) -> None:
        ids.extend(client_ids)

    facts_changed.connect(listen, weak=False)
    yield ids
    facts_changed.disconnect(listen)


def test_a_person_comes_with_position_mail_and_phone(
    sign_in: SignIn, account_manager: User, novagen: Client, rung: list[int]
) -> None:
    typed = {
        "name": "Ana Ruiz",
        "client": novagen.name,
        "title": "General Counsel",
        "email": "Ana.Ruiz@Novagen.example",
        "phone": "+41 61 555 01 23",
    }
    answer = sign_in(account_manager).post(reverse("add_person"), typed)
    person = Person.objects.get()
    position = Position.objects.get()
    points = set(ContactPoint.objects.values_list("kind", "value", "is_primary"))
    assert (answer.status_code, answer["Location"]) == (303, reverse("person_detail", args=[person.public_id]))
    assert (position.person, position.client, position.title) == (person, novagen, "General Counsel")
    assert points == {("email", "ana.ruiz@novagen.example", True), ("phone", "+41 61 555 01 23", True)}
    assert rung == [novagen.pk]


def test_the_form_knows_the_client_it_was_opened_from(sign_in: SignIn, partner: User, novagen: Client) -> None:
    page = sign_in(partner).get(reverse("add_person"), {"client": novagen.public_id}).content.decode()
    assert 'value="Novagen Therapeutics"' in page


def test_the_form_opened_from_a_walled_client_knows_nothing(
    sign_in: SignIn, outsider: User, walled_client: Client
) -> None:
    browser = sign_in(outsider)
    pages = {
        browser.get(reverse("add_person"), {"client": public_id}).status_code
        for public_id in (walled_client.public_id, "000000000000", "\x00")
    }
    page = browser.get(reverse("add_person"), {"client": walled_client.public_id}).content.decode()
    assert pages == {200}
    assert "Marrow" not in page


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("email", "not an address"), ("phone", "later"), ("client", "Marrow & Pike Diagnostics")],
)
def test_what_does_not_fit_is_named(
    sign_in: SignIn, outsider: User, walled_client: Client, field: str, value: str
) -> None:
    answer = sign_in(outsider).post(reverse("add_person"), {"name": "Ana Ruiz", field: value})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Person.objects.exists()


def test_somebody_only_heard_of_becomes_a_person_when_edited(sign_in: SignIn, partner: User) -> None:
    stub = PersonFactory(name="Ana R", is_stub=True)
    address = reverse("edit_person", args=[stub.public_id])
    assert sign_in(partner).post(address, {"name": "Ana Ruiz", "version": 1}).status_code == 303
    stub.refresh_from_db()
    assert (stub.name, stub.is_stub, stub.version) == ("Ana Ruiz", False, 2)
    assert sign_in(partner).post(address, {"name": "Anna Ruiz", "version": 1}).status_code == 409


def test_archiving_a_person_can_be_undone_and_is_scored(
    sign_in: SignIn, partner: User, novagen: Client, ana: Person, rung: list[int]
) -> None:
    browser = sign_in(partner)
    answer = browser.post(reverse("archive_person", args=[ana.public_id]), follow=True)
    undo = reverse("restore_person", args=[ana.public_id])
    assert f'action="{undo}"' in answer.content.decode()
    browser.post(undo)
    ana.refresh_from_db()
    assert ana.archived_at is None
    assert rung == [novagen.pk, novagen.pk]


def test_a_person_all_of_whose_clients_are_walled_is_not_there(
    sign_in: SignIn, outsider: User, walled_client: Client, novagen: Client
) -> None:
    hidden = PositionFactory(client=walled_client).person
    shared = PositionFactory(client=walled_client).person
    PositionFactory(person=shared, client=novagen)
    browser = sign_in(outsider)
    for name in ("edit_person", "add_position", "add_contact_point"):
        assert browser.get(reverse(name, args=[hidden.public_id])).status_code == 404
        assert browser.get(reverse(name, args=[shared.public_id])).status_code == 200


def test_a_position_at_a_walled_client_is_not_reached(
    sign_in: SignIn, outsider: User, walled_client: Client, ana: Person
) -> None:
    hidden = PositionFactory(person=ana, client=walled_client)
    browser = sign_in(outsider)
    for name in ("edit_position", "end_position", "archive_position", "restore_position"):
        address = reverse(name, args=[ana.public_id, hidden.public_id])
        assert browser.post(address, {"ended_on": "2026-01-01", "client": "x"}).status_code == 404
    hidden.refresh_from_db()
    assert (hidden.ended_on, hidden.archived_at) == (None, None)


def test_moving_ends_one_position_and_begins_another(
    sign_in: SignIn, partner: User, novagen: Client, ana: Person, rung: list[int]
) -> None:
    fennmoor = ClientFactory(name="Fennmoor Capital")
    position = ana.positions.get()
    address = reverse("end_position", args=[ana.public_id, position.public_id])
    typed = {"ended_on": "2026-06-30", "client": "Fennmoor Capital", "title": "Partner", "version": 1}
    assert sign_in(partner).post(address, typed).status_code == 303
    held = list(Position.objects.order_by("id").values_list("client_id", "title", "started_on", "ended_on"))
    assert held == [
        (novagen.pk, "General Counsel", None, date(2026, 6, 30)),
        (fennmoor.pk, "Partner", date(2026, 6, 30), None),
    ]
    assert rung == sorted([novagen.pk, fennmoor.pk])
    late = sign_in(partner).post(address, typed)
    assert (late.status_code, Position.objects.count()) == (422, 2)
    assert "Somebody changed this position" in late.content.decode()


def test_a_position_ends_no_earlier_than_it_starts(sign_in: SignIn, partner: User, novagen: Client) -> None:
    position = PositionFactory(client=novagen, started_on=date(2020, 1, 1))
    for name in ("end_position", "edit_position"):
        address = reverse(name, args=[position.person.public_id, position.public_id])
        typed = {"client": novagen.name, "started_on": "2020-01-01", "ended_on": "2019-12-31", "version": 1}
        answer = sign_in(partner).post(address, typed)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["ended_on"])


def test_taking_a_position_away_where_nothing_visible_is_left_goes_to_the_client(
    sign_in: SignIn, outsider: User, novagen: Client, walled_client: Client, ana: Person
) -> None:
    position = ana.positions.get()
    PositionFactory(person=ana, client=walled_client)
    answer = sign_in(outsider).post(reverse("archive_position", args=[ana.public_id, position.public_id]))
    assert (answer.status_code, answer["Location"]) == (303, reverse("client_people", args=[novagen.public_id]))


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("email", "Ana@Novagen.Example", "ana@novagen.example"),
        ("phone", "+41 61 555 01 23", "+41 61 555 01 23"),
        ("link", "linkedin.example/in/ana", "https://linkedin.example/in/ana"),
        ("email", "ana at novagen", None),
        ("phone", "ask her", None),
        ("link", "javascript:alert(1)", None),
    ],
)
def test_each_kind_of_address_is_checked(
    sign_in: SignIn, partner: User, ana: Person, kind: str, typed: str, kept: str | None
) -> None:
    answer = sign_in(partner).post(reverse("add_contact_point", args=[ana.public_id]), {"kind": kind, "value": typed})
    assert answer.status_code == (303 if kept else 422)
    assert list(ContactPoint.objects.values_list("value", flat=True)) == ([kept] if kept else [])


def test_one_address_comes_first_and_an_archived_one_comes_back(sign_in: SignIn, partner: User, ana: Person) -> None:
    old = ContactPointFactory(person=ana, value="old@novagen.example", is_primary=True)
    browser, add = sign_in(partner), reverse("add_contact_point", args=[ana.public_id])
    browser.post(add, {"kind": "email", "value": "new@novagen.example", "is_primary": "on"})
    assert dict(ContactPoint.objects.values_list("value", "is_primary")) == {
        "old@novagen.example": False,
        "new@novagen.example": True,
    }
    assert browser.post(add, {"kind": "email", "value": "old@novagen.example"}).status_code == 422
    browser.post(reverse("archive_contact_point", args=[ana.public_id, old.public_id]))
    assert browser.post(add, {"kind": "email", "value": "old@novagen.example"}).status_code == 303
    old.refresh_from_db()
    assert old.archived_at is None


def test_readers_change_nobody(sign_in: SignIn, auditor: User, ana: Person) -> None:
    assert sign_in(auditor).post(reverse("archive_person", args=[ana.public_id])).status_code == 403
    ana.refresh_from_db()
    assert ana.archived_at is None


def test_an_address_is_corrected_and_both_versions_are_shown(sign_in: SignIn, partner: User, ana: Person) -> None:
    point = ContactPointFactory(person=ana, value="ana@novagn.example")
    first = ContactPointFactory(person=ana, value="ana.ruiz@home.example", is_primary=True)
    browser, address = sign_in(partner), reverse("edit_contact_point", args=[ana.public_id, point.public_id])
    sent = {"kind": "email", "value": "Ana@Novagen.example", "is_primary": "on", "version": 1}
    assert browser.post(address, sent).status_code == 303
    point.refresh_from_db()
    first.refresh_from_db()
    assert (point.value, point.is_primary, first.is_primary) == ("ana@novagen.example", True, False)
    assert browser.post(address, {**sent, "value": "other@novagen.example"}).status_code == 409
    taken = browser.post(address, {**sent, "value": first.value, "version": point.version})
    assert (taken.status_code, "already, or could once" in taken.content.decode()) == (422, True)


def test_what_was_put_away_about_a_person_is_brought_back_from_their_history(
    sign_in: SignIn, partner: User, outsider: User, auditor: User, ana: Person, walled_client: Client
) -> None:
    position = PositionFactory(person=ana, client=walled_client, title="Director")
    browser, page = sign_in(partner), reverse("person_history", args=[ana.public_id])
    browser.post(reverse("archive_position", args=[ana.public_id, position.public_id]))
    rows = browser.get(page).context["gone"]
    assert [row.text for row in rows] == [f"Director, {walled_client.name}"]
    assert sign_in(outsider).get(page).context["gone"] == []
    assert sign_in(auditor).get(page).context["gone"] == []
    browser.post(rows[0].address)
    position.refresh_from_db()
    assert position.archived_at is None
