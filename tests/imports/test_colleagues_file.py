"""A list of colleagues: who is who, who may sign in, who has left."""

from __future__ import annotations

import pytest

from accounts.models import Office, User
from tests.factories import UserFactory
from tests.imports.bringing import bring, counts, reasons, shuffled

pytestmark = pytest.mark.django_db

FULL = (
    "email,name,role,office,practice,joined_on,left_on\n"
    "Maya@Firm.example,Maya Lin,Partner,Bern,Tax,2015-01-01,\n"
    "jon@firm.example,Jon Ek,alumni admin,Basel,,2019-05-01,2024-01-31\n"
    ",Ann Bee,,Bern,,,\n"
)


def user(name: str) -> User:
    return User.objects.select_related("office", "practice").get(name=name)


def test_a_list_comes_in_and_again_changes_nothing_in_any_order() -> None:
    assert counts(bring("colleagues", FULL)) == {"read": 3, "created": 3}
    maya, jon, ann = user("Maya Lin"), user("Jon Ek"), user("Ann Bee")
    assert (maya.email, maya.role, maya.office.name, maya.practice.name) == (
        "maya@firm.example",
        "partner",
        "Bern",
        "Tax",
    )
    assert (str(maya.joined_on), maya.left_on, maya.is_active) == ("2015-01-01", None, True)
    assert (jon.role, jon.practice, jon.is_active) == ("alumni_admin", None, False)
    assert (ann.email, ann.role, ann.is_active) == (None, "account_manager", True)
    assert not any(each.has_usable_password() for each in (maya, jon, ann))
    assert Office.objects.count() == 2
    for seed in range(3):
        assert counts(bring("colleagues", shuffled(FULL, seed))) == {"read": 3, "unchanged": 3}


def test_a_changed_cell_updates_a_blank_one_leaves_and_a_password_stays() -> None:
    maya = UserFactory(name="Maya", email="maya@firm.example")
    maya.set_password("a long enough one")
    maya.save()
    assert counts(bring("colleagues", FULL)) == {"read": 3, "created": 2, "updated": 1}
    assert counts(bring("colleagues", "name,email,role\nMaya Lin,maya@firm.example,\n")) == {"read": 1, "unchanged": 1}
    maya.refresh_from_db()
    assert (maya.name, maya.role, maya.version, maya.check_password("a long enough one")) == (
        "Maya Lin",
        "partner",
        2,
        True,
    )


def test_somebody_known_by_name_only_takes_the_address_of_the_first() -> None:
    bring("ledger", "booked_on,client,amount,partner\n2024-01-01,A,5,Maya Lin\n2024-01-01,A,5,jon@firm.example\n")
    known = set(User.objects.values_list("pk", flat=True))
    assert counts(bring("colleagues", FULL)) == {"read": 3, "created": 1, "updated": 2}
    assert {user("Maya Lin").pk, user("Jon Ek").pk} == known


def test_one_name_and_two_addresses_are_two_colleagues() -> None:
    text = "email,name\na@firm.example,John Smith\nb@firm.example,John Smith\n"
    assert counts(bring("colleagues", text)) == {"read": 2, "created": 2}
    assert counts(bring("colleagues", text)) == {"read": 2, "unchanged": 2}


def test_one_address_twice_is_one_colleague_and_a_contradiction_is_refused() -> None:
    text = (
        "email,name,office\na@firm.example,John,Bern\nA@firm.example,John,Bern\na@firm.example,John,Basel\n,John,Bern\n"
    )
    report = bring("colleagues", text)
    assert counts(report) == {"read": 4, "created": 1, "unchanged": 2, "rejected": 1}
    assert reasons(report) == [(4, "email", "a@firm.example")]
    assert Office.objects.count() == 1


def test_leaving_ends_signing_in_and_does_not_give_it_back() -> None:
    UserFactory(name="Maya Lin", email="maya@firm.example")
    bring("colleagues", "email,name,left_on\nmaya@firm.example,Maya Lin,2024-01-01\n")
    assert not user("Maya Lin").is_active
    bring("colleagues", "email,name,left_on\nmaya@firm.example,Maya Lin,2099-01-01\n")
    assert not user("Maya Lin").is_active
    bring("colleagues", "email,name,left_on\njon@firm.example,Jon,2099-01-01\n")
    assert user("Jon").is_active


def test_days_out_of_order_are_refused_also_beside_what_is_stored() -> None:
    UserFactory(name="Maya Lin", email="maya@firm.example", joined_on="2020-01-01")
    text = "email,name,joined_on,left_on\n,Jon,2020-01-02,2020-01-01\nmaya@firm.example,Maya Lin,,2019-12-31\n"
    report = bring("colleagues", text)
    assert counts(report) == {"read": 2, "rejected": 2}
    assert reasons(report) == [(2, "left_on", "2020-01-01"), (3, "left_on", "2019-12-31")]


def test_bad_cells_are_refused() -> None:
    report = bring("colleagues", "email,name,role\nbad,,king\n")
    assert reasons(report) == [(2, "email", "bad"), (2, "name", ""), (2, "role", "king")]
    assert "account_manager, partner" in list(report.errors)[2].reason
