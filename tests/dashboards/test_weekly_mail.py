"""The weekly mail: the dashboard's figures, once a week, to those who may see them, and only what they may see."""

from __future__ import annotations

import re
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import User
from relationships.clients.models import Client, Wall
from relationships.dashboards import weekly_mail as composed
from relationships.dashboards import weekly_mail_actions
from relationships.dashboards.models import WeeklyMailSent, WeeklyMailSubscription
from relationships.dashboards.weekly_mail import goes_out, week_of, weekly_mail
from relationships.dashboards.weekly_mail_actions import send_weekly_mails, subscribe_weekly_mail
from relationships.foundation.firm_day import FirmDay, firm_day
from tests.cast import SignIn
from tests.factories import LedgerEntryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def clients(db) -> list[Client]:
    """Two clients who came last year too, one who is new."""
    today = firm_day().on
    made = []
    for name, years, amount in (("Ash", (1, 0), 60000), ("Birch", (1, 0), 30000), ("Cedar", (0,), 10000)):
        for back in years:
            first = made[-1] if made and made[-1].name == name else None
            entry = LedgerEntryFactory(
                **({"client": first} if first else {"client__name": name}),
                booked_on=today.replace(year=today.year - back, month=1, day=1),
                amount=amount,
                base_amount=amount,
            )
            if first is None:
                made.append(entry.client)
    return made


def subscribed(user: User) -> User:
    subscribe_weekly_mail(user=user)
    WeeklyMailSubscription.objects.update(subscribed_at=timezone.now() - timedelta(days=30))
    return user


def due() -> datetime:
    day = firm_day()
    return goes_out(week_of(day), day.zone) + timedelta(hours=1)


def test_it_says_what_the_dashboard_says(clients, partner: User, sign_in: SignIn) -> None:
    told = weekly_mail(partner)
    page = sign_in(partner).get("/repeat/").context["page"]
    assert told is not None
    assert told.subject == f"Repeat business: 90.0 %, {page.lens.period.name}"
    assert "New clients: 1" in told.text
    for said in (f"{page.share_points} %", "House rule, version 1", "Grown", "€90,000.00"):
        assert said in told.text.replace("\u00a0", " "), said
        assert said in told.html.replace("\u00a0", " "), said
    assert not re.search(r"(src|background)=|url\(|<(img|link|script|style)\b", told.html), (
        "nothing is asked for from afar"
    )


def test_it_goes_out_once_a_week_and_catches_up_later_in_it(clients, partner: User) -> None:
    subscribed(partner)
    assert send_weekly_mails(due() - timedelta(hours=2)) == 0, "not before the morning"
    assert [send_weekly_mails(due()), send_weekly_mails(due() + timedelta(days=3))] == [1, 0]
    assert [message.to for message in mail.outbox] == [[partner.email]]
    assert mail.outbox[0].alternatives[0][1] == "text/html"
    WeeklyMailSent.objects.update(week=week_of(firm_day()) - timedelta(days=7))
    assert send_weekly_mails(due() + timedelta(days=5)) == 1, "the job stood still on the first day"
    with pytest.raises(IntegrityError), transaction.atomic():
        WeeklyMailSent.objects.create(user=partner, week=week_of(firm_day()))


def test_a_mail_that_cannot_be_sent_is_tried_again(clients, partner: User, monkeypatch) -> None:
    subscribed(partner)
    with monkeypatch.context() as broken:
        broken.setattr(
            weekly_mail_actions.EmailMultiAlternatives, "send", lambda self: (_ for _ in ()).throw(OSError("no route"))
        )
        assert send_weekly_mails(due()) == 0
    assert not WeeklyMailSent.objects.exists()
    assert send_weekly_mails(due()) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one(clients, partner: User) -> None:
    subscribed(partner)
    sent: list[int] = []

    def work() -> None:
        try:
            sent.append(send_weekly_mails(due()))
        finally:
            connection.close()

    both = [threading.Thread(target=work) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert (sorted(sent), len(mail.outbox)) == ([0, 1], 1)


def test_whoever_may_not_see_the_figures_any_more_gets_none(clients, partner: User) -> None:
    subscribed(partner)
    for changed in ({"role": "assistant"}, {"role": "partner", "is_active": False}, {"is_active": True, "email": None}):
        User.objects.filter(pk=partner.pk).update(**changed)
        assert send_weekly_mails(due()) == 0
    assert mail.outbox == []


def test_a_wall_holds_in_the_mail_too(clients, partner: User) -> None:
    Wall.objects.create(client=clients[1], reason="Mandate", starts_at=timezone.now() - timedelta(days=1))
    told = weekly_mail(partner)
    assert told is not None
    assert "85.7 %" in told.subject
    assert "Birch" not in told.text + told.html


def test_the_week_begins_when_the_firms_does(monkeypatch) -> None:
    sunday = FirmDay(datetime(2026, 11, 22, tzinfo=UTC).date(), "Europe/Zurich")
    assert week_of(sunday).isoformat() == "2026-11-16"
    monkeypatch.setattr(composed, "the_firm", lambda: type("Firm", (), {"week_starts_on": 7}))
    assert week_of(sunday).isoformat() == "2026-11-22"
    assert goes_out(sunday.on, sunday.zone) == datetime(2026, 11, 22, 6, tzinfo=UTC)


def test_one_subscribes_and_ends_it_on_its_page(clients, partner: User, sign_in: SignIn) -> None:
    visit = sign_in(partner)
    assert "Send it to me each week" in visit.get("/repeat/weekly/").text
    assert [visit.post("/repeat/weekly/subscribe/").status_code for _ in range(2)] == [303, 303]
    assert WeeklyMailSubscription.objects.filter(user=partner).count() == 1
    assert "End this mail" in visit.get("/repeat/weekly/").text
    visit.post("/repeat/weekly/end/")
    assert not WeeklyMailSubscription.objects.exists()
