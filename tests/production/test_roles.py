"""deploy/make-roles.sh on a real server: the owner makes tables, the application only works with rows."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import closing

import psycopg2
import pytest

from crm.environment import ROOT
from crm.services.programs import postgres_programs
from tests.services.installation import Installation, release


@pytest.fixture(scope="module")
def crm(installed: Installation) -> Iterator[dict[str, str]]:
    """The addresses of the database that the script made, migrated by its owner in production mode."""
    holder = installed.hold()
    sockets = str(installed.places.sockets)
    path = f"{postgres_programs()}:{os.environ['PATH']}"
    secrets = {"DATABASE_OWNER_PASSWORD": "own'er", "DATABASE_APP_PASSWORD": "a$pp"}
    environment = {**os.environ, **secrets, "PGHOST": sockets, "PATH": path}
    subprocess.run(["sh", ROOT / "deploy/make-roles.sh"], env=environment, check=True, capture_output=True)
    urls = {
        "DATABASE_URL": f"postgresql://crm_app@/crm?host={sockets}",
        "DATABASE_OWNER_URL": f"postgresql://crm_owner@/crm?host={sockets}",
    }
    production = {
        "CRM_MODE": "production",
        "SECRET_KEY": "k3y" * 30 + "abcdefgh",
        "BASE_URL": "https://crm.example.com",
    }
    done = installed.run("manage.py", "migrate", "--verbosity", "0", **urls, **production)
    assert done.returncode == 0, done.stderr
    yield urls
    release(holder)


def run(url: str, statement: str) -> None:
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_application_works_with_rows(crm: dict[str, str]) -> None:
    run(crm["DATABASE_URL"], "SELECT count(*) FROM clients_client; DELETE FROM django_session")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (n int)",
        "ALTER TABLE clients_client ADD COLUMN mine int",
        "DROP TABLE clients_client",
        "TRUNCATE clients_client",
        "DELETE FROM clients_clientevent",
        "UPDATE clients_clientevent SET name = ''",
        "DELETE FROM django_migrations",
        "ALTER TABLE clients_client DISABLE TRIGGER ALL",
    ],
)
def test_the_application_may_not_change_tables_or_history(crm: dict[str, str], statement: str) -> None:
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        run(crm["DATABASE_URL"], statement)


def test_the_application_keeps_the_statistics_of_what_it_filled(crm: dict[str, str]) -> None:
    """ANALYZE by somebody without the right only warns: the statistics' age tells."""
    analysed = "SELECT last_analyze FROM pg_stat_user_tables WHERE relname = 'clients_client'"
    with closing(psycopg2.connect(crm["DATABASE_URL"])) as connection, connection, connection.cursor() as cursor:
        if connection.server_version < 170_000:
            pytest.skip("Before PostgreSQL 17 only the owner may ANALYZE.")
        cursor.execute("ANALYZE clients_client")
        assert connection.notices == []
        connection.commit()
        cursor.execute(analysed)
        assert cursor.fetchone() != (None,)


def test_others_may_not_even_come_in(crm: dict[str, str]) -> None:
    run(crm["DATABASE_OWNER_URL"].replace("crm_owner", "postgres"), "CREATE ROLE passer_by LOGIN")
    with pytest.raises(psycopg2.OperationalError, match="permission denied for database"):
        run(crm["DATABASE_URL"].replace("crm_app", "passer_by"), "SELECT 1")
