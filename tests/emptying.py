"""Emptying the test database after a test that saved for good.

Django's own way truncates every table and then makes content types and permissions anew: most of a second with the
history tables of this product, dozens of times a run. Few tables hold a row after one test; only those are emptied.
"""

from __future__ import annotations

from contextlib import suppress

from django.db import OperationalError, connection, transaction
from psycopg2.errors import DeadlockDetected

ATTEMPTS = 5
# Made by the migrations themselves; Django's flush would make them again.
KEPT = ["django_migrations", "django_content_type", "auth_permission"]

# History writes nothing down meanwhile, and foreign keys are looked at when everything is gone.
EMPTY = """
DO $$
DECLARE
    place regclass;
    holds boolean;
    filled regclass[] := '{}';
    large boolean := false;
BEGIN
    FOR place IN
        SELECT oid FROM pg_class
        WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
          AND NOT (relname = ANY (string_to_array(%s, ',')))
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %%s)', place) INTO holds;
        IF holds THEN
            filled := filled || place;
            large := large OR pg_relation_size(place) > 4000000;
            EXECUTE format('ALTER TABLE %%s DISABLE TRIGGER USER', place);
        END IF;
    END LOOP;
    -- Each row that goes is looked for in every table that may refer to it: of many, whole tables go faster.
    IF large THEN
        EXECUTE format('TRUNCATE %%s CASCADE', array_to_string(filled, ', '));
    ELSE
        SET CONSTRAINTS ALL DEFERRED;
        FOREACH place IN ARRAY filled LOOP
            EXECUTE format('DELETE FROM %%s', place);
        END LOOP;
        SET CONSTRAINTS ALL IMMEDIATE;
    END IF;
    FOREACH place IN ARRAY filled LOOP
        EXECUTE format('ALTER TABLE %%s ENABLE TRIGGER USER', place);
    END LOOP;
END $$
"""


def empty_tables(_case: object = None) -> None:
    """Take every row out of the test database that a test left. A worker that is still saving is waited for."""
    assert connection.settings_dict["NAME"].startswith("test_"), "only ever the test database"
    for attempt in range(ATTEMPTS):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(EMPTY, [",".join(KEPT)])
        except OperationalError as problem:
            if not isinstance(problem.__cause__, DeadlockDetected) or attempt == ATTEMPTS - 1:
                raise
        else:
            return


# What a test took back still lies in the files, and every plan for a few rows walks through it.
SHRINK = """
DO $$
DECLARE
    place regclass;
    holds boolean;
    blown regclass[] := '{}';
BEGIN
    SET LOCAL lock_timeout = '2s';
    FOR place IN
        SELECT oid FROM pg_class
        WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND pg_relation_size(oid) > 1000000
          AND NOT (relname = ANY (string_to_array(%s, ',')))
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %%s)', place) INTO holds;
        IF NOT holds THEN
            blown := blown || place;
        END IF;
    END LOOP;
    IF blown <> '{}' THEN
        EXECUTE format('TRUNCATE %%s CASCADE', array_to_string(blown, ', '));
    END IF;
END $$
"""


def shrink_tables() -> None:
    """Give back the room of large tables in which nothing is left, between two files of tests."""
    assert connection.settings_dict["NAME"].startswith("test_"), "only ever the test database"
    with suppress(OperationalError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SHRINK, [",".join(KEPT)])


def leave_alone() -> None:
    """No housekeeping in the test database: what it takes for empty between two tests it plans badly in the next."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            DO $$
            DECLARE place regclass;
            BEGIN
                FOR place IN SELECT oid FROM pg_class
                    WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
                LOOP
                    EXECUTE format('ALTER TABLE %s SET (autovacuum_enabled = off)', place);
                END LOOP;
            END $$
            """
        )
