"""The chain: holds under many writers, and names the first place where somebody was at work."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from relationships.trust.audit_actions import Noted, note
from relationships.trust.audit_chain import seal, verify
from relationships.trust.models import AuditLink


def write(count: int) -> None:
    for number in range(count):
        note(Noted("read", None, f"page_{number}"), soon=True)


def as_the_owner(statement: str) -> None:
    """What only somebody with the database itself in hand can do."""
    with connection.cursor() as cursor:
        for table in ("trust_auditentry", "trust_auditlink"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement)
        for table in ("trust_auditentry", "trust_auditlink"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.mark.django_db
def test_an_untouched_record_holds() -> None:
    write(20)
    assert seal() == 20
    assert seal() == 0
    found = verify()
    assert (found.links, found.unsealed, found.broken) == (20, 0, None)
    write(1)
    seal()
    assert verify(holds=found.head).broken is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "link", "what"),
    [
        ("UPDATE trust_auditentry SET who = 7 WHERE act = 'page_4'", 5, "not what was sealed"),
        ("UPDATE trust_auditentry SET at = at - interval '1 day' WHERE act = 'page_4'", 5, "not what was sealed"),
        ("DELETE FROM trust_auditentry WHERE act = 'page_4'", 5, "gone"),
        ("DELETE FROM trust_auditlink WHERE number = 5", 5, "missing"),
        ("UPDATE trust_auditlink SET hash = sha256('x') WHERE number = 5", 5, "does not follow"),
        (
            """UPDATE trust_auditentry SET who = 7 WHERE act = 'page_4';
            UPDATE trust_auditlink l SET digest = trust_digest(e) FROM trust_auditentry e
            WHERE e.id = l.entry_id AND l.number = 5""",
            5,
            "does not follow",
        ),
        ("DELETE FROM trust_auditlink WHERE number > 5", 5, "no longer holds the head"),
    ],
)
def test_the_first_broken_link_is_named(statement: str, link: int, what: str) -> None:
    write(10)
    seal()
    head = verify().head
    as_the_owner(statement)
    answer = StringIO()
    with pytest.raises(CommandError, match=what):
        call_command("verify_audit", "--json", "--no-seal", "--holds", head, stdout=answer)
    said = json.loads(answer.getvalue())
    assert (said["intact"], said["broken"]["link"]) == (False, link)


@pytest.mark.django_db
def test_an_entry_that_nobody_sealed_is_told() -> None:
    write(3)
    as_the_owner("UPDATE trust_auditentry SET at = at - interval '1 hour'")
    assert verify().broken is not None
    seal()
    assert verify().broken is None


@pytest.mark.django_db(transaction=True)
def test_many_writers_and_sealers_make_one_chain() -> None:
    def busy(worker: int) -> None:
        try:
            write(40)
            if worker % 2:
                seal()
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(busy, range(6)))
    seal()
    found = verify()
    assert (found.links, found.unsealed, found.broken) == (240, 0, None)
    assert AuditLink.objects.count() == 240


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_ends_late_is_sealed_later() -> None:
    """Its entry has a lower number than ones already sealed."""
    from django.db import connections

    other = connections.create_connection("default")
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("INSERT INTO trust_auditentry (kind, act) VALUES ('change', 'late')")
        write(5)
        assert seal() == 5
        other.commit()
        assert seal() == 1
        assert verify().broken is None
    finally:
        other.close()
