"""A list of clients: who is who, groups, and what a blank cell means."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from relationships.clients.actions import rebuild_group_spans
from relationships.clients.models import Alias, Client, GroupEdge, GroupSpan
from tests.factories import AliasFactory, ClientFactory, GroupEdgeFactory, UserFactory
from tests.imports.bringing import bring, counts, reasons, shuffled

pytestmark = pytest.mark.django_db

FULL = (
    "external_id,name,group,industry,tier,expected_interval_days,owner,website\n"
    "C1,Acme UK,Acme,Tools,A,30,maya@firm.example,acme.example\n"
    "C2,Birch,,Wood,b,90,Jon Ek,https://birch.example\n"
    ",Cedar,,,,,,\n"
)


def clients() -> list[Client]:
    return list(Client.objects.unscoped(reason="test").order_by("name", "pk"))


def named(name: str) -> Client:
    return Client.objects.unscoped(reason="test").get(name=name)


def facts(client: Client) -> tuple[Any, ...]:
    owner = client.owner and client.owner.name
    return client.industry, client.tier, client.expected_interval_days, owner, client.website, client.external_id


def edges() -> list[tuple[str, str]]:
    return sorted(GroupEdge.objects.values_list("client__name", "parent__name"))


def test_a_list_comes_in_and_again_changes_nothing_in_any_order() -> None:
    maya = UserFactory(name="Maya Lin", email="maya@firm.example")
    assert counts(bring("clients", FULL)) == {"read": 3, "created": 3}
    assert facts(named("Acme UK")) == ("Tools", "A", 30, "Maya Lin", "https://acme.example", "C1")
    assert named("Acme UK").owner_id == maya.pk
    assert facts(named("Birch")) == ("Wood", "B", 90, "Jon Ek", "https://birch.example", "C2")
    assert facts(named("Cedar")) == ("", "", None, None, "", None)
    assert [client.name for client in clients()] == ["Acme", "Acme UK", "Birch", "Cedar"]
    assert edges() == [("Acme UK", "Acme")]
    before = list(Client.objects.unscoped(reason="test").order_by("pk").values())
    for seed in range(3):
        assert counts(bring("clients", shuffled(FULL, seed))) == {"read": 3, "unchanged": 3}
    assert list(Client.objects.unscoped(reason="test").order_by("pk").values()) == before


def test_a_changed_cell_updates_and_a_blank_one_leaves_what_is_there() -> None:
    bring("clients", FULL)
    text = "external_id,name,industry,tier\nC1,Acme UK,,B\nC2,Birch,,\n"
    assert counts(bring("clients", text)) == {"read": 2, "updated": 1, "unchanged": 1}
    assert facts(named("Acme UK"))[:3] == ("Tools", "B", 30)
    assert (named("Acme UK").version, named("Birch").version) == (2, 1)


def test_a_client_of_the_ledger_takes_the_id_that_the_list_gives_it() -> None:
    bring("ledger", "booked_on,client,amount\n2024-01-01,Acme UK,5\n")
    assert counts(bring("clients", FULL)) == {"read": 3, "created": 2, "updated": 1}
    assert facts(named("Acme UK"))[-1] == "C1"
    assert counts(bring("clients", FULL)) == {"read": 3, "unchanged": 3}


def test_the_source_that_gave_the_id_renames_and_the_old_name_still_finds_the_client() -> None:
    bring("clients", "external_id,name\nC1,Acme\n")
    client = named("Acme")
    assert counts(bring("clients", "external_id,name\nC1,Acme Ltd\n")) == {"read": 1, "updated": 1}
    assert [each.name for each in clients()] == ["Acme Ltd"]
    bring("ledger", "booked_on,client,amount\n2024-01-01,Acme,5\n2024-01-01,Acme Ltd,5\n")
    assert [each.pk for each in clients()] == [client.pk]
    assert list(Alias.objects.values_list("client", "name")) == [(client.pk, "Acme")]


def test_an_id_of_another_source_finds_the_client_by_name_and_does_not_rename() -> None:
    bring("clients", "external_id,name\nC1,Acme\n", source="billing")
    AliasFactory(client=named("Acme"), name="Acme Limited")
    text = "external_id,name,industry\n77,Acme Limited,Tools\n"
    assert counts(bring("clients", text, source="calendar")) == {"read": 1, "updated": 1}
    assert (named("Acme").industry, named("Acme").source, named("Acme").external_id) == ("Tools", "billing", "C1")
    assert counts(bring("clients", text, source="calendar")) == {"read": 1, "unchanged": 1}


def test_two_ids_of_one_source_are_two_clients_even_of_one_name() -> None:
    text = "external_id,name,industry\nC1,Acme,Tools\nC2,Acme,Law\n"
    assert counts(bring("clients", text)) == {"read": 2, "created": 2}
    assert counts(bring("clients", text)) == {"read": 2, "unchanged": 2}
    assert sorted((each.external_id, each.industry) for each in clients()) == [("C1", "Tools"), ("C2", "Law")]


def test_a_row_without_id_is_the_row_with_one_that_has_its_name() -> None:
    text = "external_id,name,industry\n,Acme,Tools\nC1,Acme,Tools\n,Acme,Law\n"
    report = bring("clients", text)
    assert counts(report) == {"read": 3, "created": 1, "unchanged": 1, "rejected": 1}
    assert reasons(report) == [(4, "name", "Acme")]
    assert facts(named("Acme"))[-1] == "C1"
    assert counts(bring("clients", text)) == {"read": 3, "unchanged": 2, "rejected": 1}


def test_one_id_twice_refuses_the_second() -> None:
    report = bring("clients", "external_id,name\nC1,Acme\nC1,Birch\n")
    assert counts(report) == {"read": 2, "created": 1, "rejected": 1}
    assert [error.reason for error in report.errors] == [
        "Line 2 has this external_id already. Give each row its own, or remove one."
    ]


def test_an_archived_client_is_found_rather_than_made_again() -> None:
    client = ClientFactory(name="Acme", archived_at="2024-01-01T00:00Z")
    assert counts(bring("clients", "name,industry\nAcme,Tools\n")) == {"read": 1, "updated": 1}
    assert [each.pk for each in clients()] == [client.pk]


def test_a_living_alias_comes_before_an_archived_name() -> None:
    ClientFactory(name="Acme", archived_at="2024-01-01T00:00Z")
    merged_into = ClientFactory(name="Zed")
    AliasFactory(client=merged_into, name="Acme")
    bring("clients", "name,industry\nAcme,Tools\n")
    merged_into.refresh_from_db()
    assert (merged_into.industry, merged_into.name) == ("Tools", "Zed")


def test_another_group_for_a_known_client_is_a_warning_not_a_change() -> None:
    bring("clients", FULL)
    report = bring("clients", "name,group\nAcme UK,Acme Holding\nAcme,Acme\n")
    assert counts(report) == {"read": 2, "unchanged": 2}
    assert report.warnings == ("Line 2: Acme UK is in another group already; Acme Holding was left out.",)
    assert edges() == [("Acme UK", "Acme")]


def test_a_dated_edge_counts_as_a_group_already() -> None:
    child, parent = ClientFactory(name="Acme UK"), ClientFactory(name="Acme")
    GroupEdgeFactory(client=child, parent=parent, starts_on="2020-01-01", ends_on="2021-01-01")
    assert bring("clients", "name,group\nAcme UK,Acme\n").warnings == ()
    assert len(bring("clients", "name,group\nAcme UK,Other\n").warnings) == 1
    assert edges() == [("Acme UK", "Acme")]


@pytest.mark.parametrize("seed", range(4))
def test_groups_never_go_round_in_a_circle_in_any_order_of_rows(seed: int) -> None:
    text = shuffled("name,group\nA,B\nB,C\nC,A\nD,D\n", seed)
    report = bring("clients", text)
    assert counts(report) == {"read": 4, "created": 4}
    assert edges() == [("A", "B"), ("B", "C")]
    assert len(report.warnings) == 1
    assert sorted(GroupSpan.objects.values_list("client__name", "root__name")) == [("A", "C"), ("B", "C")]


def test_of_two_groups_in_one_file_the_one_that_more_rows_name_is_taken_in_any_order() -> None:
    rows = "2024-01-01,Acme UK,Zed,1\n2024-01-02,Acme UK,Zed,2\n2024-01-03,Acme UK,Alpha,3\n"
    report = bring("ledger", f"booked_on,client,group,amount\n{rows}")
    assert edges() == [("Acme UK", "Zed")]
    assert report.warnings == ("Line 4: Acme UK is in another group already; Alpha was left out.",)


def test_group_spans_below_a_new_parent_follow() -> None:
    child, middle = ClientFactory(name="Child"), ClientFactory(name="Middle")
    GroupEdgeFactory(client=child, parent=middle)
    rebuild_group_spans()
    bring("clients", "name,group\nMiddle,Top\n")
    assert sorted(GroupSpan.objects.values_list("client__name", "root__name")) == [("Child", "Top"), ("Middle", "Top")]


def test_bad_cells_are_refused_with_what_is_allowed() -> None:
    report = bring("clients", "name,tier,expected_interval_days,website,owner\n,E,0,javascript:x,a@\nAcme,,3661,,\n")
    assert counts(report) == {"read": 2, "rejected": 2}
    assert reasons(report) == [
        (2, "expected_interval_days", "0"),
        (2, "name", ""),
        (2, "owner", "a@"),
        (2, "tier", "E"),
        (2, "website", "javascript:x"),
        (3, "expected_interval_days", "3661"),
    ]
    assert [error.reason for error in report.errors][3] == "Unknown. Write one of: A, B, C, D."
    assert (clients(), User.objects.count()) == ([], 0)


def test_an_owner_is_found_by_address_then_by_name_those_still_here_first() -> None:
    UserFactory(name="Maya Lin", email="old@firm.example", is_active=False)
    here = UserFactory(name="Maya Lin", email="maya@firm.example")
    bring("clients", "name,owner\nA,Maya Lin\nB,MAYA@firm.example\nC,Maya Lin <unknown@firm.example>\n")
    assert {client.owner_id for client in clients()} == {here.pk}
    assert User.objects.count() == 2


def test_the_doorbell_rings_for_a_parent_that_was_there_before() -> None:
    from relationships.clients.signals import facts_changed

    known = {ClientFactory(name=name).pk for name in ("Acme", "Acme UK")}
    rung: list[set[int]] = []

    def listen(client_ids: list[int], **_: object) -> None:
        rung.append(set(client_ids))

    facts_changed.connect(listen)
    try:
        bring("clients", "name,group\nAcme UK,Acme\n")
    finally:
        facts_changed.disconnect(listen)
    assert rung == [known]
