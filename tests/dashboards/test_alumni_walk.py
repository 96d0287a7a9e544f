"""Among very many alumni a view's page is found by walking in the order of names: it holds what looking at everybody says."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from django.utils import timezone

from accounts.models import User
from relationships.clients.models import Client
from relationships.dashboards import alumni_search
from relationships.dashboards.alumni_filters import AlumniFilters
from relationships.dashboards.alumni_search import page_of_alumni, whereabouts
from tests.factories import (
    AlumnusFactory,
    ClientFactory,
    ConsentFactory,
    InteractionFactory,
    LedgerEntryFactory,
    OutsidePostFactory,
    PersonFactory,
    PositionFactory,
    WallFactory,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
VIEWS = ("clients", "targets", "renew", "lost")


@pytest.fixture
def crowd(novagen: Client, partner: User) -> None:
    """Thirty with drawn jobs, consents and touches, some of them behind a wall, hidden by themselves, or opted out."""
    draw = Random(7)
    LedgerEntryFactory(client=novagen)
    walled = ClientFactory(name="Walled")
    LedgerEntryFactory(client=walled)
    WallFactory(client=walled, insiders=[partner])
    places = [novagen, ClientFactory(name="Target"), walled]
    for n in range(30):
        fields = {"job_for": "hidden"} if draw.random() < 0.15 else {}
        alumnus = AlumnusFactory(person=PersonFactory(name=f"{draw.choice('abcdef')} {n}"), **fields)
        for _ in range(draw.randrange(3)):
            started = draw.choice([None, TODAY - timedelta(days=draw.randrange(900))])
            ended = TODAY if started and draw.random() < 0.3 else None
            PositionFactory(person=alumnus.person, client=draw.choice(places), started_on=started, ended_on=ended)
        if draw.random() < 0.4:
            sector = draw.choice(["public", "company", ""])
            OutsidePostFactory(person=alumnus.person, sector=sector, started_on=TODAY - timedelta(days=300))
        for _ in range(draw.randrange(4)):
            ConsentFactory(
                alumnus=alumnus,
                purpose=draw.choice(["all", "news", "events"]),
                channel=draw.choice(["any", "email"]),
                state=draw.choice(["given", "withdrawn", "declined"]),
                said_on=date(2024, 1, 1) + timedelta(days=draw.randrange(600)),
                review_on=TODAY + timedelta(days=draw.choice([-10, 5, 700])),
            )
        if draw.random() < 0.6:
            at = timezone.now() - timedelta(days=draw.choice([20, 364, 366, 700]))
            clients = [walled] if draw.random() < 0.3 else []
            InteractionFactory(people=[alumnus.person], clients=clients, occurred_at=at)


@pytest.mark.parametrize("way", ["name", "-name"])
@pytest.mark.parametrize("show", VIEWS)
def test_the_walk_finds_the_same(
    crowd: None, alumni_admin: User, partner: User, show: str, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for user in (alumni_admin, partner):
        monkeypatch.setattr(alumni_search, "_kept", {})
        monkeypatch.setattr(alumni_search, "_kept_lost", {})
        monkeypatch.setattr(alumni_search, "BOUND", 10_000)
        filters = AlumniFilters(show=show, sort=way)
        whole = page_of_alumni(user, filters)
        assert whole.rows
        known = whereabouts(user)
        assert not known.many
        monkeypatch.setattr(alumni_search, "BOUND", 29)
        walked = alumni_search._walked(user, filters, known)
        assert walked is not None
        assert (walked.rows, walked.count) == (whole.rows, whole.count)


def test_only_dense_views_in_the_order_of_names_are_walked(
    crowd: None, alumni_admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anything narrower, or so rare that the walk would pass everybody, is asked the other way."""
    known = whereabouts(alumni_admin)
    walk = alumni_search._walked
    assert walk(alumni_admin, AlumniFilters(show="clients", sort="name"), known) is not None
    assert walk(alumni_admin, AlumniFilters(show="clients", sort="name", q="a"), known) is None
    assert walk(alumni_admin, AlumniFilters(show="clients", sort="-left"), known) is None
    assert walk(alumni_admin, AlumniFilters(show="moved", sort="name"), known) is None
    monkeypatch.setattr(alumni_search, "WALKED_AT_MOST", 50)
    assert walk(alumni_admin, AlumniFilters(show="targets", sort="name"), known) is None
