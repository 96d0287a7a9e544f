"""Breaking the glass: an hour behind a wall, for a reason that those inside read at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client as Browser
from django.utils import timezone

from accounts.models import User
from accounts.policy import Capability, Role, can
from relationships.clients.models import Client, Wall
from relationships.clients.wall_glass_actions import NoSuchWall, break_glass, leave_glass
from relationships.clients.wall_models import GlassBreak, WallNotice
from relationships.clients.wall_notice_actions import send_wall_mails
from relationships.engagements.models import Engagement
from tests.cast import SignIn
from tests.factories import (
    ClientFactory,
    EngagementFactory,
    GroupEdgeFactory,
    PersonFactory,
    PositionFactory,
    UserFactory,
    WallFactory,
    wall_around,
)

SENT = {"name": "marrow & pike diagnostics", "reason": "Court deadline today, everybody inside is away"}


def sees(user: User, client: Client) -> bool:
    return Client.objects.visible_to(user).filter(pk=client.pk).exists()


@pytest.fixture
def gerd(wall: Wall, administrator: User, sign_in: SignIn) -> Browser:
    """The administrator, who has just given his password again."""
    administrator.set_password("hospitality-not-service")
    administrator.save(update_fields=["password"])
    browser = sign_in(administrator)
    browser.post("/accounts/reauthenticate/", {"password": "hospitality-not-service"})
    return browser


def test_an_administrator_is_let_in_for_an_hour_and_those_inside_are_told(
    wall: Wall, gerd: Browser, administrator: User, partner: User, account_manager: User, sign_in: SignIn
) -> None:
    answer = gerd.post("/walls/break-glass/", SENT)
    assert (answer.status_code, answer["Location"]) == (303, f"/clients/{wall.client.public_id}/")
    page = gerd.get(answer["Location"])
    assert page.status_code == 200
    assert "Broken glass." in page.content.decode()
    told = WallNotice.objects.filter(side="glass")
    assert {each.colleague for each in told} == {partner, account_manager}
    assert all(SENT["reason"] in each.text and "Gerd Achleitner" in each.text for each in told)
    assert sign_in(partner).get("/clients/")["Location"].startswith("/walls/notices/")
    # Whoever leaves next month is still here.
    User.objects.filter(pk=partner.pk).update(left_on=timezone.localdate() + timedelta(days=30))
    assert send_wall_mails() == 2
    assert all("Marrow" not in each.body + each.subject for each in mail.outbox)
    GlassBreak.objects.update(starts_at=timezone.now() - timedelta(minutes=61), ends_at=timezone.now())
    assert gerd.get(answer["Location"]).status_code == 404
    assert not sees(administrator, wall.client)


def test_where_nobody_inside_manages_walls_everybody_inside_is_told(
    administrator: User, outsider: User, partner: User
) -> None:
    gone = UserFactory(role="partner", left_on=timezone.localdate() - timedelta(days=1))
    client = ClientFactory(name="Tern Holdings", owner=partner)
    WallFactory(client=client, insiders=[outsider, gone], approved_by=gone)
    break_glass(name="Tern Holdings", reason="Court deadline today", by=administrator)
    assert [each.colleague for each in WallNotice.objects.filter(side="glass")] == [outsider]


def test_sign_in_is_asked_for_again(wall: Wall, administrator: User, sign_in: SignIn) -> None:
    administrator.set_password("hospitality-not-service")
    administrator.save(update_fields=["password"])
    answer = sign_in(administrator).post("/walls/break-glass/", SENT)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert not GlassBreak.objects.exists()


def test_a_name_that_hides_nothing_opens_nothing(wall: Wall, gerd: Browser) -> None:
    ClientFactory(name="In Sight")
    for name in ("In Sight", "Nobody at all", "Marrow", "Marrow % Pike Diagnostics"):
        answer = gerd.post("/walls/break-glass/", {**SENT, "name": name})
        assert answer.status_code == 422
        assert "You stand outside no wall around a client of this name" in answer.content.decode()
    assert not GlassBreak.objects.exists()


def test_tries_are_counted(wall: Wall, gerd: Browser) -> None:
    for _ in range(5):
        gerd.post("/walls/break-glass/", {**SENT, "name": "Guess"})
    answer = gerd.post("/walls/break-glass/", SENT)
    assert "Too many tries" in answer.content.decode()
    assert not GlassBreak.objects.exists()


def test_a_reason_must_be_given(wall: Wall, gerd: Browser) -> None:
    assert gerd.post("/walls/break-glass/", {**SENT, "reason": " "}).status_code == 422
    assert not GlassBreak.objects.exists()


def test_going_out_closes_the_wall_at_once(wall: Wall, gerd: Browser, administrator: User) -> None:
    gerd.post("/walls/break-glass/", SENT)
    assert sees(administrator, wall.client)
    assert gerd.post("/walls/leave-glass/").status_code == 303
    assert not sees(administrator, wall.client)
    assert "Broken glass." not in gerd.get("/walls/").content.decode()


def test_it_opens_every_wall_around_the_client_and_no_other(
    wall: Wall, administrator: User, partner: User, outsider: User
) -> None:
    holding, other = ClientFactory(name="Marrow Holding"), ClientFactory(name="Another")
    GroupEdgeFactory(client=wall.client, parent=holding)
    WallFactory(client=holding, insiders=[partner], covers_group=True)
    WallFactory(client=other, insiders=[partner])
    person = PersonFactory(name="Ana Marrow")
    PositionFactory(person=person, client=wall.client)
    found, _ = break_glass(name=wall.client.name, reason="Emergency", by=administrator)
    assert found.address == f"/clients/{wall.client.public_id}/"
    assert sees(administrator, wall.client)
    assert type(person).objects.visible_to(administrator).filter(pk=person.pk).exists()
    assert not sees(administrator, other)
    assert not sees(outsider, wall.client), "Nobody else is let in by it."
    leave_glass(by=administrator)
    assert not sees(administrator, wall.client)


def test_whoever_is_inside_has_nothing_to_break(wall: Wall, partner: User) -> None:
    with pytest.raises(NoSuchWall):
        break_glass(name=wall.client.name, reason="By mistake", by=partner)


def test_the_wall_remembers_who_went_through(wall: Wall, administrator: User, partner: User, sign_in: SignIn) -> None:
    break_glass(name=wall.client.name, reason="Court deadline", by=administrator)
    WallNotice.objects.update(confirmed_at=timezone.now())
    type(partner).objects.update(must_confirm=False)
    browser = sign_in(partner)
    page = browser.get(f"/walls/{wall.public_id}/").content.decode()
    assert "went through this wall" in page
    assert "Court deadline" in page
    assert "Broke the glass" in browser.get(f"/walls/{wall.public_id}/proof/").content.decode()


@pytest.mark.parametrize("role", list(Role))
def test_the_hour_ends_with_the_role(role: Role, wall: Wall, administrator: User) -> None:
    """However the role was lost: by the colleague's page, a list, a command or single sign-on."""
    break_glass(name=wall.client.name, reason="Fire", by=administrator)
    assert sees(administrator, wall.client)
    User.objects.filter(pk=administrator.pk).update(role=role)
    administrator.refresh_from_db()
    assert sees(administrator, wall.client) is can(administrator, Capability.MANAGE_WALLS)


@pytest.mark.parametrize("role", list(Role))
def test_it_ends_for_work_and_groups_too(role: Role, partner: User, administrator: User) -> None:
    top, below = ClientFactory(name="Harbrook Group"), ClientFactory(name="Harbrook Foods")
    GroupEdgeFactory(parent=top, client=below)
    WallFactory(client=top, covers_group=True, insiders=[partner])
    work = EngagementFactory(client=ClientFactory(name="Larkhill"), name="Project Falcon")
    wall_around(work, partner)
    for name in (top.name, work.name):
        break_glass(name=name, reason="Fire", by=administrator)
    User.objects.filter(pk=administrator.pk).update(role=role)
    administrator.refresh_from_db()
    through = can(administrator, Capability.MANAGE_WALLS)
    assert sees(administrator, below) is through
    assert Engagement.objects.visible_to(administrator).filter(pk=work.pk).exists() is through
