"""Writing to alumni from their directory, inviting people from lists and ties."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import User
from relationships.alumni.models import AlumnusWord, Event, Invitation, Letter
from relationships.alumni.own_page_actions import say
from relationships.clients.models import Client
from relationships.contacts.models import Position
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
    alumnus("Bea Back", "given", colleague=account_manager)
    alumnus("Hide Hidden", "given", email_for="hidden")
    browser = sign_in(alumni_admin)
    page = browser.get("/alumni/writing/?purpose=events").content.decode()
    assert "Of 5 you chose, 2 may be written to." in page
    assert "They declined. 1" in page
    assert "They work here again. 1" in page
    assert "rejoined us" in browser.get("/alumni/?place=us").content.decode()
    assert "Una" not in browser.get("/alumni/?place=us").content.decode()
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


def test_a_told_post_waits_among_the_signs_of_moves_and_words_in_their_own_list(
    alumni_admin: User, novagen: Client, sign_in: SignIn
) -> None:
    daniel = alumnus("Daniel Reyes")
    OutsidePostFactory(person=daniel.person, employer="Old Court", started_on="2022-01-01")
    today = date(2026, 11, 22)
    word = say(alumnus=daniel, kind="moved", employer="Novagen", title="CFO", since=None, today=today)
    help_ = say(alumnus=daniel, kind="help", said="I could give a talk.", today=today)
    browser = sign_in(alumni_admin)
    moves, words = (browser.get(where).content.decode() for where in ("/people/moves/", "/alumni/words/"))
    assert ("Told us themselves" in moves, "Daniel Reyes" in moves) == (True, True)
    assert ("a talk" in words, "CFO" in words) == (True, False)
    assert word.signal
    assert not Position.objects.unscoped(reason="test").exists()
    where = f"{reverse('record_person_move', args=[daniel.person.public_id])}?signal={word.signal.public_id}"
    assert "Novagen" in browser.get(where).content.decode()
    browser.post(reverse("dismiss_move", args=[word.signal.public_id]))
    assert AlumnusWord._base_manager.get(pk=word.pk).is_settled
    again = say(alumnus=daniel, kind="moved", employer="Novagen", title="CFO", since=today, today=today)
    assert again.signal == word.signal
    assert not AlumnusWord._base_manager.get(pk=word.pk).is_settled, "they insist"
    browser.post(reverse("settle_word", args=[help_.public_id]))
    assert "Nothing waits" in browser.get("/alumni/words/").content.decode()
    browser.post(reverse("unsettle_word", args=[help_.public_id]))
    browser.post(reverse("settle_word", args=[help_.public_id]), {"act": "leave"})
    assert AlumnusWord._base_manager.get(pk=help_.pk).state == "declined"
