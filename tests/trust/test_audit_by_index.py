"""A change is looked up by index, also where one import is most of a table's history."""

from __future__ import annotations

from uuid import uuid4

import pghistory
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from relationships.trust import audit_objects
from relationships.trust.models import AuditEntry
from tests.factories import OfficeFactory

pytestmark = pytest.mark.django_db
_COPIES = """
INSERT INTO accounts_officeevent ({columns})
SELECT {kept}, pgh_context_id FROM accounts_officeevent, generate_series(1, 8000) WHERE id = %s
"""


def plan_of(statement: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {statement}")
        return "\n".join(row[0] for row in cursor.fetchall())


def asked(context: object, user: User) -> str:
    """The statement that looks for what `context` changed, with its values."""
    with CaptureQueriesContext(connection) as seen:
        audit_objects.changed_things([context], user)  # type: ignore[list-item]
    return next(each["sql"] for each in seen.captured_queries if "accounts_officeevent" in each["sql"])


def test_the_history_of_a_large_import_is_never_read_as_a_whole(administrator: User) -> None:
    with pghistory.context(user=administrator.pk, act="import"):
        office = OfficeFactory(name="Brought in")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = 'accounts_officeevent'"
            " AND column_name NOT IN ('pgh_id', 'pgh_context_id') ORDER BY 1"
        )
        names = [row[0] for row in cursor.fetchall()]
        kept = ", ".join(names)
        cursor.execute(_COPIES.format(columns=f"{kept}, pgh_context_id", kept=kept), [office.pk])
        cursor.execute("ANALYZE accounts_officeevent")
    large = AuditEntry.objects.exclude(context=None).latest("pk").context
    for context in (large, uuid4()):
        plan = plan_of(asked(context, administrator))
        assert "Index" in plan
        assert "Seq Scan on accounts_officeevent" not in plan
    assert [thing.pk for thing in audit_objects.changed_things([large], administrator)[0][large]][:1] == [office.pk]
