"""Walls: put up, changed and taken down by those inside; unknown to everybody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from accounts.models import User
from accounts.record import Conflict
from relationships.clients.group_actions import add_group_edge, archive_group_edge, restore_group_edge
from relationships.clients.models import Client, Wall
from relationships.clients.wall_actions import (
    EndsBeforeItStarts,
    NobodyCouldEndIt,
    NotTopmost,
    OwnerOutside,
    add_wall,
    edit_wall,
    end_wall,
)
from relationships.clients.wall_queries import WallState, state_of, wall_history, walls_known_to
from relationships.scoring.models import StaleMark
from tests.cast import SignIn
from tests.factories import ClientFactory, GroupEdgeFactory, InteractionFactory, WallFactory


def sees(user: User, client: Client) -> bool:
    return Client.objects.visible_to(user).filter(pk=client.pk).exists()


def stale() -> set[int]:
    """Clients whose scores are marked as older than their facts; the marks are taken away."""
    found = set(StaleMark.objects.values_list("client_id", flat=True))
    StaleMark.objects.all().delete()
    return found


def test_a_wall_hides_at_once_and_ending_it_shows_again(
    novagen: Client, partner: User, account_manager: User, outsider: User
) -> None:
    wall = add_wall(client=novagen, reason="Sale", insiders=[partner, account_manager], by=partner)
    assert (sees(partner, novagen), sees(outsider, novagen)) == (True, False)
    end_wall(wall=wall, expected_version=wall.version)
    assert sees(outsider, novagen)


def test_a_planned_wall_stands_from_its_moment_until_its_end(
    novagen: Client, partner: User, account_manager: User, outsider: User
) -> None:
    now = timezone.now()
    times = {"starts_at": now + timedelta(hours=1), "ends_at": now + timedelta(hours=2)}
    wall = add_wall(client=novagen, reason="Sale", insiders=[partner, account_manager], by=partner, **times)
    assert state_of(wall) == WallState.PLANNED
    assert sees(outsider, novagen)
    Wall.objects.filter(pk=wall.pk).update(starts_at=now - timedelta(hours=1))
    assert not sees(outsider, novagen)
    Wall.objects.filter(pk=wall.pk).update(ends_at=now - timedelta(seconds=1))
    assert sees(outsider, novagen)


def test_a_wall_that_has_not_begun_is_taken_away_and_can_be_brought_back(
    novagen: Client, partner: User, account_manager: User, sign_in: SignIn
) -> None:
    later = timezone.now() + timedelta(days=1)
    wall = add_wall(client=novagen, reason="Sale", insiders=[partner, account_manager], by=partner, starts_at=later)
    end_wall(wall=wall, expected_version=wall.version)
    assert [state_of(each) for each in walls_known_to(partner)] == [WallState.REMOVED]
    browser = sign_in(partner)
    assert f"/walls/{wall.public_id}/restore/" in browser.get(f"/walls/{wall.public_id}/").content.decode()
    assert browser.post(f"/walls/{wall.public_id}/restore/").status_code == 303
    assert [state_of(each) for each in walls_known_to(partner)] == [WallState.PLANNED]


def test_somebody_inside_must_be_able_to_end_it(novagen: Client, account_manager: User) -> None:
    with pytest.raises(NobodyCouldEndIt):
        add_wall(client=novagen, reason="Sale", insiders=[account_manager], by=account_manager)
    assert not Wall.objects.exists()


def test_whoever_looks_after_the_client_is_not_shut_out_by_accident(novagen: Client, partner: User) -> None:
    with pytest.raises(OwnerOutside, match="Maya Okafor looks after this client"):
        add_wall(client=novagen, reason="Sale", insiders=[partner], by=partner)


def test_it_must_not_end_before_it_begins(novagen: Client, partner: User, account_manager: User) -> None:
    moment = datetime(2026, 11, 1, 12, tzinfo=UTC)
    inside = [partner, account_manager]
    with pytest.raises(EndsBeforeItStarts):
        add_wall(client=novagen, reason="Sale", insiders=inside, by=partner, starts_at=moment, ends_at=moment)


def test_a_group_is_covered_from_its_top(novagen: Client, partner: User, account_manager: User) -> None:
    GroupEdgeFactory(client=novagen)
    inside = [partner, account_manager]
    with pytest.raises(NotTopmost):
        add_wall(client=novagen, reason="Sale", insiders=inside, by=partner, covers_group=True)
    wall = add_wall(client=novagen, reason="Sale", insiders=inside, by=partner)
    with pytest.raises(NotTopmost):
        edit_wall(wall=wall, expected_version=1, insiders=inside, changes={"covers_group": True})


def test_only_insiders_know_of_a_wall(wall: Wall, partner: User, administrator: User) -> None:
    assert list(walls_known_to(partner)) == [wall]
    assert not walls_known_to(administrator).exists()


def test_a_second_wall_hides_the_first_from_those_it_shuts_out(
    wall: Wall, partner: User, account_manager: User
) -> None:
    WallFactory(client=wall.client, insiders=[account_manager])
    assert not walls_known_to(partner).exists()


def test_ended_walls_stay_known_to_those_who_were_inside_only(wall: Wall, partner: User, administrator: User) -> None:
    end_wall(wall=wall, expected_version=wall.version)
    assert list(walls_known_to(partner)) == [wall]
    assert not walls_known_to(administrator).exists()


def test_changing_who_is_inside_counts_as_a_change(
    wall: Wall, partner: User, account_manager: User, outsider: User
) -> None:
    edit_wall(wall=wall, expected_version=1, insiders=[partner, account_manager, outsider], changes={})
    assert sees(outsider, wall.client)
    with pytest.raises(Conflict):
        edit_wall(wall=wall, expected_version=1, insiders=[partner, account_manager], changes={})
    assert sees(outsider, wall.client)


def test_scores_of_everybody_who_shares_a_touchpoint_become_stale(
    novagen: Client, partner: User, account_manager: User
) -> None:
    walled, member, apart = ClientFactory(), ClientFactory(), ClientFactory()
    GroupEdgeFactory(client=member, parent=walled)
    InteractionFactory(clients=[novagen, member])
    InteractionFactory(clients=[apart])
    stale()
    wall = add_wall(client=walled, reason="Sale", insiders=[partner], by=partner, covers_group=True)
    assert stale() == {novagen.pk, walled.pk, member.pk}
    edit_wall(wall=wall, expected_version=1, insiders=[partner], changes={"covers_group": False})
    assert stale() == {novagen.pk, walled.pk, member.pk}
    end_wall(wall=wall, expected_version=2)
    assert stale() == {walled.pk}


def test_the_history_says_who_let_whom_in(
    wall: Wall, partner: User, account_manager: User, outsider: User, sign_in: SignIn
) -> None:
    ids = [each.public_id for each in (partner, account_manager, outsider)]
    moment = timezone.localtime(wall.starts_at).strftime("%Y-%m-%dT%H:%M")
    sent = {"version": 1, "reason": "Sale, wider", "starts_at": moment, "insiders": ids}
    answer = sign_in(partner).post(f"/walls/{wall.public_id}/edit/", sent)
    assert (answer.status_code, answer["Location"]) == (303, f"/walls/{wall.public_id}/")
    told = [(each.who, each.act, [(field.label, field.after) for field in each.fields]) for each in wall_history(wall)]
    assert ("Henrik Lindqvist", "let in a colleague", [("Who", "Tomás Ibarra")]) in told
    assert ("Henrik Lindqvist", "changed this wall", [("Reason", "Sale, wider")]) in told


def test_the_page_of_a_wall_and_no_such_wall_look_the_same_from_outside(
    wall: Wall, administrator: User, sign_in: SignIn
) -> None:
    browser = sign_in(administrator)
    for suffix in ("", "edit/", "end/"):
        hidden, nothing = (browser.get(f"/walls/{each}/{suffix}") for each in (wall.public_id, "AAAAAAAAAAAA"))
        assert (hidden.status_code, hidden.content) == (
            404,
            nothing.content.replace(b"AAAAAAAAAAAA", wall.public_id.encode()),
        )


def test_adding_a_wall_by_the_form(
    novagen: Client, partner: User, account_manager: User, outsider: User, sign_in: SignIn
) -> None:
    browser = sign_in(partner)
    page = browser.get(f"/walls/new/?client={novagen.public_id}").content.decode()
    assert "Novagen Therapeutics" in page
    sent = {"client": "Novagen Therapeutics", "reason": "Sale", "insiders": [partner.public_id]}
    refused = browser.post("/walls/new/", sent)
    assert refused.status_code == 422
    assert "Maya Okafor looks after this client" in refused.content.decode()
    sent["insiders"] = [partner.public_id, account_manager.public_id]
    assert browser.post("/walls/new/", sent).status_code == 303
    assert not sees(outsider, novagen)


def test_a_client_behind_a_wall_can_not_be_named_in_the_form(wall: Wall, administrator: User, sign_in: SignIn) -> None:
    browser, found = sign_in(administrator), []
    for name in (wall.client.name, "Nobody of this name"):
        sent = {"client": name, "reason": "Sale", "insiders": [administrator.public_id]}
        answer = browser.post("/walls/new/", sent)
        assert answer.status_code == 422
        found.append(answer.content.decode().count("No client is called"))
    assert found[0] == found[1] > 0


def test_both_versions_are_shown_when_somebody_saved_in_between(
    wall: Wall, partner: User, account_manager: User, sign_in: SignIn
) -> None:
    inside = [partner, account_manager]
    edit_wall(wall=wall, expected_version=1, insiders=inside, changes={"reason": "Theirs"})
    sent = {
        "version": 1,
        "reason": "Mine",
        "starts_at": "2020-01-01T00:00",
        "attest_months": "6",
        "insiders": [partner.public_id, account_manager.public_id],
    }
    answer = sign_in(partner).post(f"/walls/{wall.public_id}/edit/", sent)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Mine" in text
    assert "Theirs" in text
    rows = {row.name: row for row in answer.context["rows"]}
    assert {name for name, row in rows.items() if row.differs} == {"reason"}
    assert rows["insiders"].yours_text == rows["insiders"].theirs_text != "Nobody"
    picked = {name: row.yours for name, row in rows.items()} | {"version": answer.context["version"]}
    assert sign_in(partner).post(f"/walls/{wall.public_id}/edit/", picked).status_code == 303
    wall.refresh_from_db()
    assert (wall.reason, set(wall.insiders.all())) == ("Mine", set(inside))


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_it_turns_at_the_stated_instant_on_days_that_change_the_clock(
    day: str, novagen: Client, partner: User, account_manager: User
) -> None:
    start = datetime.fromisoformat(f"{day}T01:00:00+00:00")
    wall = add_wall(client=novagen, reason="Sale", insiders=[partner, account_manager], by=partner, starts_at=start)
    with connection.cursor() as cursor:
        cursor.execute("SELECT starts_at AT TIME ZONE 'UTC' FROM clients_wall WHERE id = %s", [wall.pk])
        assert cursor.fetchone()[0].replace(tzinfo=UTC) == start
    with time_machine.travel(start - timedelta(seconds=1), tick=False):
        assert state_of(wall) == WallState.PLANNED
    with time_machine.travel(start, tick=False):
        assert state_of(wall) == WallState.STANDS


class TestAWallOverAGroup:
    """It follows the edges: who comes under its client is hidden with the next query, who leaves is seen again."""

    @pytest.fixture
    def holding(self, partner: User) -> Client:
        client = ClientFactory(name="Marrow Holding", owner=partner)
        add_wall(client=client, reason="Sale", insiders=[partner], by=partner, covers_group=True)
        return client

    def test_a_client_that_gets_a_walled_parent_disappears_at_once(
        self, holding: Client, outsider: User, partner: User, sign_in: SignIn
    ) -> None:
        member, child = ClientFactory(name="Member"), ClientFactory(name="Child of the member")
        add_group_edge(client=child, parent=member)
        browser, page = sign_in(outsider), f"/clients/{child.public_id}/"
        assert browser.get(page).status_code == 200
        edge = add_group_edge(client=member, parent=holding)
        assert set(Client.objects.visible_to(outsider)) & {holding, member, child} == set()
        assert browser.get(page).status_code == 404
        assert set(Client.objects.visible_to(partner)) >= {holding, member, child}
        edge = archive_group_edge(edge=edge, expected_version=edge.version)
        assert set(Client.objects.visible_to(outsider)) >= {member, child}
        restore_group_edge(edge=edge)
        assert browser.get(page).status_code == 404

    def test_its_members_stay_hidden_when_its_client_gets_a_parent_of_its_own(
        self, holding: Client, outsider: User
    ) -> None:
        member, buyer = ClientFactory(name="Member"), ClientFactory(name="Buyer")
        add_group_edge(client=member, parent=holding)
        add_group_edge(client=holding, parent=buyer)
        assert set(Client.objects.visible_to(outsider)) & {holding, member, buyer} == {buyer}

    def test_those_who_share_touchpoints_with_a_new_member_are_scored_anew(
        self, holding: Client, account_manager: User
    ) -> None:
        member, other = ClientFactory(name="Member"), ClientFactory(name="Other")
        InteractionFactory(clients=[member, other], colleagues=[account_manager])
        stale()
        edge = add_group_edge(client=member, parent=holding)
        assert {holding.pk, member.pk, other.pk} <= stale()
        archive_group_edge(edge=edge, expected_version=edge.version)
        assert {member.pk, other.pk} <= stale()
