"""Writing to alumni from their directory, inviting people from lists and ties."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import User
from relationships.alumni.models import AlumnusWord, Event, Invitation, Letter
from relationships.clients.models import Client
from relationships.contacts.models import OutsidePost, Position
from tests.cast import SignIn
from tests.factories import (
    AlumnusFactory,
    ConsentFactory,
    ContactPointFactory,
    DeclaredTieFactory,
    EventFactory,
    InteractionFactory,
    OutsidePostFactory,
    PersonFactory,
    PositionFactory,
)

pytestmark = pytest.mark.django_db


def alumnus(name: str, state: str = "", **more: object):  # type: ignore[no-untyped-def]
    made = AlumnusFactory(person=PersonFactory(name=name), **more)
    ContactPointFactory(person=made.person, value=f"{name.split()[0].lower()}@out.example")
    if state:
        ConsentFactory(alumnus=made, state=state)
    return made


def test_the_page_says_whom_a_letter_reaches_and_why_not_the_others(
    alumni_admin: User, account_manager: User, sign_in: SignIn
) -> None:
    given = alumnus("Gina Given", "given")
    alumnus("Dan Declined", "declined")
    alumnus("Una Unknown")
    alumnus("Hide Hidden", "given", email_for="hidden")
    browser = sign_in(alumni_admin)
    page = browser.get("/alumni/writing/?purpose=events").content.decode()
    assert "Of 4 you chose, 2 may be written to." in page
    assert "They declined. 1" in page
    assert "Una Unknown" in page
    file = browser.get("/alumni/writing/export.csv?purpose=events").getvalue().decode()
    assert "gina@out.example" in file
    assert not any(word in file for word in ("dan@", "una@", "hide@"))
    ticked = f"/alumni/several/?act=write&list=&pick={given.public_id}"
    assert browser.get(ticked).headers["Location"] == f"/alumni/writing/?pick={given.public_id}"
    assert "Of 1 you chose, 1 may" in browser.get(f"/alumni/writing/?pick={given.public_id}").content.decode()
    assert "Of 1 you chose" in browser.get("/alumni/writing/?q=una").content.decode()
    browser.post(reverse("ask_many_for_consent"), {"list": ""})
    assert {each.person.name for each in Letter.objects.all()} == {"Gina Given", "Una Unknown", "Hide Hidden"}
    assert sign_in(account_manager).post(reverse("ask_many_for_consent")).status_code == 403


def test_alumni_people_and_ties_come_onto_the_list_once_and_nothing_goes_out(
    account_manager: User, novagen: Client, walled_client: Client, outsider: User, sign_in: SignIn
) -> None:
    event = EventFactory(host=account_manager)
    gina, ana, secret = alumnus("Gina Given"), PersonFactory(name="Ana Ruiz"), PersonFactory(name="Sid Secret")
    PositionFactory(person=ana, client=novagen)
    PositionFactory(person=secret, client=walled_client)
    browser = sign_in(outsider)
    browser.post(reverse("invite_alumni"), {"list": "", "event": event.public_id})
    for _ in range(2):
        picks = f"pick={ana.public_id}&pick={secret.public_id}"
        browser.post(reverse("invite_people"), {"list": picks, "event": event.public_id})
    rows = Invitation.objects.unscoped(reason="test").order_by("id").values_list("person__name", "client", "source")
    assert list(rows) == [(gina.person.name, None, "alumni"), ("Ana Ruiz", novagen.pk, "people")]
    assert not Letter.objects.exists()
    assert browser.post(reverse("invite_people"), {"list": picks}).status_code == 422
    tied = PersonFactory(name="Tia Tied")
    InteractionFactory(people=[tied], colleagues=[account_manager])
    DeclaredTieFactory(person=tied, client=None, colleague=account_manager, strength=80)
    where = f"{reverse('invite_from_ties', args=[event.public_id])}?who={account_manager.public_id}"
    assert "Choose a colleague" not in browser.get(where).content.decode()
    assert Event.objects.unscoped(reason="test").count() == 1


def test_a_told_post_is_recorded_as_a_colleague_puts_it_right(
    alumni_admin: User, novagen: Client, sign_in: SignIn
) -> None:
    daniel = alumnus("Daniel Reyes")
    OutsidePostFactory(person=daniel.person, employer="Old Court", started_on="2022-01-01")
    word = AlumnusWord.objects.create(alumnus=daniel, kind="moved", employer="novagen therapeutics", title="CFO")
    browser = sign_in(alumni_admin)
    assert "novagen therapeutics" in browser.get("/alumni/words/").content.decode()
    where = reverse("record_told_post", args=[word.public_id])
    form = {"employer": "novagen therapeutics", "title": "CFO", "since": "2026-11-02", "ends": "on"}
    for _ in range(2):
        assert browser.post(where, form).status_code == 303
    held = Position.objects.unscoped(reason="test").get()
    assert (held.client, held.title, str(held.started_on)) == (novagen, "CFO", "2026-11-02")
    assert str(OutsidePost.objects.get().ended_on) == "2026-11-02"
    assert "Nothing waits" in browser.get("/alumni/words/").content.decode()
    browser.post(reverse("unsettle_word", args=[word.public_id]))
    browser.post(reverse("settle_word", args=[word.public_id]), {"act": "leave"})
    assert AlumnusWord.objects.unscoped(reason="test").get().state == "declined"
