"""Notices: raised once, seen, snoozed and done, mailed once a day at one's own hour, and never past a wall."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib import import_module
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.db import connection
from django.test import Client as Browser
from django.utils import timezone

from accounts.models import User
from relationships.attention import notice_actions
from relationships.attention.models import Notice, NoticeChoice, NoticeMail
from relationships.attention.notice_actions import raise_notices, send_notice_mails
from relationships.attention.notice_lines import notice_lines
from relationships.attention.tasks import tell_colleagues
from relationships.clients.models import Client
from relationships.foundation.firm_day import firm_day
from relationships.hospitality.card_actions import decline_proposal
from relationships.interactions.models import Promise
from tests import factories as make
from tests.cast import SignIn

EVENING = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)


@pytest.fixture
def maya(sign_in: SignIn, account_manager: User) -> Browser:
    return sign_in(account_manager)


@pytest.fixture
def promise(novagen: Client, account_manager: User) -> Promise:
    today = firm_day().on
    made: Promise = make.PromiseFactory(client=novagen, colleague=account_manager, promised_on=today, due_on=today)
    return made


def test_each_is_told_once_however_often_the_job_runs(promise: Promise, novagen: Client, account_manager: User) -> None:
    make.AlertFactory(client=novagen)
    make.PlannedTouchFactory(client=novagen, colleague=account_manager, due_on=firm_day().on)
    make.DoubtFactory(client=novagen, owner=account_manager)
    assert (raise_notices(), raise_notices()) == (4, 0)
    assert {line.notice.kind for line in notice_lines(account_manager)} == {"promise_due", "alert", "planned", "doubt"}


def test_the_owner_hears_of_a_colleagues_promise_that_is_three_days_late(
    novagen: Client, account_manager: User, partner: User
) -> None:
    today = firm_day().on
    made = {"promised_on": today - timedelta(days=9), "due_on": today - timedelta(days=3)}
    make.PromiseFactory(client=novagen, colleague=partner, what="The paper", **made)
    raise_notices()
    (line,) = notice_lines(account_manager)
    assert line.text.startswith("Henrik Lindqvist promised “The paper”, due")
    assert line.text.endswith("3 days late.")


def test_what_is_settled_leaves_by_itself(promise: Promise, account_manager: User) -> None:
    raise_notices()
    Promise.objects.unscoped(reason="test").update(outcome="kept", settled_on=firm_day().on)
    assert notice_lines(account_manager) == []


def test_new_seen_snoozed_done_and_back(maya: Browser, promise: Promise, account_manager: User) -> None:
    raise_notices()
    public_id = Notice.objects.get().public_id

    def states() -> list[str]:
        return [line.state for state in ("", "snoozed", "done") for line in notice_lines(account_manager, state=state)]

    assert states() == ["new"]
    assert "The board paper" in maya.get("/notices/").content.decode()
    assert states() == ["seen"]
    maya.post(f"/notices/{public_id}/snooze/", {"days": "7"})
    assert states() == ["snoozed"]
    maya.post(f"/notices/{public_id}/reopen/")
    maya.post(f"/notices/{public_id}/done/")
    assert states() == ["done"]
    maya.post(f"/notices/{public_id}/reopen/")
    assert states() == ["seen"]


def test_the_bell_counts_what_is_new(maya: Browser, promise: Promise) -> None:
    raise_notices()
    assert maya.get("/notices/count/").json() == {"count": 1}
    maya.get("/notices/")
    assert maya.get("/notices/count/").json() == {"count": 0}


def test_only_promises_due_are_mailed_by_default_and_once_a_day(
    promise: Promise, novagen: Client, account_manager: User
) -> None:
    make.AlertFactory(client=novagen)
    raise_notices()
    assert [send_notice_mails(EVENING) for _ in range(3)] == [1, 0, 0]
    (sent,) = mail.outbox
    assert sent.to == [account_manager.email]
    assert "You promised “The board paper”" in sent.body
    assert (NoticeMail.objects.get().kind, NoticeMail.objects.get().notices) == ("promise_due", 1)
    assert send_notice_mails(EVENING + timedelta(days=1)) == 1


def test_the_hour_is_that_of_the_colleagues_own_zone(promise: Promise, account_manager: User) -> None:
    raise_notices()
    User.objects.filter(pk=account_manager.pk).update(time_zone="America/New_York")
    eleven = datetime(2026, 11, 23, 11, 59, tzinfo=UTC)
    assert (send_notice_mails(eleven), send_notice_mails(eleven + timedelta(minutes=1))) == (0, 1)


def test_a_mail_that_could_not_be_handed_over_goes_out_next_time(
    promise: Promise, monkeypatch: pytest.MonkeyPatch
) -> None:
    raise_notices()

    def refuse(self: object) -> int:
        raise SMTPServerDisconnected

    with monkeypatch.context() as patch:
        patch.setattr(notice_actions.EmailMultiAlternatives, "send", refuse)
        assert send_notice_mails(EVENING) == 0
    assert not NoticeMail.objects.exists()
    assert send_notice_mails(EVENING) == 1


def test_a_wall_raised_meanwhile_holds_when_the_mail_goes_out(
    promise: Promise, novagen: Client, partner: User, maya: Browser
) -> None:
    raise_notices()
    make.WallFactory(client=novagen, insiders=[partner])
    assert send_notice_mails(EVENING) == 0
    assert mail.outbox == []
    assert "The board paper" not in maya.get("/notices/").content.decode()


def test_what_nobody_wants_to_hear_is_not_raised(maya: Browser, promise: Promise, novagen: Client) -> None:
    make.AlertFactory(client=novagen)
    answer = maya.post("/me/notifications/", {"on_page": ["alert"], "by_mail": [], "hour": "9"})
    assert (answer.status_code, answer["Location"]) == (303, "/me/notifications/")
    raise_notices()
    assert [notice.kind for notice in Notice.objects.all()] == ["alert"]
    assert maya.post("/me/notifications/", {"on_page": ["nonsense"], "hour": "9"}).status_code == 422


def test_the_job_raises_and_mails(promise: Promise) -> None:
    assert tell_colleagues() == (1 if timezone.now().hour >= 7 else 0)
    assert Notice.objects.count() == 1


def test_a_reason_of_two_lines_is_mailed_under_a_subject_of_one(
    promise: Promise, novagen: Client, account_manager: User, partner: User
) -> None:
    """Else the job would fall over at the first of these, and whoever comes after it would never be told."""
    notice_actions.choose_notices(user=account_manager, on_page=[], by_mail=["doubt"], hour=0)
    make.DoubtFactory(client=novagen, owner=account_manager, reason="We spoke twice.\n\nSee the letter.")
    today = firm_day().on
    make.PromiseFactory(client=novagen, colleague=partner, promised_on=today, due_on=today)
    raise_notices()
    assert send_notice_mails(EVENING) == 2
    (hers,) = (letter for letter in mail.outbox if letter.to == [account_manager.email])
    assert hers.subject.endswith("We spoke twice. See the letter.")


def test_a_promise_that_was_put_off_or_given_away_says_nothing_until_it_is_due(
    promise: Promise, account_manager: User, partner: User
) -> None:
    raise_notices()
    today = firm_day().on
    moved = promise.save_changes(expected_version=1, changes={"due_on": today + timedelta(days=5)})
    assert notice_lines(account_manager) == []
    given = moved.save_changes(expected_version=2, changes={"due_on": today, "colleague": partner})
    assert notice_lines(account_manager) == []
    given.save_changes(expected_version=3, changes={"colleague": account_manager})
    (line,) = notice_lines(account_manager)
    assert line.text.endswith("due today.")


def test_what_was_done_with_and_then_put_off_is_told_again_when_it_is_due(
    promise: Promise, account_manager: User
) -> None:
    raise_notices()
    notice_actions.settle_notice(notice=Notice.objects.get())
    assert raise_notices() == 0
    yesterday = timezone.now() - timedelta(days=1)
    Notice.objects.update(done_at=yesterday, seen_at=yesterday)
    assert (raise_notices(), raise_notices()) == (1, 0)
    assert [line.state for line in notice_lines(account_manager)] == ["new"]


def test_what_is_settled_does_not_crowd_out_what_waits(
    promise: Promise, novagen: Client, account_manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    raise_notices()
    today = firm_day().on
    kept = make.PromiseFactory(client=novagen, colleague=account_manager, promised_on=today, due_on=today)
    raise_notices()
    kept.save_changes(expected_version=1, changes={"outcome": "kept", "settled_on": today})
    monkeypatch.setattr("relationships.attention.notice_lines.MOST", 1)
    assert [line.notice.promise_id for line in notice_lines(account_manager)] == [promise.pk]


def test_whoever_gave_a_card_hears_what_is_said_on_it_until_it_is_decided(
    novagen: Client, account_manager: User, partner: User, maya: Browser
) -> None:
    person = make.PersonFactory(name="Ana Ruiz")
    make.PositionFactory(person=person, client=novagen)
    make.TeamMemberFactory(client=novagen, colleague=account_manager, role="deputy")
    link = make.CardLinkFactory(person=person, made_by=account_manager)
    said = make.CardProposalFactory(link=link, said="Window, please")
    assert (raise_notices(), raise_notices()) == (1, 0)
    (line,) = notice_lines(account_manager)
    assert (line.notice.kind, line.about) == ("card", "Ana Ruiz")
    assert "Window, please" in line.text
    assert "Window, please" in maya.get("/notices/").content.decode()
    assert notice_lines(partner) == []
    wall = make.WallFactory(client=novagen, insiders=[partner])
    assert notice_lines(account_manager) == [], "a wall silences it"
    wall.delete()
    decline_proposal(by=account_manager, proposal=said)
    assert notice_lines(account_manager) == []
    assert raise_notices() == 0
    assert send_notice_mails(EVENING) == 0, "nothing pushes but promises due"


def test_a_kind_that_came_later_is_told_to_whoever_chose_before(account_manager: User) -> None:
    """Choices that were saved before there were card notices tell of them; whoever wants none says so."""
    told = import_module("relationships.attention.migrations.0003_notices_of_cards").TELL_OF_CARDS
    notice_actions.choose_notices(user=account_manager, on_page=["alert"], by_mail=[], hour=7)
    with connection.cursor() as cursor:
        cursor.execute(told)
        cursor.execute(told)
    assert NoticeChoice.objects.get(user=account_manager).on_page == ["alert", "card"]
