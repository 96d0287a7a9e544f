"""Alerts: what raises them, at most one a week, and a snooze that keeps them away."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import Firm, User
from relationships.clients.models import Client
from relationships.scoring.alert_actions import (
    SnoozeError,
    lift_snooze,
    raise_alerts,
    reopen_alert,
    settle_alert,
    snooze_alert,
)
from relationships.scoring.alert_text import reason
from relationships.scoring.models import Alert, AlertSnooze, Health, HealthHistory
from tests.factories import AlertFactory, ClientFactory, LedgerEntryFactory, TeamMemberFactory, WallFactory

MONDAY = date(2026, 11, 16)


@pytest.fixture(autouse=True)
def _monday(db: None):
    Firm.objects.create(time_zone="UTC")
    with time_machine.travel("2026-11-16 09:00", tick=False):
        yield


def scored(
    name: str, grade: str = "B", *, before: str = "", caps: tuple[str, ...] = (), on: date = MONDAY, **facts: object
) -> Client:
    """A client with a stored score, and one a week ago if `before` is a grade."""
    client = ClientFactory(name=name)
    known = {"net": 10.0, "net_before": 10.0, "answered_on": str(on), "interval_days": 30, "business_on": str(on)}
    Health.objects.create(
        client=client,
        score=70,
        grade=grade,
        as_of=on,
        policy_version=0,
        caps=[{"key": key, "limit": 64.0} for key in caps],
        facts={**known, "gap_days": 60, "living_people": 3, "living_colleagues": 3, **facts},
    )
    if before:
        HealthHistory.objects.create(client=client, on=on - timedelta(days=8), score=85, grade=before, policy_version=0)
    return client


def raised() -> set[tuple[str, str]]:
    rows = Alert.objects.unscoped(reason="test").waiting()
    return set(rows.values_list("client__name", "kind"))


def test_each_reason_raises_its_alert_and_nothing_else_does() -> None:
    scored("Steady")
    scored("Risen", "A", before="B")
    scored("Fallen", "C", before="B")
    scored("Left", caps=("key_contact_left",), decider_left_on="2026-10-01")
    scored("Thread", caps=("single_thread",))
    scored("Large and silent", net=9_000.0, answered_on="2026-09-01")
    scored("Small and silent", answered_on="2026-09-01")
    assert raise_alerts() == 4
    assert raised() == {
        ("Fallen", "grade_fell"),
        ("Left", "key_person_left"),
        ("Thread", "one_thread"),
        ("Large and silent", "big_client_quiet"),
    }


def test_a_large_client_is_quiet_by_its_own_rhythm_and_never_before_its_season() -> None:
    """Eleven months of silence are nothing for one that comes each December; five are for one that came each month."""
    december = scored("Comes each December", net=9_000.0, business_on="2025-12-03", gap_days=30)
    monthly = scored("Came each month", net=9_000.0, business_on="2026-06-03", gap_days=400)
    for year in range(2020, 2026):
        LedgerEntryFactory(client=december, booked_on=date(year, 12, 3))
    for month in range(1, 7):
        LedgerEntryFactory(client=monthly, booked_on=date(2026, month, 3))
    assert raise_alerts() == 1
    assert raised() == {("Came each month", "big_client_quiet")}
    alert = Alert.objects.unscoped(reason="test").get()
    said = reason(alert.kind, alert.details, MONDAY)
    assert "last business" in said
    assert "due by" in said
    assert "by its own rhythm" in said


def test_the_table_holds_one_of_a_kind_a_week() -> None:
    client = scored("Fallen", "C", before="B")
    assert [raise_alerts(), raise_alerts()] == [1, 0]
    with pytest.raises(IntegrityError), transaction.atomic():
        AlertFactory(client=client, week=MONDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        AlertFactory(client=client, week=MONDAY + timedelta(days=1))


def test_one_that_was_dealt_with_comes_back_the_next_week_only() -> None:
    client, by = scored("Thread", caps=("single_thread",)), _partner()
    raise_alerts()
    alert = Alert.objects.unscoped(reason="test").get()
    assert settle_alert(alert=alert, by=by)
    assert not settle_alert(alert=alert, by=by)
    assert raise_alerts() == 0
    assert reopen_alert(alert=alert, by=by)
    assert raised() == {("Thread", "one_thread")}
    settle_alert(alert=alert, by=by)
    with time_machine.travel("2026-11-23 09:00", tick=False):
        assert raise_alerts() == 1
    assert Alert.objects.unscoped(reason="test").filter(client=client).count() == 2


def test_an_alert_ends_with_its_reason() -> None:
    client = scored("Thread", caps=("single_thread",))
    raise_alerts()
    Health.objects.unscoped(reason="test").filter(client=client).update(caps=[])
    raise_alerts()
    assert raised() == set()
    assert Alert.objects.unscoped(reason="test").get().ended_on == MONDAY


def test_a_snooze_keeps_it_away_until_its_last_day() -> None:
    scored("Thread", caps=("single_thread",))
    raise_alerts()
    by, alert = _partner(), Alert.objects.unscoped(reason="test").get()
    with pytest.raises(SnoozeError, match="Say why"):
        snooze_alert(alert=alert, by=by, reason="", until=None)
    with pytest.raises(SnoozeError, match="from today"):
        snooze_alert(alert=alert, by=by, reason="Known", until=MONDAY - timedelta(days=1))
    snooze_alert(alert=alert, by=by, reason="Known", until=date(2026, 11, 30))
    assert raised() == set()
    for day, expected in (("2026-11-23", 0), ("2026-11-30", 0), ("2026-12-07", 1)):
        with time_machine.travel(f"{day} 09:00", tick=False):
            assert raise_alerts() == expected, day


def test_a_lifted_snooze_lets_it_come_again() -> None:
    scored("Thread", caps=("single_thread",))
    raise_alerts()
    by, alert = _partner(), Alert.objects.unscoped(reason="test").get()
    snooze = snooze_alert(alert=alert, by=by, reason="Known", until=None)
    again = snooze_alert(alert=alert, by=by, reason="Still known", until=None)
    assert AlertSnooze.objects.unscoped(reason="test").standing(MONDAY).get() == again
    assert not lift_snooze(snooze=snooze, by=by)
    with time_machine.travel("2026-11-23 09:00", tick=False):
        assert raise_alerts() == 0
        assert lift_snooze(snooze=again, by=by)
        assert raise_alerts() == 1


def test_walled_fees_do_not_decide_who_is_large() -> None:
    for number in range(9):
        scored(f"Small {number}")
    scored("Large and silent", net=9_000.0, answered_on="2026-09-01")
    WallFactory(client=scored("Hidden", net=900_000.0))
    assert raise_alerts() == 1


def test_the_page_says_why_and_snoozing_needs_a_reason(client: Browser) -> None:
    scored("Novagen", "C", before="B")
    raise_alerts()
    client.force_login(_partner())
    page = client.get(reverse("alert_list")).content.decode()
    assert "Health fell from B, steady, to C, cooling, within a week." in page
    alert = Alert.objects.unscoped(reason="test").get()
    address = reverse("snooze_alert", args=[alert.public_id])
    assert client.post(address, {"until": "2026-12-01"}).status_code == 422
    assert client.post(address, {"until": "2020-12-01", "reason": "Known"}).status_code == 422
    assert client.post(address, {"until": "", "reason": "They merge"}).status_code == 303
    page = client.get(reverse("alert_list")).content.decode()
    assert "All quiet." in page
    assert "They merge" in page


@pytest.mark.parametrize("kind", Alert.Kind.values)
def test_every_kind_has_words_even_without_details(kind: str) -> None:
    assert reason(kind, {}, MONDAY).endswith(".")


def test_one_statement_whatever_the_number(django_assert_max_num_queries) -> None:
    # The first on a connection also prepares what the others find ready.
    assert raise_alerts() == 0
    for number in range(12):
        scored(f"Fallen {number}", "C", before="B")
    with django_assert_max_num_queries(8):
        assert raise_alerts() == 12
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT public_id) FROM scoring_alert")
        assert cursor.fetchone() == (12,)


def _partner() -> User:
    return User.objects.create_user("p@firm.example", None, name="Henrik Lindqvist", role="partner")


def test_who_looks_after_clients_begins_with_their_own(client: Browser) -> None:
    maya = User.objects.create_user("m@firm.example", None, name="Maya Okafor", role="account_manager")
    noor = User.objects.create_user("n@firm.example", None, name="Noor", role="assistant", supports=maya)
    own, shared, other = (AlertFactory(client=ClientFactory(name=name)) for name in ("Own", "Shared", "Other"))
    Client.objects.filter(pk=own.client.pk).update(owner=maya)
    TeamMemberFactory(client=shared.client, colleague=maya, role="deputy")

    def shown(user: User, query: str = "") -> set[str]:
        client.force_login(user)
        lines = client.get(reverse("alert_list") + query).context["page"].lines
        return {line.alert.client.name for line in lines}

    assert shown(maya) == shown(noor) == {"Own", "Shared"}
    assert shown(maya, "?mine=no") == {"Own", "Shared", other.client.name}
