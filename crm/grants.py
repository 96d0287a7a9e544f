"""What the application's database role may do: use rows, not change tables, and never rewrite history."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pghistory.models
from django.apps import apps
from django.db import connection
from psycopg2 import sql

from crm.environment import env
from crm.services.roles import APPLICATION

ROWS = sql.SQL("SELECT, INSERT, UPDATE, DELETE")
# Below it only the owner may ANALYZE, which then waits for autovacuum after a large import.
MAINTAIN_SINCE = 170_000


def application_role() -> str | None:
    """Answer the role that web and worker sign in as; None when it owns the tables itself."""
    given: str = env.str("DATABASE_URL", default="")
    if not given:
        return APPLICATION
    if not env.str("DATABASE_OWNER_URL", default=""):
        return None
    return unquote(urlsplit(given).username or "") or None


def history_tables() -> list[str]:
    """Answer the tables to which rows are only ever added."""
    return sorted(
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if issubclass(model, pghistory.models.Event) and model._meta.managed and not model._meta.proxy
    )


def append_only_tables() -> list[str]:
    """Answer these and the tables of the audit record: rows are added, never changed or deleted."""
    return [*history_tables(), *_tables_that("append_only")]


def _tables_that(are: str) -> list[str]:
    return sorted(model._meta.db_table for model in apps.get_models() if getattr(model, are, False))


def grant_application(role: str) -> None:
    """Give `role` its rights on every table, those of later migrations included. Run as the owner.

    Where the server knows the right, the role may also ANALYZE what it has filled.
    """
    to = sql.Identifier(role)
    rows = ROWS + sql.SQL(", MAINTAIN") if _version() >= MAINTAIN_SINCE else ROWS
    statements = [
        sql.SQL("GRANT USAGE ON SCHEMA public TO {to}").format(to=to),
        sql.SQL("GRANT {rows} ON ALL TABLES IN SCHEMA public TO {to}").format(rows=rows, to=to),
        sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {to}").format(to=to),
        sql.SQL("REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {to}").format(to=to),
        sql.SQL("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {rows} ON TABLES TO {to}").format(rows=rows, to=to),
        sql.SQL("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {to}").format(to=to),
    ]
    listed = sql.SQL(", ").join(map(sql.Identifier, append_only_tables()))
    sealed = sql.SQL(", ").join(map(sql.Identifier, _tables_that("sealed")))
    statements += [
        sql.SQL("REVOKE UPDATE, DELETE ON {listed} FROM {to}").format(listed=listed, to=to),
        sql.SQL("REVOKE INSERT, UPDATE, DELETE ON {sealed} FROM {to}").format(sealed=sealed, to=to),
        # Who did it is written down by a function of the owner's: nobody else changes it.
        sql.SQL("ALTER FUNCTION _pgh_attach_context() SECURITY DEFINER SET search_path = public, pg_temp"),
        sql.SQL("REVOKE UPDATE, DELETE ON pghistory_context FROM {to}").format(to=to),
    ]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _version() -> int:
    """Answer the server's version as it counts it: 180001 for 18.1."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0])
