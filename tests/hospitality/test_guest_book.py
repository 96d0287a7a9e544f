"""The guest book: who reads it, what is warned of, how it fades, and that nothing is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.policy import Role
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.hospitality.guest_actions import edit_guest_fact
from relationships.hospitality.models import GuestFact
from tests.cast import SignIn
from tests.factories import (
    GuestFactFactory,
    PersonFactory,
    PlannedTouchFactory,
    PositionFactory,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def ana(novagen: Client) -> Person:
    person = PersonFactory(name="Ana Ruiz")
    PositionFactory(person=person, client=novagen)
    return person


def page(sign_in: SignIn, user: User, name: str, *ids: str) -> str:
    answer = sign_in(user).get(reverse(name, args=ids))
    assert answer.status_code == 200
    return str(answer.content.decode())


def form(**changes: Any) -> dict[str, Any]:
    return {"topic": "treat", "text": "One page.", "heard_on": TODAY.isoformat(), "client": "none", **changes}


def test_those_who_look_after_them_read_it_and_nobody_else(
    ana: Person, novagen: Client, account_manager: User, partner: User, assistant: User, outsider: User, auditor: User
) -> None:
    fact = GuestFactFactory(person=ana, client=novagen)
    for reader in (account_manager, partner, assistant, fact.heard_by):
        assert GuestFact.objects.visible_to(reader).get() == fact, reader.name
    for other in (outsider, auditor):
        assert not GuestFact.objects.visible_to(other).exists(), other.name
    planned = PlannedTouchFactory(client=novagen, colleague=outsider)
    assert GuestFact.objects.visible_to(outsider).get() == fact
    planned.save_changes(expected_version=1, changes={"done_at": timezone.now()})
    assert not GuestFact.objects.visible_to(outsider).exists()
    # Whoever is no assistant any more works for nobody, whatever their account still says.
    assistant.role = Role.ALUMNI_ADMIN.value
    assert not GuestFact.objects.visible_to(assistant).exists()


def test_what_was_heard_behind_a_wall_stays_there(
    ana: Person, walled_client: Client, partner: User, administrator: User, novagen: Client, sign_in: SignIn
) -> None:
    stranger = PersonFactory(name="Seen through no client")
    for person in (ana, stranger):
        GuestFactFactory(person=person, client=walled_client, text="The sale", heard_by=partner)
    assert not GuestFact.objects.visible_to(administrator).exists()
    assert "The sale" in page(sign_in, partner, "guest_book", ana.public_id)
    for name in ("guest_book", "guest_book_history", "person_brief"):
        assert "The sale" not in page(sign_in, administrator, name, stranger.public_id)


def test_the_history_of_a_line_keeps_what_it_said_behind_a_wall(
    walled_client: Client, partner: User, outsider: User, sign_in: SignIn
) -> None:
    stranger = PersonFactory()
    fact = GuestFactFactory(person=stranger, client=walled_client, text="The sale", heard_by=partner)
    edit_guest_fact(fact=fact, expected_version=1, today=TODAY, changes={"text": "Two chairs", "client": None})
    told = page(sign_in, outsider, "guest_book_history", stranger.public_id)
    assert "Two chairs" in told
    assert "The sale" not in told
    assert "<del>The sale</del>" in page(sign_in, partner, "guest_book_history", stranger.public_id)


def test_a_person_at_no_client_is_everybodys_guest_who_may_write(outsider: User, auditor: User) -> None:
    fact = GuestFactFactory(person=PersonFactory())
    assert GuestFact.objects.visible_to(outsider).get() == fact
    assert not GuestFact.objects.visible_to(auditor).exists()


def test_what_is_not_for_here_is_warned_of_and_kept_only_when_they_insist(
    ana: Person, account_manager: User, sign_in: SignIn
) -> None:
    browser, where = sign_in(account_manager), reverse("add_guest_fact", args=[ana.public_id])
    told = browser.post(where, form(text="Allergic to nuts")).content.decode()
    assert "speaks of health" in told
    assert "Allergic to nuts" in told
    assert 'type="checkbox" name="sure"' in told
    assert not GuestFact.objects.unscoped(reason="test").exists()
    assert browser.post(where, form(text="Allergic to nuts", sure="on")).status_code == 303
    fact = GuestFact.objects.unscoped(reason="test").get()
    assert (fact.text, fact.written_by, fact.confirmed_on) == ("Allergic to nuts", account_manager, TODAY)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"text": ""}, "Enter what to remember."),
        ({"topic": "date"}, "Enter the day, such as 14 May."),
        ({"topic": "date", "yearly": "31 June"}, "Enter a day of the year"),
        ({"yearly": "14 May"}, "Only dates have a day"),
        ({"heard_on": (TODAY + timedelta(days=1)).isoformat()}, "Enter today or a day before."),
        ({"client": "NeverThere00"}, "Choose from the list."),
        ({"text": "x" * 501}, "At most 500 fit."),
    ],
)
def test_what_can_not_be_kept_is_refused_with_what_was_typed(
    changes: dict[str, Any], message: str, ana: Person, account_manager: User, sign_in: SignIn
) -> None:
    answer = sign_in(account_manager).post(reverse("add_guest_fact", args=[ana.public_id]), form(**changes))
    assert answer.status_code == 422
    assert message in answer.content.decode()


def test_it_fades_after_two_years_and_one_click_confirms_it(
    ana: Person, account_manager: User, sign_in: SignIn
) -> None:
    old = TODAY - timedelta(days=800)
    fact = GuestFactFactory(person=ana, heard_on=old, heard_by=account_manager, text="Cigars")
    soon = GuestFactFactory(person=ana, heard_on=TODAY - timedelta(days=710), heard_by=account_manager)
    browser, ids = sign_in(account_manager), [ana.public_id, fact.public_id]
    book = page(sign_in, account_manager, "guest_book", ana.public_id)
    assert book.index("Faded") < book.index("Cigars")
    assert "fades " in book
    assert "Cigars" not in page(sign_in, account_manager, "person_brief", ana.public_id)
    assert soon.text in page(sign_in, account_manager, "person_brief", ana.public_id)
    browser.post(reverse("confirm_guest_fact", args=ids))
    fact.refresh_from_db()
    assert (fact.confirmed_on, fact.heard_on) == (TODAY, old)
    assert "Cigars" in page(sign_in, account_manager, "person_brief", ana.public_id)
    browser.post(reverse("unconfirm_guest_fact", args=ids) + f"?on={old}")
    fact.refresh_from_db()
    assert fact.confirmed_on == old


def test_edits_meet_each_other_and_everything_comes_back(ana: Person, account_manager: User, sign_in: SignIn) -> None:
    fact = GuestFactFactory(person=ana, heard_by=account_manager, text="Two pages")
    browser, ids = sign_in(account_manager), [ana.public_id, fact.public_id]
    edit = reverse("edit_guest_fact", args=ids)
    sent = form(text="One page", version=1, heard_on=fact.heard_on.isoformat())
    assert browser.post(edit, sent).status_code == 303
    fact.refresh_from_db()
    assert (fact.text, fact.confirmed_on, fact.version) == ("One page", TODAY, 2)
    clash = browser.post(edit, {**sent, "text": "Three pages"})
    assert clash.status_code == 409
    assert "Three pages" in clash.content.decode()
    assert "One page" in clash.content.decode()
    browser.post(reverse("archive_guest_fact", args=ids), {"version": 2})
    assert "One page" not in page(sign_in, account_manager, "person_brief", ana.public_id)
    browser.post(reverse("restore_guest_fact", args=ids))
    history = page(sign_in, account_manager, "guest_book_history", ana.public_id)
    assert "<del>Two pages</del>" in history
    assert "One page" in page(sign_in, account_manager, "guest_book", ana.public_id)


def test_the_clients_book_gathers_its_people_and_names_those_of_whom_nothing_is_known(
    ana: Person, novagen: Client, account_manager: User, outsider: User, sign_in: SignIn
) -> None:
    GuestFactFactory(person=ana, client=novagen, text="By the window")
    PositionFactory(client=novagen, person=PersonFactory(name="Felix Brandt"))
    shown = page(sign_in, account_manager, "client_guest_book", novagen.public_id)
    assert "By the window" in shown
    assert "Felix Brandt" in shown
    assert "By the window" not in page(sign_in, outsider, "client_guest_book", novagen.public_id)


def test_what_is_better_not_mentioned_stays_off_their_card(
    ana: Person, account_manager: User, sign_in: SignIn, novagen: Client
) -> None:
    at = reverse("add_guest_fact", args=[ana.public_id])
    refused = sign_in(account_manager).post(at, form(topic="avoid", shared="on"))
    assert refused.status_code == 422
    assert "stays off their card" in refused.content.decode()
    with pytest.raises(IntegrityError, match="unsaid"), transaction.atomic():
        GuestFactFactory(person=ana, topic="avoid", shared=True)
    assert sign_in(account_manager).post(at, form(topic="avoid")).status_code == 303
