"""The share of one's own book: what the page of repeat business says of the clients one looks after."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import User
from relationships.attention.day_book import how_the_book_does
from relationships.clients.models import Client
from relationships.foundation.firm_day import firm_day
from relationships.scoring.models import RepeatMark
from tests import factories as make
from tests.cast import SignIn

pytestmark = pytest.mark.django_db


def fee(client: Client, amount: int, *, days: int = 0) -> None:
    make.LedgerEntryFactory(client=client, booked_on=firm_day().on - timedelta(days=days), amount=amount)


@pytest.fixture
def book(account_manager: User, partner: User) -> Client:
    """Of 400 in Maya's book 300 come from who was there before; the firm has 1,000 more that are new."""
    old, new = make.ClientFactory(owner=account_manager), make.ClientFactory(owner=account_manager)
    fee(old, 300)
    fee(old, 50, days=500)
    fee(new, 100)
    fee(make.ClientFactory(owner=partner), 1_000)
    fee(make.ClientFactory(owner=partner), 10, days=500)
    return old


def test_the_share_is_of_ones_own_clients_alone(book: Client, account_manager: User, partner: User) -> None:
    own = how_the_book_does(account_manager).share
    assert own is not None
    assert own.share is not None
    assert float(own.share) == 0.75
    theirs = how_the_book_does(partner).share
    assert theirs is not None
    assert theirs.share == 0


def test_page_and_day_say_the_same(book: Client, account_manager: User, sign_in: SignIn) -> None:
    browser = sign_in(account_manager)
    shown = browser.get(reverse("day_book")).content.decode()
    there = f"{reverse('repeat_business')}?owner={account_manager.public_id}"
    assert "75.0" in shown
    assert there in shown
    assert "75.0" in browser.get(there).content.decode()
    assert reverse("day_book") in browser.get(reverse("my_day")).content.decode()
    alone = browser.get(reverse("day_book"), headers={"HX-Request": "true"}).content.decode()
    assert "<h1>" not in alone


def test_an_assistant_sees_no_share_and_the_promises_of_whom_they_support(
    book: Client, account_manager: User, assistant: User, sign_in: SignIn
) -> None:
    today = firm_day().on
    make.PromiseFactory(
        client=book, colleague=account_manager, outcome="kept", settled_on=today, promised_on=today, due_on=today
    )
    found = how_the_book_does(assistant)
    assert found.share is None
    assert (found.rate.kept, found.rate.settled) == (1, 1)
    shown = sign_in(assistant).get(reverse("day_book")).content.decode()
    assert "75.0" not in shown
    assert "were kept" in shown


def test_what_stands_behind_a_wall_is_in_nobodys_share_outside(
    book: Client, account_manager: User, partner: User
) -> None:
    make.WallFactory(client=book, insiders=[partner])
    own = how_the_book_does(account_manager).share
    assert own is not None
    assert own.share == 0


def test_a_client_that_is_handed_on_takes_its_fees_along(book: Client, account_manager: User, partner: User) -> None:
    RepeatMark.objects.all().delete()
    book.owner = partner
    book.save()
    assert RepeatMark.objects.filter(client_id=book.pk).exists(), "remembered figures are summed anew"
    own = how_the_book_does(account_manager).share
    assert own is not None
    assert own.share == 0
