"""Of clients whom somebody limited to a part sees, nothing is worked out that goes by the firm beyond that part."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine

from accounts.models import Firm, Office, User
from accounts.policy import Role
from relationships.clients.models import Client
from relationships.foundation.firm_day import firm_day
from relationships.scoring.alert_actions import raise_alerts
from relationships.scoring.health_actions import recompute_due
from relationships.scoring.health_queries import firm_figures
from relationships.scoring.marks import mark_all
from relationships.scoring.models import Alert, Health
from relationships.scoring.nightly_actions import mark_what_turned
from relationships.scoring.seen_in_part import seen_in_part
from relationships.scoring.verification import verify
from tests import factories as make

TODAY = date(2026, 11, 16)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel("2026-11-16 09:00", tick=False):
        yield


@pytest.fixture
def basel() -> Office:
    Firm.objects.create(time_zone="UTC")
    return make.OfficeFactory(name="Basel")


def large(owner: User | None, *, member: User | None = None) -> Client:
    """A client whose fees hang on one person whom one colleague knows."""
    client = make.ClientFactory(name=f"Large {owner and owner.pk}", owner=owner)
    if member:
        make.TeamMemberFactory(client=client, colleague=member)
    person, knows = make.PersonFactory(), owner or make.UserFactory()
    make.PositionFactory(client=client, person=person)
    for days in range(5, 300, 10):
        make.InteractionFactory(
            clients=[client],
            people=[person],
            colleagues=[knows],
            created_by=knows,
            kind="meeting",
            direction="mutual",
            occurred_at=firm_day(TODAY - timedelta(days=days)).end - timedelta(hours=12),
        )
    make.LedgerEntryFactory(client=client, amount=1000, booked_on=TODAY - timedelta(days=30))
    return client


def capped() -> set[int]:
    mark_what_turned()
    recompute_due(seconds=60)
    rows = Health.objects.unscoped(reason="test").filter(caps__contains=[{"key": "single_thread"}])
    return set(rows.values_list("client_id", flat=True))


def test_the_firms_fees_cap_no_score_that_a_limited_colleague_sees_and_do_again_without_a_limit(basel: Office) -> None:
    madrid = make.OfficeFactory(name="Madrid")
    here, there = (make.UserFactory(office=place, role=Role.PARTNER) for place in (basel, madrid))
    near, far = large(here), large(there)
    shared = large(there, member=here)
    mark_all()
    assert capped() == {near.pk, far.pk, shared.pk}
    limited = make.UserFactory(office=basel, role=Role.PARTNER, clients_seen="office")
    assert capped() == {far.pk}
    assert verify().differences == []
    User.objects.filter(pk=limited.pk).update(is_active=False)
    assert capped() == {near.pk, far.pk, shared.pk}
    Firm.objects.update(office_roles=[Role.ACCOUNT_MANAGER])
    make.UserFactory(office=basel, role=Role.ACCOUNT_MANAGER)
    assert capped() == {far.pk}


def test_a_limited_colleague_reads_the_same_score_however_large_the_rest_of_the_firm_is(basel: Office) -> None:
    client = large(make.UserFactory(office=basel))
    make.UserFactory(office=basel, role=Role.PARTNER, clients_seen="office")
    mark_all()
    capped()
    before = Health.objects.unscoped(reason="test").values("score", "caps", "measures").get(client=client)
    rest = make.ClientFactory(owner=make.UserFactory(office=make.OfficeFactory(name="Madrid")))
    make.LedgerEntryFactory(client=rest, amount=10_000_000, booked_on=TODAY - timedelta(days=30))
    mark_all()
    capped()
    assert Health.objects.unscoped(reason="test").values("score", "caps", "measures").get(client=client) == before


def test_whoever_is_shown_no_health_and_whoever_is_not_limited_takes_nothing_from_the_others(basel: Office) -> None:
    owner = make.UserFactory(office=basel)
    client = large(owner)
    Firm.objects.update(office_roles=[Role.ALUMNI_ADMIN])
    make.UserFactory(office=basel, role=Role.ALUMNI_ADMIN)
    make.UserFactory(office=basel, role=Role.ADMINISTRATOR)
    assert firm_figures(firm_day(TODAY)).near == ()
    assert seen_in_part([client.pk], ()) == set()
    assert seen_in_part([client.pk], (owner.pk,)) == {client.pk}


def test_that_a_client_is_among_the_largest_of_the_firm_raises_nothing_where_somebody_limited_would_read_it(
    basel: Office,
) -> None:
    owner = make.UserFactory(office=basel)
    client = make.ClientFactory(owner=owner)
    Health.objects.create(
        client=client,
        score=70,
        grade="B",
        as_of=TODAY,
        policy_version=0,
        facts={
            "net": 9000.0,
            "net_before": 10.0,
            "answered_on": "2026-08-01",
            "interval_days": 30,
            "business_on": str(TODAY),
            "gap_days": 60,
            "living_people": 3,
            "living_colleagues": 3,
        },
    )
    raise_alerts()
    assert Alert.objects.unscoped(reason="test").waiting().values_list("kind", flat=True).get() == "big_client_quiet"
    make.UserFactory(office=basel, role=Role.PARTNER, clients_seen="office")
    raise_alerts()
    assert not Alert.objects.unscoped(reason="test").waiting().exists(), "What stood is ended, too."
