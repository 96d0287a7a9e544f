"""Migrating quickly leaves the same tables, rules and triggers behind as migrating the way Django does it."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
EVERYTHING = """
SELECT 'column', attrelid::regclass::text, attname, format_type(atttypid, atttypmod) || attnotnull
  FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
 WHERE relnamespace = current_schema()::regnamespace AND attnum > 0 AND NOT attisdropped
UNION ALL SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
  FROM pg_constraint WHERE connamespace = current_schema()::regnamespace
UNION ALL SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()
UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(pg_trigger.oid)
  FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function', proname, pg_get_function_identity_arguments(oid), prosrc
  FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
ORDER BY 1, 2, 3, 4
"""


def test_the_quick_way_makes_the_same(django_db_blocker: DjangoDbBlocker) -> None:
    schemas = []
    with connection.cursor() as cursor:
        cursor.execute(EVERYTHING)
        schemas.append(cursor.fetchall())
        here = connection.settings_dict["NAME"]
        plain = f"{here}_plain"
        cursor.execute(f'DROP DATABASE IF EXISTS "{plain}"')
        cursor.execute(f'CREATE DATABASE "{plain}"')
    connection.close()
    connection.settings_dict["NAME"] = plain
    try:
        call_command(migrate.Command(), verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute(EVERYTHING)
            schemas.append(cursor.fetchall())
    finally:
        connection.close()
        connection.settings_dict["NAME"] = here
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{plain}"')
    quick, plainly = schemas
    assert len(quick) > 2000
    assert sorted(set(quick) ^ set(plainly)) == []
