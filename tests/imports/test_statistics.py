"""PostgreSQL hears how many rows there are before a commit looks each of them up."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection

from relationships.imports.applying import run
from relationships.imports.statistics import look_over
from tests.imports.bringing import bring, counts

pytestmark = pytest.mark.django_db


def counted(table: str) -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [table])
        return float(cursor.fetchone()[0])


def test_a_large_file_leaves_tables_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "MANY", 60)
    rows = "".join(f"Ana {n},Client {n}\n" for n in range(61))
    assert counts(bring("people", f"name,client\n{rows}")) == {"read": 61, "created": 61}
    assert (counted("contacts_person"), counted("clients_client")) == (61, 61)


def test_only_tables_that_imports_fill_are_looked_over() -> None:
    with pytest.raises(DatabaseError, match="no table that imports fill"):
        look_over(["django_migrations"])
