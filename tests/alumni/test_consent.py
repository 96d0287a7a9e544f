"""Asking, renewing and taking back by link; and nobody is written to who did not agree."""

from __future__ import annotations

import random
import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from relationships.alumni.consent_queries import CHANNELS, PURPOSES, recipients, standing_grid, with_reason
from relationships.alumni.letter_actions import queue_letters, send_letters
from relationships.alumni.letter_text import PURPOSES as PURPOSES_OF_LETTERS
from relationships.alumni.letter_text import written
from relationships.alumni.models import Alumnus, Consent, ConsentText, Letter
from tests.cast import SignIn
from tests.factories import AlumnusFactory, ConsentFactory, ContactPointFactory, InvitationFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def sophie(db: None) -> Alumnus:
    cache.clear()
    alumnus = AlumnusFactory(person=PersonFactory(name="Sophie Lindgren"))
    ContactPointFactory(person=alumnus.person, value="sophie@orrin.example")
    return alumnus


def why_not(alumnus: Alumnus, purpose: str) -> str:
    rows = Alumnus.objects.unscoped(reason="test").filter(pk=alumnus.pk)
    return str(with_reason(rows, purpose=purpose, today=timezone.localdate()).get().why_not)


def ask(alumnus: Alumnus, by: User) -> str:
    queue_letters(alumni=[alumnus], kind=Letter.Kind.ASK, asked_by=by)
    assert send_letters() == 1
    return re.findall(r"(/consent/[\w-]+/)", mail.outbox[-1].body)[0]


def test_they_answer_by_the_link_in_the_mail_under_the_text_in_force(
    sophie: Alumnus, alumni_admin: User, sign_in: SignIn
) -> None:
    ConsentText.objects.create(name="2026-11", words="We write four times a year.")
    staff = sign_in(alumni_admin)
    staff.post(reverse("ask_for_consent", args=[sophie.public_id]))
    assert send_letters() == 1
    letter = mail.outbox[0]
    assert "We write four times a year." in letter.body
    assert letter.reply_to == [alumni_admin.email]
    address = re.findall(r"(/consent/[\w-]+/)", letter.body)[0]
    guest = Browser(enforce_csrf_checks=True)
    assert guest.get(address).status_code == 200
    assert not Consent.objects.exists(), "looking is no answer"
    assert guest.post(address, {"news-email": "on"}).status_code == 303
    given = Consent.objects.get(state="given")
    assert (given.purpose, given.channel, given.text_version, given.recorded_by) == ("news", "email", "2026-11", None)
    assert (why_not(sophie, "news"), why_not(sophie, "events")) == ("", "declined")
    staff.post(reverse("ask_for_consent", args=[sophie.public_id]))
    assert send_letters() == 0, "not twice within 90 days"
    ConsentText.objects.create(name="2027-01", words="Other words.")
    assert Consent.objects.get(state="given").text_version == "2026-11"


@pytest.mark.parametrize("stage", ["queued", "asked"])
@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"do_not_contact": True}, "do_not_contact"),
        ({"opted_out_on": date(2026, 1, 1)}, "left_out"),
        ({"archived_at": timezone.now()}, "archived"),
    ],
)
def test_a_letter_is_weighed_again_when_it_goes_out(
    sophie: Alumnus, alumni_admin: User, sign_in: SignIn, stage: str, change: dict[str, object], why: str
) -> None:
    if stage == "queued":
        queue_letters(alumni=[sophie], kind=Letter.Kind.ASK, asked_by=alumni_admin)
    Alumnus._base_manager.filter(pk=sophie.pk).update(**change)
    assert why_not(sophie, "news") == why
    if stage == "asked":
        sign_in(alumni_admin).post(reverse("ask_for_consent", args=[sophie.public_id]))
    assert (send_letters(), mail.outbox) == (0, [])
    assert [each.state for each in Letter.objects.all()] == (["blocked"] if stage == "queued" else [])
    assert all(each.reason for each in Letter.objects.all())


def test_one_click_ends_mail_but_a_look_does_not(sophie: Alumnus, alumni_admin: User) -> None:
    ConsentFactory(alumnus=sophie, said_on=date(2026, 1, 5), review_on=date(2090, 1, 1))
    ask(sophie, alumni_admin)
    headers = mail.outbox[-1].message()
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = re.findall(r"(/no-more/[\w-]+/)", headers["List-Unsubscribe"])[0]
    program = Browser(enforce_csrf_checks=True)
    program.get(address)
    assert why_not(sophie, "news") == ""
    for _ in range(2):
        assert program.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 303
    assert Consent.objects.filter(state="withdrawn").count() == 1
    assert why_not(sophie, "news") == why_not(sophie, "events") == "withdrawn"
    assert standing_grid(sophie, timezone.localdate())["news", "post"] == "given", "the letter by post was not meant"
    assert program.get(reverse("stop_mail", args=["never-made"])).status_code == 404


def test_a_letter_that_the_server_refuses_waits_and_ends_some_day(
    sophie: Alumnus, alumni_admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue_letters(alumni=[sophie], kind=Letter.Kind.ASK, asked_by=alumni_admin)

    def refuse(*args: object, **kwargs: object) -> int:
        raise OSError("no mail today")

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
        assert send_letters() == 0
    assert Letter.objects.get().state == "waiting"
    assert send_letters() == 0, "not at once again"
    assert send_letters(timezone.now() + timedelta(minutes=6)) == 1
    Letter.objects.create(person=sophie.person, alumnus=sophie, kind="page", tries=7)
    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
        send_letters(timezone.now() + timedelta(days=2))
    assert Letter.objects.get(kind="page").state == "blocked"


def test_the_query_and_the_grid_say_the_same_of_whatever_was_said(sophie: Alumnus) -> None:
    dice, today = random.Random(7), timezone.localdate()
    for _ in range(40):
        Consent.objects.all().delete()
        for _ in range(dice.randint(0, 6)):
            said_on = dice.choice([None, today - timedelta(days=dice.randint(0, 4))])
            ConsentFactory(
                alumnus=sophie,
                state=dice.choice(Consent.State.values),
                purpose=dice.choice(["all", *PURPOSES]),
                channel=dice.choice(["any", *CHANNELS]),
                said_on=said_on,
                review_on=dice.choice([None, today + timedelta(days=dice.randint(0, 90))]) if said_on else None,
            )
        grid = standing_grid(sophie, today)
        for purpose in PURPOSES:
            stands = grid[purpose, "email"]
            assert why_not(sophie, purpose) == ("" if stands == "given" else stands)
    assert list(recipients(Alumnus.objects.unscoped(reason="test"), purpose="news", today=today)) in ([], [sophie])


def letter_of(alumnus: Alumnus, kind: str, purpose: str = "") -> Letter:
    invited = kind not in (Letter.Kind.PAGE, Letter.Kind.ASK)
    invitation = InvitationFactory(person=alumnus.person, event__called_off_at=None) if invited else None
    return Letter.objects.create(
        person=alumnus.person, alumnus=alumnus, kind=kind, purpose=purpose, invitation=invitation
    )


def test_every_kind_of_letter_says_what_consent_it_needs() -> None:
    assert set(PURPOSES_OF_LETTERS) == set(Letter.Kind.values), "a kind that is not listed is not sent"


@pytest.mark.parametrize("kind", Letter.Kind.values)
def test_whoever_asked_to_be_left_out_gets_no_letter_of_any_kind(sophie: Alumnus, kind: str) -> None:
    ConsentFactory(alumnus=sophie, state="given", purpose="all", channel="any")
    letter = letter_of(sophie, kind, "events")
    assert not isinstance(written(letter), str)
    Alumnus._base_manager.filter(pk=sophie.pk).update(opted_out_on=timezone.localdate())
    assert isinstance(written(letter), str)


@pytest.mark.parametrize("kind", [kind for kind, needs in PURPOSES_OF_LETTERS.items() if needs != ""])
@pytest.mark.parametrize("said", ["withdrawn", "declined"])
def test_what_needs_consent_stays_here_without(sophie: Alumnus, kind: str, said: str) -> None:
    ConsentFactory(alumnus=sophie, state=said, purpose="all", channel="any", said_on=timezone.localdate())
    assert isinstance(written(letter_of(sophie, kind, "events")), str)
