"""Offices and practices: named once, archived rather than deleted."""

from __future__ import annotations

import pytest

from accounts.models import Office, Practice, User
from tests.cast import SignIn
from tests.factories import OfficeFactory, UserFactory


@pytest.mark.parametrize(("kind", "model"), [("offices", Office), ("practices", Practice)])
def test_adding_renaming_archiving_and_offering_again(
    kind: str, model: type[Office] | type[Practice], administrator: User, sign_in: SignIn
) -> None:
    browser, base = sign_in(administrator), f"/settings/{kind}/"
    assert browser.post(f"{base}new/", {"name": "Dublin"}).status_code == 303
    place = model.objects.get(name="Dublin")
    assert browser.post(f"{base}{place.public_id}/", {"name": "Cork", "version": 1}).status_code == 303
    assert browser.post(f"{base}{place.public_id}/archive/").status_code == 303
    place.refresh_from_db()
    assert (place.name, place.archived_at is None) == ("Cork", False)
    assert "archived" in browser.get(base).content.decode()
    assert browser.post(f"{base}{place.public_id}/restore/").status_code == 303
    place.refresh_from_db()
    assert place.archived_at is None
    told = [
        (change.act, [field.label for field in change.fields])
        for change in browser.get(f"{base}{place.public_id}/").context["changes"]
    ]
    this = f"this {model._meta.verbose_name}"
    assert told == [
        (f"brought back {this}", []),
        (f"archived {this}", []),
        (f"changed {this}", ["Name"]),
        (f"added {this}", ["Name"]),
    ]


def test_a_name_is_given_once_in_whatever_case(administrator: User, sign_in: SignIn) -> None:
    OfficeFactory(name="Basel")
    answer = sign_in(administrator).post("/settings/offices/new/", {"name": "basel"})
    assert answer.status_code == 422
    assert "This is the name of an office already" in answer.content.decode()
    assert list(Office.objects.values_list("name", flat=True)) == ["Basel"]


def test_an_archived_office_is_offered_only_to_those_who_belong_to_it(administrator: User, sign_in: SignIn) -> None:
    closed = OfficeFactory(name="Closed office")
    there, elsewhere = UserFactory(office=closed), UserFactory()
    browser = sign_in(administrator)
    browser.post(f"/settings/offices/{closed.public_id}/archive/")
    offered = {
        user.pk: "Closed office" in browser.get(f"/settings/colleagues/{user.public_id}/edit/").content.decode()
        for user in (there, elsewhere)
    }
    assert offered == {there.pk: True, elsewhere.pk: False}


def test_the_list_counts_who_works_there(administrator: User, sign_in: SignIn) -> None:
    madrid = OfficeFactory(name="Madrid")
    UserFactory.create_batch(2, office=madrid)
    UserFactory(office=madrid, is_active=False)
    places = sign_in(administrator).get("/settings/offices/").context["places"]
    assert {place.name: place.people for place in places} == {"Basel": 1, "Madrid": 2}
