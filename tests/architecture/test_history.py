"""History is written by the database and by nobody else, and nothing takes it back."""

from __future__ import annotations

import pghistory
import pghistory.models
import pytest
from django.apps import apps
from django.db import InternalError, ProgrammingError, connection, transaction

from accounts.models import Firm
from accounts.record import Record
from relationships.clients.models import Client
from relationships.engagements.models import LedgerEntry
from tests.factories import ClientFactory, LedgerEntryFactory, UserFactory

pytestmark = pytest.mark.django_db

EVENTS = [
    model
    for model in apps.get_models()
    if issubclass(model, pghistory.models.Event) and not model._meta.proxy and model._meta.managed
]
TRACKED = {model.pgh_tracked_model for model in EVENTS}


def events(model: type, record: object) -> list[str]:
    kept = apps.get_model(model._meta.app_label, f"{model.__name__}Event")
    return list(kept.objects.filter(pgh_obj_id=record.pk).order_by("pgh_id").values_list("pgh_label", flat=True))


def test_every_record_that_people_edit_keeps_its_history() -> None:
    records = {model for model in apps.get_models() if issubclass(model, Record) and model not in EVENTS}
    assert {model._meta.label for model in records - TRACKED} == set()


def test_clients_keep_everything_and_ledger_rows_their_corrections() -> None:
    client, entry = ClientFactory(), LedgerEntryFactory()
    client.save_changes(expected_version=1, changes={"name": "Renamed"})
    entry.save_changes(expected_version=1, changes={"document": "Corrected"})
    assert events(Client, client) == ["insert", "update"]
    assert events(LedgerEntry, entry) == ["update"]


def test_a_write_that_changes_nothing_leaves_nothing() -> None:
    client = ClientFactory()
    Client._base_manager.filter(pk=client.pk).update(name=client.name)
    assert events(Client, client) == ["insert"]


def test_set_based_and_raw_writes_leave_their_events_too() -> None:
    clients = ClientFactory.create_batch(3)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE clients_client SET tier = 'A' WHERE id = ANY(%s)", [[each.pk for each in clients]])
    assert [events(Client, each) for each in clients] == [["insert", "update"]] * 3


def test_the_event_says_who_and_which_job() -> None:
    user = UserFactory()
    with pghistory.context(user=user.pk, job="test"):
        client = ClientFactory()
    event = apps.get_model("clients", "ClientEvent").objects.get(pgh_obj_id=client.pk)
    assert event.pgh_context.metadata == {"user": user.pk, "job": "test"}


def test_passwords_are_not_in_the_history() -> None:
    names = {field.name for field in apps.get_model("accounts", "UserEvent")._meta.get_fields()}
    assert names & {"password", "last_login"} == set()


@pytest.mark.parametrize("model", EVENTS, ids=lambda model: model._meta.label)
@pytest.mark.parametrize("statement", ["UPDATE {} SET pgh_label = 'x'", "DELETE FROM {}"])
def test_even_the_owner_can_not_change_or_delete_an_event(model: type, statement: str) -> None:
    _make_an_event(model)
    with (
        pytest.raises(InternalError, match="Cannot update or delete"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(model._meta.db_table))


def _make_an_event(model: type) -> None:
    """A row of any content: the trigger fires for each row that a statement would touch."""
    columns = [field.column for field in model._meta.concrete_fields if not field.null and not field.primary_key]
    values = {"pgh_created_at": "now()", "pgh_label": "'test'", "pgh_obj_id": "0"}
    with connection.cursor() as cursor:
        # Filled by a row whose required columns take anything: the table's own types decide.
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({', '.join(map(connection.ops.quote_name, columns))}) SELECT {', '.join(_any(model, c, values) for c in columns)}"
        )


def _any(model: type, column: str, values: dict[str, str]) -> str:
    if column in values:
        return values[column]
    field = next(field for field in model._meta.concrete_fields if field.column == column)
    kind = field.db_type(connection).split("(")[0]
    by_kind = {
        "integer": "0",
        "bigint": "0",
        "smallint": "0",
        "boolean": "false",
        "date": "current_date",
        "uuid": "gen_random_uuid()",
        "timestamp with time zone": "now()",
        "numeric": "0",
        "double precision": "0",
        "jsonb": "'{}'",
    }
    return "'{}'" if (field.db_type(connection) or "").endswith("[]") else by_kind.get(kind, "''")


@pytest.mark.django_db(transaction=True)
def test_the_application_role_has_not_even_the_right() -> None:
    from crm.services.roles import APPLICATION

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APPLICATION])
        if cursor.fetchone() is None:
            pytest.skip("The database was given by URL; its roles are its owner's affair.")
        for model in EVENTS:
            cursor.execute(
                "SELECT has_table_privilege(%s, %s, 'UPDATE'), has_table_privilege(%s, %s, 'DELETE'),"
                " has_table_privilege(%s, %s, 'INSERT')",
                [APPLICATION, model._meta.db_table] * 3,
            )
            assert cursor.fetchone() == (False, False, True), model._meta.label


@pytest.mark.django_db(transaction=True)
def test_the_application_role_leaves_history_and_is_refused_to_change_it() -> None:
    from crm.services.roles import APPLICATION

    Firm.objects.all().delete()
    with connection.cursor() as cursor:
        try:
            cursor.execute(f"SET ROLE {APPLICATION}")
        except ProgrammingError:
            pytest.skip("This role can't act as the application.")
        try:
            client = ClientFactory()
            assert events(Client, client) == ["insert"]
            for statement in ("UPDATE clients_clientevent SET name = 'x'", "DELETE FROM clients_clientevent"):
                with pytest.raises(ProgrammingError, match="permission denied"):
                    cursor.execute(statement)
        finally:
            cursor.execute("RESET ROLE")
