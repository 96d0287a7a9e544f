"""Other names of people, and jobs at organisations that are no clients."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import User
from relationships.clients.models import Client
from relationships.contacts.models import ContactPoint, OutsidePost, PersonAlias, Position
from relationships.contacts.queries import find_people
from tests.cast import SignIn
from tests.factories import OutsidePostFactory, PersonAliasFactory, PersonFactory, PositionFactory

pytestmark = pytest.mark.django_db


def test_another_name_finds_the_person_until_it_is_taken_away(account_manager: User, sign_in: SignIn) -> None:
    ana, browser = PersonFactory(name="Ana Ruiz"), sign_in(account_manager)
    where = reverse("add_person_alias", args=[ana.public_id])
    assert browser.post(where, {"name": "Ana Gómez"}).status_code == 303
    assert browser.post(where, {"name": "Ana Gómez"}).status_code == 422
    assert browser.post(where, {"name": "Ana Ruiz"}).status_code == 422
    assert find_people(account_manager, "gomez", most=5) == [ana]
    alias = PersonAlias.objects.get()
    browser.post(reverse("archive_person_alias", args=[ana.public_id, alias.public_id]))
    assert find_people(account_manager, "gomez", most=5) == []
    browser.post(reverse("restore_person_alias", args=[ana.public_id, alias.public_id]))
    assert find_people(account_manager, "gomez", most=5) == [ana]


def test_a_job_elsewhere_is_added_changed_taken_away_and_brought_back(account_manager: User, sign_in: SignIn) -> None:
    ana, browser = PersonFactory(), sign_in(account_manager)
    sent = {"employer": "Court of Appeal", "title": "Judge", "sector": "public", "started_on": "2024-01-01"}
    browser.post(reverse("add_outside_post", args=[ana.public_id]), sent)
    post = OutsidePost.objects.get()
    names = [ana.public_id, post.public_id]
    assert "Court of Appeal" in browser.get(reverse("person_detail", args=[ana.public_id])).content.decode()
    ended = {**sent, "version": 1, "ended_on": "2023-01-01"}
    assert browser.post(reverse("edit_outside_post", args=names), ended).status_code == 422
    assert (
        browser.post(reverse("edit_outside_post", args=names), {**ended, "ended_on": "2025-01-01"}).status_code == 303
    )
    assert browser.post(reverse("edit_outside_post", args=names), {**sent, "version": 1}).status_code == 409
    browser.post(reverse("archive_outside_post", args=names))
    assert browser.get(reverse("person_detail", args=[ana.public_id])).context["page"].outside == []
    browser.post(reverse("restore_outside_post", args=names))
    post.refresh_from_db()
    assert (post.archived_at, str(post.ended_on)) == (None, "2025-01-01")


@pytest.mark.parametrize(("typed", "is_client"), [("novagen therapeutics", True), ("Court of Appeal", False)])
def test_a_move_leads_to_a_client_or_elsewhere(
    typed: str, is_client: bool, novagen: Client, account_manager: User, sign_in: SignIn
) -> None:
    held = PositionFactory()
    where = reverse("end_position", args=[held.person.public_id, held.public_id])
    answer = sign_in(account_manager).post(
        where, {"version": 1, "ended_on": "2026-11-01", "client": typed, "title": "Judge"}
    )
    assert answer.status_code == 303
    assert Position._base_manager.filter(person=held.person, client=novagen).exists() == is_client
    assert OutsidePost.objects.filter(person=held.person, employer=typed).exists() != is_client


def test_a_job_elsewhere_shows_nobody_a_hidden_person(walled_client: Client, outsider: User, sign_in: SignIn) -> None:
    post = OutsidePostFactory()
    PositionFactory(person=post.person, client=walled_client)
    assert sign_in(outsider).get(reverse("person_detail", args=[post.person.public_id])).status_code == 404


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("+41 (0)61 555 01 23", "+41615550123"),
        ("0041 61 555 01 23", "+41615550123"),
        ("061 555 01 23 ext. 4", "0615550123"),
        ("see card", "see card"),
    ],
)
def test_two_spellings_of_a_number_have_one_key(written: str, normal: str) -> None:
    point = ContactPoint.objects.create(person=PersonFactory(), kind="phone", value=written)
    point.refresh_from_db()
    assert (point.value, point.normal) == (written, normal)


def test_another_name_is_corrected(sign_in: SignIn, account_manager: User) -> None:
    ana = PersonFactory(name="Ana Ruiz")
    alias, taken = PersonAliasFactory(person=ana, name="Anna Ruis"), PersonAliasFactory(person=ana, name="Ani")
    browser, where = sign_in(account_manager), reverse("edit_person_alias", args=[ana.public_id, alias.public_id])
    for name in ("Ana Ruiz", taken.name):
        refused = browser.post(where, {"name": name, "version": "1"})
        assert refused.status_code == 422
        assert "is known by this name already" in refused.content.decode()
    assert browser.post(where, {"name": "Anna Ruiz", "version": "1"}).status_code == 303
    stale = browser.post(where, {"name": "Hannah", "version": "1"})
    assert stale.status_code == 409
    alias.refresh_from_db()
    assert (alias.name, alias.version) == ("Anna Ruiz", 2)
    assert "Anna Ruiz" in browser.get(reverse("person_history", args=[ana.public_id])).content.decode()
