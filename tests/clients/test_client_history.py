"""What was changed about a client: who, what, before and after, and nothing about walled parents."""

from __future__ import annotations

from django.urls import reverse

from accounts.models import User
from accounts.record_history import FieldChange
from relationships.clients.history import changes_of
from relationships.clients.models import Client
from tests.cast import SignIn
from tests.factories import ClientFactory, GroupEdgeFactory


def test_each_save_names_who_and_what_it_changed(
    sign_in: SignIn, partner: User, account_manager: User, novagen: Client
) -> None:
    address = reverse("edit_client", args=[novagen.public_id])
    typed = {"name": novagen.name, "industry": "Gene therapy", "tier": "B", "owner": partner.public_id, "version": 1}
    sign_in(account_manager).post(address, typed)
    newest = changes_of(partner, novagen).rows[0]
    assert (newest.who, newest.act) == ("Maya Okafor", "changed this client")
    assert newest.fields == [
        FieldChange("Industry", "Life sciences", "Gene therapy"),
        FieldChange("Tier", "A · key", "B · core"),
        FieldChange("Looked after by", "Maya Okafor", "Henrik Lindqvist"),
    ]


def test_archiving_and_names_and_team_are_told(sign_in: SignIn, partner: User, novagen: Client) -> None:
    browser = sign_in(partner)
    browser.post(reverse("add_alias", args=[novagen.public_id]), {"name": "Novagen AG"})
    browser.post(reverse("archive_client", args=[novagen.public_id]))
    browser.post(reverse("restore_client", args=[novagen.public_id]))
    # One transaction, one time: sorted here, newest first for people.
    assert sorted((change.who, change.act) for change in changes_of(partner, novagen)) == [
        ("", "added a team member"),
        ("", "added a team member"),
        ("", "added this client"),
        ("Henrik Lindqvist", "added another name"),
        ("Henrik Lindqvist", "archived this client"),
        ("Henrik Lindqvist", "brought back this client"),
    ]


def test_a_walled_parent_leaves_no_trace_outside(
    partner: User, outsider: User, novagen: Client, walled_client: Client
) -> None:
    GroupEdgeFactory(client=novagen, parent=ClientFactory(name="Holding"), ends_on="2020-01-01")
    GroupEdgeFactory(client=novagen, parent=walled_client, starts_on="2020-01-01")

    def parents(user: User) -> set[str]:
        rows = changes_of(user, novagen).rows
        return {field.after for change in rows for field in change.fields if field.label == "Belongs to"}

    assert parents(partner) == {"Holding", walled_client.name}
    assert parents(outsider) == {"Holding"}


def test_changes_come_in_pages(partner: User, novagen: Client) -> None:
    for number in range(5):
        Client.objects.filter(pk=novagen.pk).update(industry=f"Industry {number}")
    first = changes_of(partner, novagen, size=4)
    second = changes_of(partner, novagen, before=first.older, size=4)
    assert (len(first), bool(first.older), first.continued) == (4, True, False)
    assert (second.rows[0].fields[0].after, second.older, second.continued) == ("Industry 0", "", True)
