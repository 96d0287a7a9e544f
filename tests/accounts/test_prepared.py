"""A prepared statement answers like any other, and is planned once a connection."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.prepared import Prepared

pytestmark = pytest.mark.django_db


def asked(statement: Prepared, **values: object) -> tuple[list[tuple[object, ...]], list[str]]:
    with CaptureQueriesContext(connection) as said:
        rows = statement.rows(values)
    return rows, [each["sql"] for each in said.captured_queries]


def test_it_is_planned_once_and_told_each_time() -> None:
    statement = Prepared("sum", "SELECT %(number)s::int + 1, %(word)s::text || ' %%', %(number)s::int")
    first, planning = asked(statement, number=1, word="O'Neil")
    again, running = asked(statement, number=41, word="b")
    assert first == [(2, "O'Neil %", 1)]
    assert again == [(42, "b %", 41)]
    assert len(planning) == len(running) == 1
    assert planning[0].startswith("PREPARE")
    assert running[0].startswith("EXECUTE sum_")


def test_lists_come_as_arrays() -> None:
    statement = Prepared("sum", "SELECT id FROM unnest(%(ids)s::bigint[]) AS u (id) WHERE id = ANY(%(wanted)s)")
    assert asked(statement, ids=[1, 2, 3], wanted=[2, 5])[0] == [(2,)]
    assert asked(statement, ids=[], wanted=[])[0] == []


def test_what_failed_at_first_works_later() -> None:
    statement = Prepared("sum", "SELECT 1 / %(by)s::int")
    with pytest.raises(DatabaseError), transaction.atomic():
        statement.rows({"by": 0})
    assert asked(statement, by=1)[0] == [(1,)]


def test_a_plan_outlives_what_is_rolled_back() -> None:
    statement = Prepared("sum", "SELECT %(n)s::int")
    with transaction.atomic():
        statement.rows({"n": 1})
        transaction.set_rollback(True)
    assert asked(statement, n=2)[0] == [(2,)]


def test_a_value_that_is_missing_is_said() -> None:
    with pytest.raises(KeyError):
        Prepared("sum", "SELECT %(n)s::int").rows({})
