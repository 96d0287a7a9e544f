"""The application's database role uses rows; it changes neither tables nor history."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection
from django.db.utils import ProgrammingError

from accounts.models import Office
from crm.grants import application_role, grant_application, history_tables
from crm.services.roles import APPLICATION

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(application_role() != APPLICATION, reason="needs the embedded server's two roles"),
]


@pytest.fixture
def as_application() -> None:
    with connection.cursor() as cursor:
        grant_application(APPLICATION)
        cursor.execute(f"SET LOCAL ROLE {APPLICATION}")


@pytest.mark.usefixtures("as_application")
def test_it_writes_rows_and_their_history() -> None:
    office = Office.objects.create(name="Vienna")
    Office.objects.filter(pk=office.pk).update(name="Wien")
    kept = apps.get_model("accounts", "OfficeEvent").objects.filter(pgh_obj=office).order_by("pgh_id")
    assert list(kept.values_list("name", flat=True)) == ["Vienna", "Wien"]


@pytest.mark.usefixtures("as_application")
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "DROP TABLE accounts_office",
        "TRUNCATE accounts_office CASCADE",
        "ALTER TABLE accounts_office DISABLE TRIGGER ALL",
        "UPDATE accounts_officeevent SET name = 'rewritten'",
        "DELETE FROM accounts_officeevent",
        "DELETE FROM django_migrations",
    ],
)
def test_it_is_refused_everything_else(statement: str) -> None:
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), connection.cursor() as cursor:
        cursor.execute(statement)


def test_every_history_table_is_append_only() -> None:
    with connection.cursor() as cursor:
        for table in history_tables():
            cursor.execute("SELECT has_table_privilege(%s, %s, 'UPDATE, DELETE')", [APPLICATION, table])
            assert cursor.fetchone() == (False,), table
