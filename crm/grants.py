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


def grant_application(role: str) -> None:
    """Give `role` its rights on every table, those of later migrations included. Run as the owner."""
    to = sql.Identifier(role)
    statements = [
        sql.SQL("GRANT USAGE ON SCHEMA public TO {to}").format(to=to),
        sql.SQL("GRANT {rows} ON ALL TABLES IN SCHEMA public TO {to}").format(rows=ROWS, to=to),
        sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {to}").format(to=to),
        sql.SQL("REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {to}").format(to=to),
        sql.SQL("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {rows} ON TABLES TO {to}").format(rows=ROWS, to=to),
        sql.SQL("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {to}").format(to=to),
    ]
    if tables := history_tables():
        listed = sql.SQL(", ").join(map(sql.Identifier, tables))
        statements.append(sql.SQL("REVOKE UPDATE, DELETE ON {listed} FROM {to}").format(listed=listed, to=to))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
