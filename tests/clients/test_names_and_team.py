"""The other names of a client and the team around it."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from relationships.clients.models import Alias, Client, TeamMember
from tests.cast import SignIn
from tests.factories import AliasFactory, ClientFactory, GroupEdgeFactory, TeamMemberFactory, UserFactory


def test_a_name_is_added_once_and_comes_back_after_archiving(sign_in: SignIn, partner: User, novagen: Client) -> None:
    browser, add = sign_in(partner), reverse("add_alias", args=[novagen.public_id])
    assert browser.post(add, {"name": " Novagen  AG "}).status_code == 303
    alias = Alias.objects.get()
    assert alias.name == "Novagen  AG", "inner blanks decide which register row it is"
    assert browser.post(add, {"name": "Novagen  AG"}).status_code == 422
    assert browser.post(add, {"name": novagen.name}).status_code == 422
    browser.post(reverse("archive_alias", args=[novagen.public_id, alias.public_id]))
    alias.refresh_from_db()
    assert alias.archived_at is not None
    assert browser.post(add, {"name": "Novagen  AG"}).status_code == 303
    alias.refresh_from_db()
    assert (Alias.objects.count(), alias.archived_at) == (1, None)


def test_a_name_of_another_client_is_not_reached_through_ours(sign_in: SignIn, partner: User, novagen: Client) -> None:
    foreign = AliasFactory(client=ClientFactory())
    address = reverse("archive_alias", args=[novagen.public_id, foreign.public_id])
    assert sign_in(partner).post(address).status_code == 404
    foreign.refresh_from_db()
    assert foreign.archived_at is None


def test_a_colleague_joins_and_leaves_the_team(sign_in: SignIn, partner: User, novagen: Client) -> None:
    kwame = UserFactory(name="Kwame Tan")
    browser, add = sign_in(partner), reverse("add_team_member", args=[novagen.public_id])
    typed = {"colleague": kwame.public_id, "role": "deputy"}
    assert browser.post(add, typed).status_code == 303
    member = TeamMember.objects.get(colleague=kwame)
    assert browser.post(add, typed).status_code == 422
    away = reverse("archive_team_member", args=[novagen.public_id, member.public_id])
    answer = browser.post(away, follow=True)
    assert "Took Kwame Tan off the team" in answer.content.decode()
    member.refresh_from_db()
    assert member.archived_at is not None
    browser.post(reverse("restore_team_member", args=[novagen.public_id, member.public_id]))
    member.refresh_from_db()
    assert member.archived_at is None


def test_somebody_who_left_is_not_offered(sign_in: SignIn, partner: User, novagen: Client) -> None:
    gone = UserFactory(name="Gone Already", left_on="2024-01-01")
    answer = sign_in(partner).get(reverse("add_team_member", args=[novagen.public_id]))
    assert "Gone Already" not in answer.content.decode()
    typed = {"colleague": gone.public_id, "role": "member"}
    assert sign_in(partner).post(reverse("add_team_member", args=[novagen.public_id]), typed).status_code == 422


def test_on_the_team_is_enough_to_edit_off_it_again_is_not(sign_in: SignIn, outsider: User, novagen: Client) -> None:
    browser, edit = sign_in(outsider), reverse("edit_client", args=[novagen.public_id])
    assert browser.get(edit).status_code == 403
    member = TeamMemberFactory(client=novagen, colleague=outsider)
    assert browser.get(edit).status_code == 200
    TeamMember.objects.filter(pk=member.pk).update(archived_at="2026-01-01T00:00:00Z")
    assert browser.get(edit).status_code == 403


def test_a_name_and_a_membership_can_be_edited_and_both_versions_are_shown(
    sign_in: SignIn, partner: User, account_manager: User, novagen: Client
) -> None:
    alias = AliasFactory(client=novagen, name="Novagen AG")
    AliasFactory(client=novagen, name="Novagen Ltd")
    address = reverse("edit_alias", args=[novagen.public_id, alias.public_id])
    assert sign_in(account_manager).post(address, {"name": "Novagen SA", "version": 1}).status_code == 303
    assert sign_in(partner).post(address, {"name": "Novagen NV", "version": 1}).status_code == 409
    taken = sign_in(partner).post(address, {"name": "Novagen Ltd", "version": 2})
    assert (taken.status_code, "already goes by this name" in taken.content.decode()) == (422, True)
    member = TeamMember.objects.get(client=novagen, colleague=account_manager)
    address = reverse("edit_team_member", args=[novagen.public_id, member.public_id])
    sent = {"colleague": account_manager.public_id, "role": "deputy", "version": 1}
    assert sign_in(partner).post(address, sent).status_code == 303
    assert sign_in(partner).post(address, {**sent, "role": "member"}).status_code == 409
    member.refresh_from_db()
    assert member.role == "deputy"


def test_what_was_archived_is_brought_back_from_the_page(
    sign_in: SignIn, partner: User, outsider: User, novagen: Client, walled_client: Client
) -> None:
    alias = AliasFactory(client=novagen, name="Novagen AG")
    hidden = GroupEdgeFactory(client=novagen, parent=walled_client, archived_at=timezone.now())
    browser, page = sign_in(partner), reverse("client_record", args=[novagen.public_id])
    browser.post(reverse("archive_alias", args=[novagen.public_id, alias.public_id]))
    browser.get(page)  # the undo strip is shown once
    shown = browser.get(page)
    assert [row.text for row in shown.context["page"].put_away] == [
        "Also called Novagen AG",
        f"Belongs to {walled_client.name}",
    ]
    browser.post(shown.context["page"].put_away[0].address)
    alias.refresh_from_db()
    assert alias.archived_at is None
    novagen.owner = outsider
    novagen.save()
    assert sign_in(outsider).get(page).context["page"].put_away == []
    assert hidden.archived_at is not None
