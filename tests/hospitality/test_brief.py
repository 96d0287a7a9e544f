"""The brief before a meeting and the arrival board: everything a host needs, as far as they may know."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from relationships.clients.models import Client
from relationships.dashboards import arrivals
from relationships.dashboards.arrivals import arrival_board
from relationships.dashboards.brief import client_brief, person_brief
from tests.cast import SignIn
from tests.factories import (
    AlumnusFactory,
    ExchangeFactory,
    GuestFactFactory,
    InteractionFactory,
    LedgerEntryFactory,
    PersonFactory,
    PlannedTouchFactory,
    PositionFactory,
    PromiseFactory,
    WallFactory,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def test_a_brief_holds_three_touches_promises_preferences_alumni_and_what_to_leave_alone(
    novagen: Client, account_manager: User, assistant: User, sign_in: SignIn
) -> None:
    ana, colleague = PersonFactory(name="Ana Ruiz"), PersonFactory(name="Once Ours")
    for person in (ana, colleague):
        PositionFactory(person=person, client=novagen)
    AlumnusFactory(person=colleague)
    for days in range(4):
        at = timezone.now() - timedelta(days=10 + days)
        InteractionFactory(clients=[novagen], people=[ana], summary=f"Word {days}", occurred_at=at)
    PromiseFactory(
        client=novagen, what="The proposal", due_on=TODAY - timedelta(days=1), promised_on=TODAY - timedelta(9)
    )
    PromiseFactory(client=novagen, person=ana, side="theirs", what="Their numbers")
    GuestFactFactory(person=ana, text="By the window")
    GuestFactFactory(person=ana, topic="avoid", text="The listing")
    soon = TODAY + timedelta(days=5)
    GuestFactFactory(person=ana, topic="date", text="Ten years there", month=soon.month, day=soon.day)
    LedgerEntryFactory(client=novagen, booked_on=TODAY, amount=5000)
    brief = person_brief(account_manager, ana, TODAY)
    assert [entry.touch.summary for entry in brief.touches] == ["Word 0", "Word 1", "Word 2"]
    assert ([p.what for p in brief.ours], [p.what for p in brief.theirs]) == (["The proposal"], ["Their numbers"])
    assert [line.fact.text for line in brief.guests[0].avoid] == ["The listing"]
    assert [line.fact.text for line in brief.guests[0].soon] == ["Ten years there"]
    assert [alumnus.person.name for alumnus, _ in brief.alumni] == ["Once Ours"]
    shown = sign_in(account_manager).get(reverse("person_brief", args=[ana.public_id])).content.decode()
    for word in ("Word 2", "overdue", "Their numbers", "By the window", "better not mentioned", "Once Ours", "so far"):
        assert word in shown, word
    assert "Word 3" not in shown
    assert person_brief(account_manager, ana, TODAY).moods
    # The assistant supports Maya, but an assistant sees no fees.
    assert person_brief(assistant, ana, TODAY).moods == []
    assert "so far" not in sign_in(assistant).get(reverse("person_brief", args=[ana.public_id])).content.decode()


def test_the_brief_of_a_client_is_about_those_last_spoken_to(novagen: Client, account_manager: User) -> None:
    for name in ("Never spoken to", "Ana Ruiz"):
        PositionFactory(person=PersonFactory(name=name), client=novagen)
    left = PositionFactory(person=PersonFactory(name="Has left"), client=novagen, ended_on=TODAY).person
    ana = PositionFactory._meta.model._base_manager.get(person__name="Ana Ruiz").person
    InteractionFactory(clients=[novagen], people=[ana, left])
    ExchangeFactory(person=ana)
    brief = client_brief(account_manager, novagen, TODAY)
    assert [guest.person.name for guest in brief.guests][:1] == ["Ana Ruiz"]
    assert "Has left" not in [guest.person.name for guest in brief.guests]
    assert brief.guests[0].balance.words == "3 in hand"


def test_a_brief_names_the_first_of_our_alumni_and_what_its_guest_was(novagen: Client, account_manager: User) -> None:
    """Whoever the brief is about may stand last by name, and at another desk than the others."""
    for name in ("Eve", "Bo", "Cy", "Di", "Al"):
        PositionFactory(person=AlumnusFactory(person__name=name, title="Associate").person, client=novagen)
    elsewhere = AlumnusFactory(person__name="Aaron", title="Associate").person
    InteractionFactory(clients=[novagen], people=[elsewhere, zoe := AlumnusFactory(person__name="Zoe").person])
    PositionFactory(person=zoe, client=novagen)
    brief = client_brief(account_manager, novagen, TODAY)
    assert [alumnus.person.name for alumnus, _ in brief.alumni] == ["Al", "Bo", "Cy", "Di"]
    assert brief.guests[0].person == zoe
    assert [guest.alumnus is not None for guest in brief.guests] == [True] * 4
    alone = person_brief(account_manager, elsewhere, TODAY)
    assert alone.guest is not None
    assert alone.guest.alumnus is not None
    assert alone.alumni == []


def test_a_brief_tells_their_promises_however_many_are_ours(novagen: Client, account_manager: User) -> None:
    for _ in range(12):
        PromiseFactory(client=novagen, due_on=TODAY)
    PromiseFactory(client=novagen, side="theirs", what="Their numbers", due_on=TODAY + timedelta(days=9))
    assert [promise.what for promise in client_brief(account_manager, novagen, TODAY).theirs] == ["Their numbers"]


def test_where_nobody_was_spoken_to_whoever_decides_comes_first(novagen: Client, account_manager: User) -> None:
    for role in ("", "influencer", "finance", "user", "decision_maker"):
        PositionFactory(client=novagen, buying_role=role, person=PersonFactory(name=role or "unknown"))
    named = [guest.person.name for guest in client_brief(account_manager, novagen, TODAY).guests]
    assert named == ["decision_maker", "user", "finance", "influencer"]


def test_my_own_arrivals_are_not_lost_on_a_busy_day(
    novagen: Client, account_manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrivals, "MOST", 1)
    noon = timezone.localtime().replace(hour=12, minute=0)
    for hours in (1, 2, 3):
        InteractionFactory(kind="meeting", clients=[novagen], occurred_at=noon - timedelta(hours=hours))
    InteractionFactory(kind="event", clients=[novagen], colleagues=[account_manager], occurred_at=noon)
    assert [row.what for row in arrival_board(account_manager, TODAY, TODAY, mine=True).rows] == ["Event"]


def test_the_arrival_board_says_who_comes_when_who_hosts_and_how_to_treat_them(
    novagen: Client, account_manager: User, partner: User, outsider: User, sign_in: SignIn
) -> None:
    ana = PositionFactory(person=PersonFactory(name="Ana Ruiz"), client=novagen).person
    GuestFactFactory(person=ana, topic="table", text="Sparkling water")
    GuestFactFactory(person=ana, topic="met", text="On a panel")
    noon = timezone.localtime().replace(hour=12, minute=0)
    earlier = noon - timedelta(days=9)
    InteractionFactory(clients=[novagen], people=[ana], occurred_at=earlier)
    InteractionFactory(kind="meeting", clients=[novagen], people=[ana], colleagues=[account_manager], occurred_at=noon)
    InteractionFactory(kind="call", clients=[novagen], people=[ana], colleagues=[account_manager], occurred_at=noon)
    PlannedTouchFactory(client=novagen, colleague=partner, reason="Lunch")
    board = arrival_board(account_manager, TODAY, TODAY, mine=False)
    assert [(row.what, row.hosts, row.usual) for row in board.rows] == [
        ("Meeting", ["Maya Okafor"], False),
        ("Lunch", ["Henrik Lindqvist"], True),
    ]
    assert [[line.fact.text for line in each.facts] for each in board.rows[0].people] == [["Sparkling water"]]
    assert [each.person.name for each in board.rows[1].people] == ["Ana Ruiz"]
    assert len(arrival_board(account_manager, TODAY, TODAY, mine=True).rows) == 1
    shown = sign_in(account_manager).get(reverse("arrivals")).content.decode()
    assert "12:00" in shown
    # Somebody else's guest comes all the same; how to treat her is for her hosts.
    assert "Sparkling water" not in sign_in(outsider).get(reverse("arrivals")).content.decode()
    WallFactory(client=novagen, insiders=[account_manager, partner])
    assert arrival_board(outsider, TODAY, TODAY, mine=False).rows == []
    tomorrow = {"day": (TODAY + timedelta(days=1)).isoformat()}
    assert "Nobody comes." in sign_in(account_manager).get(reverse("arrivals"), tomorrow).content.decode()
