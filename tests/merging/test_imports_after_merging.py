"""The next file that names a merged record lands where everything of it is now, and changes nothing twice."""

from __future__ import annotations

import pytest

from relationships.clients.models import Client
from relationships.clients.one_writer import WAIT
from relationships.contacts.models import ContactPoint, Person
from relationships.engagements.models import LedgerEntry
from relationships.interactions.models import TouchPerson
from relationships.merging.actions import merge_clients, merge_people
from relationships.merging.refusals import CannotMerge
from tests import factories as make
from tests.imports.bringing import bring, counts

pytestmark = pytest.mark.django_db

LEDGER = """client,booked_on,amount,external_id
Acme Inc,2024-05-01,100,1
ACME Incorporated,2025-05-01,300,2
"""
CLIENTS = """name,external_id,industry
Acme Inc,a,Steel
ACME Incorporated,b,Iron
"""
PEOPLE = """name,email,external_id,client
Ana Ruiz,ana@acme.example,1,Acme Inc
Ana Ruiz-Lopez,ana.ruiz@acme.example,2,Acme Inc
"""


def client(name: str) -> Client:
    return Client.objects.unscoped(reason="test").get(name=name)


def merged() -> tuple[Client, Client]:
    keeper, double = client("Acme Inc"), client("ACME Incorporated")
    merge_clients(keeper=keeper, absorbed=[double], by=None)
    return keeper, double


def test_the_old_name_in_a_register() -> None:
    bring("ledger", LEDGER, source="r")
    keeper, double = merged()
    assert counts(bring("ledger", LEDGER, source="r")) == {"read": 2, "unchanged": 2}
    bring("ledger", LEDGER + "ACME Incorporated,2026-05-01,50,3\n", source="r")
    entries = LedgerEntry.objects.unscoped(reason="test")
    assert set(entries.values_list("client_id", flat=True)) == {keeper.pk}
    double.refresh_from_db()
    assert double.archived_at is not None


def test_the_old_id_in_a_list_of_clients() -> None:
    bring("clients", CLIENTS, source="r")
    keeper, _ = merged()
    assert counts(bring("clients", CLIENTS, source="r")) == {"read": 2, "unchanged": 2}
    renamed = CLIENTS.replace("ACME Incorporated,b,Iron", "Acme of old,b,Coal")
    assert counts(bring("clients", renamed, source="r")) == {"read": 2, "unchanged": 2}
    keeper.refresh_from_db()
    assert (keeper.name, keeper.industry) == ("Acme Inc", "Steel")
    assert Client.objects.unscoped(reason="test").count() == 2


def test_the_old_id_address_and_name_of_a_person() -> None:
    bring("people", PEOPLE, source="r")
    everybody = Person.objects.unscoped(reason="test")
    keeper, double = everybody.get(name="Ana Ruiz"), everybody.get(name="Ana Ruiz-Lopez")
    merge_people(keeper=keeper, absorbed=[double], by=None)
    assert counts(bring("people", PEOPLE, source="r")) == {"read": 2, "unchanged": 2}
    ContactPoint.objects.all().delete()
    touch = "client,occurred_at,kind,colleagues,people,direction\nAcme Inc,2026-05-01 10:00,call,Henrik,Ana Ruiz-Lopez,mutual\n"
    bring("interactions", touch, source="r")
    assert [each.person_id for each in TouchPerson.objects.all()] == [keeper.pk]
    assert everybody.count() == 2


@pytest.mark.django_db(transaction=True)
def test_nobody_merges_while_an_import_writes() -> None:
    import psycopg2
    from django.db import connection

    keeper, double = make.ClientFactory(), make.ClientFactory()
    other = psycopg2.connect(**{k: v for k, v in connection.get_connection_params().items() if k != "cursor_factory"})
    try:
        other.cursor().execute(WAIT)
        with pytest.raises(CannotMerge, match="import"):
            merge_clients(keeper=keeper, absorbed=[double], by=None)
        other.rollback()
        merge_clients(keeper=keeper, absorbed=[double], by=None)
    finally:
        other.close()
