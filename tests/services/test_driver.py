"""The database driver is psycopg2, even on a machine where somebody installed psycopg 3."""

from django.db.backends.postgresql.psycopg_any import is_psycopg3


def test_psycopg_3_is_not_picked_up() -> None:
    assert not is_psycopg3
