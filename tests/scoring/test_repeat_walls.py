"""What lies behind a wall leaves no trace in an outsider's figures: not in a sum, and not in who belongs together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from relationships.clients.models import Client, Wall
from relationships.foundation.periods import fiscal_year
from relationships.scoring.repeat_business import Policy, RepeatBusiness, Segment
from relationships.scoring.repeat_queries import repeat_business
from tests.examples import examples
from tests.scoring.ledger import Edge, Entry, load
from tests.scoring.ledgers import CLIENTS, PARENTS, ledgers, ownerships
from tests.scoring.test_repeat_properties import POLICIES, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]


def comparable(found: RepeatBusiness) -> RepeatBusiness:
    """The two worlds number their partners anew."""
    return replace(found, by=sorted((replace(row, id=None) for row in found.by), key=repr))


def seen_by_outsider(entries, edges, policy, walls: dict[str, bool]) -> tuple[RepeatBusiness, set[str]]:
    load(entries, edges)
    outsider = User.objects.create_user("outsider@example.com", name="Outsider", role="partner")
    for client in Client.objects.filter(name__in=walls):
        started = timezone.now() - timedelta(days=1)
        Wall.objects.create(client=client, covers_group=walls[client.name], reason="Mandate", starts_at=started)
    visible = set(Client.objects.visible_to(outsider).values_list("name", flat=True))
    figures = repeat_business(policy=policy, period=fiscal_year(2024), by=Segment.PARTNER, user=outsider, today=TODAY)
    return comparable(figures), visible


@settings(max_examples=examples(150), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    ledgers(fewest=8),
    ownerships(fewest=3),
    POLICIES,
    st.dictionaries(st.sampled_from([*PARENTS, *PARENTS, *CLIENTS]), st.booleans(), min_size=1, max_size=2),
)
def test_a_walled_client_might_as_well_not_exist(entries, edges, policy, walls):
    with transaction.atomic():
        behind, visible = seen_by_outsider(entries, edges, policy, walls)
        transaction.set_rollback(True)
    open_entries = [entry for entry in entries if entry.client in visible]
    open_edges = [edge for edge in edges if {edge.client, edge.parent} <= visible]
    with transaction.atomic():
        without, _ = seen_by_outsider(open_entries, open_edges, policy, {})
        transaction.set_rollback(True)
    assert behind == without


@pytest.mark.parametrize(
    "edges",
    [
        [Edge("Ash", "Root"), Edge("Cedar", "Root")],
        [Edge("Ash", "Root"), Edge("Cedar", "Root"), Edge("Root", "Stem")],
        [Edge("Ash", "Birch"), Edge("Birch", "Root"), Edge("Cedar", "Root")],
    ],
)
def test_a_group_is_not_built_through_a_walled_parent(edges):
    entries = [
        Entry("1", "Ash", date(2024, 3, 1), Decimal(10)),
        Entry("2", "Cedar", date(2024, 3, 1), Decimal(10)),
        Entry("3", "Cedar", date(2023, 3, 1), Decimal(10)),
    ]
    figures, visible = seen_by_outsider(entries, edges, Policy(), {"Root": False})
    assert "Root" not in visible
    assert (figures.clients, figures.total, figures.repeat) == (2, 20, 10)
