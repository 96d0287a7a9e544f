"""My day and alerts of a role that sees no fees: nothing says, by words or by order, which clients are the large ones."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.models import Firm, User
from relationships.attention.day_gather import gather_day
from relationships.clients.models import Client
from relationships.scoring.alert_queries import told_to, waiting_alerts
from relationships.scoring.alert_text import reason
from relationships.scoring.health import Cap
from relationships.scoring.health_evidence import cap_reason
from relationships.scoring.models import Health
from tests.factories import AlertFactory, ClientFactory

QUIET = {"heard_on": "2026-01-01", "usual": 30, "business_on": "2025-03-01", "gap": 100}
TODAY = date(2026, 11, 22)

pytestmark = pytest.mark.django_db


def test_an_alert_says_neither_size_nor_business(partner: User, assistant: User) -> None:
    with_fees, without = (reason("big_client_quiet", told_to(user, QUIET), TODAY) for user in (partner, assistant))
    assert "One of the largest clients is quiet" in with_fees
    assert "last business" in with_fees
    assert without.startswith("A client is quiet: last heard from")
    assert "business" not in without
    assert reason("one_thread", told_to(assistant, {"people": 1, "colleagues": 1}), TODAY).startswith("A client that")


def test_alerts_of_a_day_stand_in_the_order_of_names(partner: User, assistant: User) -> None:
    small, large = ClientFactory(name="Aaa"), ClientFactory(name="Zzz")
    for client, net in ((small, 1), (large, 1_000_000)):
        AlertFactory(client=client, raised_on=TODAY)
        Health.objects.unscoped(reason="made up").update_or_create(
            client=client,
            defaults={"as_of": TODAY, "policy_version": 1, "facts": {"net": net}, "measures": [], "caps": []},
        )
    named = [[each.client.name for each in waiting_alerts(user)] for user in (partner, assistant)]
    assert named == [["Zzz", "Aaa"], ["Aaa", "Zzz"]]


def test_rows_of_my_day_go_by_fees_only_for_whoever_sees_them(
    novagen: Client, account_manager: User, assistant: User
) -> None:
    Health.objects.unscoped(reason="made up").update_or_create(
        client=novagen,
        defaults={"as_of": TODAY, "policy_version": 1, "facts": {"net": 5.0}, "measures": [], "caps": []},
    )
    nets = [
        [each.net for each in gather_day(user, account_manager).book.values()] for user in (account_manager, assistant)
    ]
    assert nets == [[5.0], [None]]
    Firm.objects.get_or_create(defaults={"name": "Calder Voss"})
    Firm.objects.update(fees_seen_by=Firm.FeesSeenBy.PARTNERS)
    assert [each.net for each in gather_day(account_manager, account_manager).book.values()] == [None]


def test_a_cap_that_goes_by_fees_is_told_without_them() -> None:
    cap = Cap("single_thread", 79)
    assert "fees" in cap_reason(cap)
    assert cap_reason(cap, with_fees=False) == "Too much hangs on one person or one colleague."
