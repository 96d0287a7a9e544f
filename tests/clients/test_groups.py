"""Whom a client belongs to: dated, one parent a day, no circles, nothing said about walled parents."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.urls import reverse

from accounts.models import User
from relationships.clients.group_actions import (
    Circle,
    SecondParent,
    add_group_edge,
    archive_group_edge,
    edit_group_edge,
    restore_group_edge,
)
from relationships.clients.models import Client, GroupEdge, GroupSpan
from relationships.clients.signals import facts_changed
from relationships.clients.visible_groups import group_scope
from tests.cast import SignIn
from tests.factories import ClientFactory, GroupEdgeFactory

SPRING, SUMMER, WINTER = date(2024, 3, 1), date(2024, 7, 1), date(2024, 12, 1)


@pytest.fixture
def parent(db: None) -> Client:
    return ClientFactory(name="Novagen Holding")


def spans(client: Client) -> list[tuple[str, date | None, date | None]]:
    rows = GroupSpan.objects.filter(client=client).order_by("starts_on")
    return [(span.root.name, span.starts_on, span.ends_on) for span in rows]


def test_spans_follow_every_write(novagen: Client, parent: Client) -> None:
    edge = add_group_edge(client=novagen, parent=parent, starts_on=SPRING)
    assert spans(novagen) == [("Novagen Holding", SPRING, None)]
    edge = edit_group_edge(edge=edge, expected_version=edge.version, parent=parent, starts_on=SPRING, ends_on=SUMMER)
    assert spans(novagen) == [("Novagen Holding", SPRING, SUMMER)]
    edge = archive_group_edge(edge=edge, expected_version=edge.version)
    assert spans(novagen) == []
    restore_group_edge(edge=edge)
    assert spans(novagen) == [("Novagen Holding", SPRING, SUMMER)]


def test_two_parents_may_follow_each_other_but_not_overlap(novagen: Client, parent: Client) -> None:
    buyer = ClientFactory(name="Buyer")
    add_group_edge(client=novagen, parent=parent, ends_on=SUMMER)
    with pytest.raises(SecondParent):
        add_group_edge(client=novagen, parent=buyer, starts_on=SPRING)
    add_group_edge(client=novagen, parent=buyer, starts_on=SUMMER)
    assert spans(novagen) == [("Buyer", SUMMER, None), ("Novagen Holding", None, SUMMER)]


def test_a_circle_is_refused_only_in_days_where_it_would_close(novagen: Client, parent: Client) -> None:
    middle = ClientFactory(name="Middle")
    add_group_edge(client=parent, parent=middle, ends_on=SUMMER)
    add_group_edge(client=middle, parent=novagen, ends_on=SUMMER)
    with pytest.raises(Circle):
        add_group_edge(client=novagen, parent=parent, starts_on=SPRING)
    add_group_edge(client=novagen, parent=parent, starts_on=SUMMER)
    assert GroupEdge.objects.count() == 3


def test_an_edge_that_lost_its_days_stays_away(novagen: Client, parent: Client) -> None:
    edge = archive_group_edge(edge=add_group_edge(client=novagen, parent=parent), expected_version=1)
    add_group_edge(client=novagen, parent=ClientFactory())
    with pytest.raises(SecondParent):
        restore_group_edge(edge=edge)


def test_both_ends_are_told_to_be_scored_anew(novagen: Client, parent: Client) -> None:
    rung: list[int] = []

    def listen(client_ids: list[int], **_: object) -> None:
        rung.extend(client_ids)

    facts_changed.connect(listen, weak=False)
    add_group_edge(client=novagen, parent=parent)
    facts_changed.disconnect(listen)
    assert sorted(rung) == sorted([novagen.pk, parent.pk])


def test_the_form_takes_a_parent_by_name(sign_in: SignIn, partner: User, novagen: Client, parent: Client) -> None:
    address = reverse("add_group_edge", args=[novagen.public_id])
    answer = sign_in(partner).post(address, {"parent": "Novagen Holding", "starts_on": "2024-03-01"})
    edge = GroupEdge.objects.get()
    assert answer.status_code == 303
    assert (edge.client, edge.parent, edge.starts_on, edge.ends_on) == (novagen, parent, SPRING, None)


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"parent": "Novagen Therapeutics"}, "parent", "A client can't belong to itself."),
        ({"parent": "Novagen Hulding"}, "parent", "Did you mean Novagen Holding?"),
        ({"parent": "Marrow & Pike Diagnostics"}, "parent", "No client is called Marrow"),
        ({"parent": "Novagen Holding", "starts_on": "2024-07-01", "ends_on": "2024-07-01"}, "ends_on", "after the"),
        ({"parent": "Novagen Holding", "starts_on": "1776-07-04"}, "starts_on", "between 1900 and 2100"),
        ({"parent": "Novagen Holding", "starts_on": "soon"}, "starts_on", "Enter a day such as"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(
    sign_in: SignIn,
    administrator: User,
    novagen: Client,
    parent: Client,
    walled_client: Client,
    typed: dict[str, str],
    field: str,
    said: str,
) -> None:
    answer = sign_in(administrator).post(reverse("add_group_edge", args=[novagen.public_id]), typed)
    assert answer.status_code == 422
    assert said in " ".join(answer.context["form"].errors[field])
    assert not GroupEdge.objects.exists()


def test_namesakes_are_told_apart_by_their_id(sign_in: SignIn, partner: User, novagen: Client, parent: Client) -> None:
    twin = ClientFactory(name=parent.name)
    browser, address = sign_in(partner), reverse("add_group_edge", args=[novagen.public_id])
    assert "Several clients are called" in browser.post(address, {"parent": parent.name}).content.decode()
    browser.post(address, {"parent": f"{parent.name} [{twin.public_id}]"})
    assert GroupEdge.objects.get().parent == twin


class TestBesideAHiddenParent:
    """Who can't see the parent that a client has, meets no sign of it; who can, sees both and which one counts."""

    @pytest.fixture
    def hidden(self, novagen: Client, walled_client: Client) -> GroupEdge:
        return GroupEdgeFactory(client=novagen, parent=walled_client)

    def test_another_parent_is_taken_without_a_word(
        self, sign_in: SignIn, administrator: User, partner: User, novagen: Client, parent: Client, hidden: GroupEdge
    ) -> None:
        browser, address = sign_in(administrator), reverse("add_group_edge", args=[novagen.public_id])
        shown = browser.post(address, {"parent": parent.name}, follow=True)
        assert shown.redirect_chain[0][1] == 303
        assert [(row.edge.parent, row.overruled) for row in shown.context["page"].parents] == [(parent, False)]
        inside = sign_in(partner).get(reverse("client_record", args=[novagen.public_id])).context["page"].parents
        assert {(row.edge.parent, row.overruled) for row in inside} == {(parent, True), (hidden.parent, False)}
        assert spans(novagen) == [(hidden.parent.name, None, None)]
        for name in ("edit_group_edge", "archive_group_edge", "restore_group_edge"):
            assert browser.post(reverse(name, args=[novagen.public_id, hidden.public_id])).status_code == 404

    def test_it_counts_for_whoever_can_not_see_the_other(
        self, administrator: User, partner: User, novagen: Client, parent: Client, hidden: GroupEdge
    ) -> None:
        add_group_edge(client=novagen, parent=parent, by=administrator)
        assert (group_of(administrator, novagen), group_of(partner, novagen)) == (parent.pk, hidden.parent_id)

    def test_a_second_one_that_overlaps_what_is_seen_is_refused(
        self, administrator: User, novagen: Client, parent: Client, hidden: GroupEdge
    ) -> None:
        add_group_edge(client=novagen, parent=parent, by=administrator)
        with pytest.raises(SecondParent):
            add_group_edge(client=novagen, parent=ClientFactory(), by=administrator)

    def test_it_counts_for_everybody_as_soon_as_the_other_gives_way(
        self, administrator: User, novagen: Client, parent: Client, hidden: GroupEdge
    ) -> None:
        edge = add_group_edge(client=novagen, parent=parent, by=administrator)
        archive_group_edge(edge=hidden, expected_version=1)
        edge.refresh_from_db()
        assert (edge.beside, spans(novagen)) == (False, [(parent.name, None, None)])

    def test_a_circle_through_the_hidden_is_taken_too(
        self, administrator: User, partner: User, novagen: Client, parent: Client, hidden: GroupEdge
    ) -> None:
        add_group_edge(client=hidden.parent, parent=parent)
        with pytest.raises(Circle):
            add_group_edge(client=parent, parent=novagen, by=partner)
        edge = add_group_edge(client=parent, parent=novagen, by=administrator)
        assert edge.beside
        assert spans(novagen) == [(parent.name, None, None)]


def group_of(user: User, client: Client) -> int:
    """The topmost parent of `client` as `user` may know of it; the client itself without one."""
    ctes, values = group_scope(user)
    with connection.cursor() as cursor:
        found = "SELECT root_id FROM span WHERE client_id = %(client)s"
        cursor.execute(f"WITH RECURSIVE {ctes} {found}", {**values, "client": client.pk})
        rows = cursor.fetchall()
    assert len(rows) <= 1
    return rows[0][0] if rows else client.pk


def test_both_versions_of_an_edge_are_shown(
    sign_in: SignIn, partner: User, account_manager: User, novagen: Client, parent: Client
) -> None:
    edge = GroupEdgeFactory(client=novagen, parent=parent)
    address = reverse("edit_group_edge", args=[novagen.public_id, edge.public_id])
    typed = {"parent": parent.name, "version": 1}
    assert sign_in(account_manager).post(address, {**typed, "starts_on": "2024-03-01"}).status_code == 303
    answer = sign_in(partner).post(address, {**typed, "ends_on": "2024-12-01"})
    rows = {row.name: (row.yours, row.theirs) for row in answer.context["rows"]}
    assert answer.status_code == 409
    assert rows == {
        "parent": (parent.name, parent.name),
        "starts_on": ("", "2024-03-01"),
        "ends_on": ("2024-12-01", ""),
    }


def test_taking_an_edge_away_can_be_undone(sign_in: SignIn, partner: User, novagen: Client, parent: Client) -> None:
    edge = GroupEdgeFactory(client=novagen, parent=parent)
    browser = sign_in(partner)
    answer = browser.post(reverse("archive_group_edge", args=[novagen.public_id, edge.public_id]), follow=True)
    undo = reverse("restore_group_edge", args=[novagen.public_id, edge.public_id])
    assert f'action="{undo}"' in answer.content.decode()
    assert spans(novagen) == []
    browser.post(undo)
    assert spans(novagen) == [("Novagen Holding", None, None)]
