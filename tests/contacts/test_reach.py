"""One spelling for numbers and addresses: what is kept, what is the same, and what the hourly look makes of it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import Firm, User
from relationships.contacts.models import ContactPoint
from relationships.contacts.numbers import spell_numbers
from relationships.contacts.reach import mail_address, phone_number, region_of
from relationships.firm.actions import save_firm
from relationships.merging.models import PersonLookAlike
from relationships.merging.tasks import keep_people_alike
from tests.cast import SignIn
from tests.factories import ContactPointFactory, PersonFactory


@pytest.mark.parametrize(
    ("written", "region", "number"),
    [
        ("+41 (0)61 555 01 23", "", "+41615550123"),
        ("0041 61 555 01 23", "CH", "+41615550123"),
        ("061 555 01 23", "CH", "+41615550123"),
        ("061 555 01 23 ext. 4", "CH", "+41615550123"),
        ("061 555 01 23", "", ""),
        ("(319) 555-0123", "US", "+13195550123"),
        ("020 7946 0018", "GB", "+442079460018"),
        ("06 698 12345", "IT", "+390669812345"),
        ("12", "CH", ""),
        ("see card", "CH", ""),
    ],
)
def test_a_number_has_one_spelling(written: str, region: str, number: str) -> None:
    assert phone_number(written, region) == number


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("Ana@Novagen.EXAMPLE", "ana@novagen.example"),
        ("ana@xn--mnchen-3ya.de", "ana@münchen.de"),
        ("ana@MÜNCHEN.de", "ana@münchen.de"),
        ("u\u0308nal@novagen.de", "ünal@novagen.de"),
        ("ana@host.local", "ana@host.local"),
        ("ana@xn--.de", "ana@xn--.de"),
    ],
)
def test_an_address_has_one_spelling(written: str, address: str) -> None:
    assert mail_address(written) == address


def test_a_time_zone_says_the_country_where_it_lies_in_one() -> None:
    assert [region_of(zone) for zone in ("Europe/Zurich", "America/Chicago", "UTC")] == ["CH", "US", ""]


@pytest.mark.django_db
def test_stored_numbers_are_spelt_and_make_one_person_a_candidate(account_manager: User) -> None:
    firm, _ = Firm.objects.update_or_create(singleton=True, defaults={"time_zone": "Europe/Zurich"})
    written = ["061 555 01 23", "+41 61 555 01 23"]
    points = [ContactPointFactory(person=PersonFactory(name="Ana Ruiz"), kind="phone", value=each) for each in written]
    keep_people_alike()
    assert [(each.value, each.number) for each in ContactPoint.objects.order_by("id")] == [
        (each, "+41615550123") for each in written
    ]
    assert [(each.one_id, each.other_id, each.reason) for each in PersonLookAlike.objects.all()] == [
        (points[0].person_id, points[1].person_id, "phone")
    ]
    assert spell_numbers() == 0
    save_firm(by=account_manager, expected_version=firm.version, changes={"time_zone": "Europe/Paris"})
    assert spell_numbers() == 1
    assert set(ContactPoint.objects.values_list("number", flat=True)) == {"+33615550123", "+41615550123"}


@pytest.mark.django_db
def test_the_same_number_written_otherwise_is_known_already(sign_in: SignIn, account_manager: User) -> None:
    Firm.objects.update_or_create(singleton=True, defaults={"time_zone": "Europe/Zurich"})
    point = ContactPointFactory(person=PersonFactory(), kind="phone", value="+41 61 555 01 23", number="+41615550123")
    browser, where = sign_in(account_manager), reverse("add_contact_point", args=[point.person.public_id])
    refused = browser.post(where, {"kind": "phone", "value": "061 555 01 23"})
    assert (refused.status_code, "can already be reached" in refused.content.decode()) == (422, True)
    assert browser.post(where, {"kind": "phone", "value": "061 555 01 24"}).status_code == 303
    edit = reverse("edit_contact_point", args=[point.person.public_id, point.public_id])
    assert browser.post(edit, {"kind": "phone", "value": "061 555 01 25", "version": "1"}).status_code == 303
    point.refresh_from_db()
    assert (point.value, point.number) == ("061 555 01 25", None)
