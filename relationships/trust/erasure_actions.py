"""Erasing somebody: asked for on a page, done by a job in one transaction, proved by a search, done again after a restore."""

from __future__ import annotations

import logging
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Count, Q, Sum
from django.db.models.functions import Now

from accounts.models import User
from relationships.capture.addresses import other_spelling
from relationships.clients.signals import facts_changed
from relationships.contacts.forgotten import address_mark, forget
from relationships.contacts.models import Person, Position
from relationships.engagements.models import LedgerEntry
from relationships.interactions.models import TouchClient
from relationships.trust import erasing_files, erasing_rows
from relationships.trust.audit_actions import Noted, note
from relationships.trust.erasure_log import remember, remembered
from relationships.trust.firm_export_actions import drop_all_files
from relationships.trust.identifiers import Identifiers, identifiers, people_of, source_marks
from relationships.trust.kept import Act
from relationships.trust.models import Erasure

logger = logging.getLogger(__name__)
_MAIL = """UPDATE capture_message SET sender = '', label = '', subject = '', summary = '',
    parties = ARRAY(SELECT p FROM unnest(parties) p WHERE NOT (lower(p) = ANY (%(addresses)s))),
    unknown = ARRAY(SELECT p FROM unnest(unknown) p WHERE NOT (lower(p) = ANY (%(addresses)s)))
WHERE lower(sender) = ANY (%(addresses)s) OR parties && %(addresses)s::varchar[] OR unknown && %(addresses)s::varchar[]"""


class StillHere(Exception):
    """A colleague whose account is open works here."""


class OnHold(Exception):
    """A legal hold keeps what is known about the person."""


class TotalsMoved(Exception):
    """The figures would not be what they were: nothing was erased."""


@transaction.atomic
def ask_erasure(*, kind: str, subject: Person | User, by: User | None, empties_texts: bool = False) -> Erasure:
    """Note the request; a job carries it out. Asking twice is asking once. `by` is None when a term has run out.

    Raises `StillHere` and `OnHold`.
    """
    if isinstance(subject, User) and subject.is_active and subject.email:
        raise StillHere("Close the account first: whoever works here can't be erased.")
    if kind == "person":
        _refuse_held(subject.pk)
    found = {"subject_public_id": subject.public_id, "asked_by": by, "empties_texts": empties_texts}
    asked, new = Erasure.objects.unscoped(reason="one request for each subject").get_or_create(
        kind=kind, subject=subject.pk, done_at__isnull=True, defaults=found
    )
    if new:
        note(Noted("privacy", by.pk if by else None, f"erase_{kind}", subject.public_id))
    return asked


def erase_waiting() -> int:
    """Carry out what was asked for, one after the other; how many. What fails stays, and says why."""
    done = 0
    waiting = Erasure.objects.unscoped(reason="the job that erases").filter(done_at=None).order_by("pk")
    for pk, kind, subject in waiting.values_list("pk", "kind", "subject"):
        try:
            if kind == "person":
                _refuse_held(subject)
            done += erase(pk)
        except Exception as problem:
            logger.exception("An erasure failed and is tried again.")
            Erasure.objects.unscoped(reason="say why").filter(pk=pk).update(problem=str(problem)[:300])
    return done


def erase(pk: int) -> bool:
    """Erase whom the request names, prove it, and keep the proof. False when another process did. Raises `TotalsMoved`."""
    with transaction.atomic():
        asked = Erasure.objects.unscoped(reason="the request itself").select_for_update(skip_locked=True)
        erasure = asked.filter(pk=pk, done_at=None).first()
        if erasure is None:
            return False
        # Written first: a request that is remembered and not carried out is carried out later, never forgotten.
        remember(erasure.kind, erasure.subject_public_id)
        people, colleagues = _subjects(erasure)
        known, before, clients = identifiers(people, colleagues), totals(), _clients_of(people)
        spelled = {*known.addresses, *map(other_spelling, known.addresses)}
        forget({address_mark(each) for each in spelled} | source_marks(people))
        report = _erase(erasure, people, colleagues, known)
        if totals() != before:
            raise TotalsMoved("The firm's totals would have moved; nothing was erased.")
        left = erasing_rows.hits(known.pattern)
        report |= {"left": left, "shared": len(known.shared), "totals": "unchanged"}
        Erasure.objects.unscoped(reason="its proof").filter(pk=pk).update(done_at=Now(), report=report, problem="")
        if clients:
            facts_changed.send(sender=erase, client_ids=clients)
    outside = {
        "mail files": erasing_files.forget_dropped_mail(known.addresses),
        "brought files": erasing_files.forget_brought_files(sorted(known.own)),
    }
    Erasure.objects.unscoped(reason="its proof").filter(pk=pk).update(report=report | outside)
    return True


def erase_again() -> int:
    """After a restore: erase whoever was erased before and is back. Raises `erasure_log.KeyLost`."""
    done = 0
    for kind, model in (("person", Person), ("colleague", User)):
        before = Erasure.objects.unscoped(reason="who is erased already").filter(kind=kind, done_at__isnull=False)
        erased = set(before.values_list("subject_public_id", flat=True))
        ids = (
            each for each in model._base_manager.values_list("public_id", flat=True).iterator() if each not in erased
        )
        for public_id in list(remembered(kind, ids)):
            subject = model._base_manager.get(public_id=public_id)
            rows = Erasure.objects.unscoped(reason="erased once, erased again")
            asked, _ = rows.get_or_create(
                kind=kind, subject=subject.pk, done_at__isnull=True, defaults={"subject_public_id": public_id}
            )
            done += erase(asked.pk)
    return done


def _refuse_held(person: int) -> None:
    """Only before somebody is erased: whoever was is erased again after a restore, whatever holds stand by then."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT bool_or(trust_is_held(id)) FROM unnest(%s::bigint[]) id", [people_of(person)])
        if cursor.fetchone()[0]:
            # The same words whatever stands against it: a hold may be on a client out of its reader's sight.
            raise OnHold(
                "Nothing was erased: what is known about them has to be kept for now. A legal hold, a dispute or a duty to keep"
                " records can be why. Ask again later, or ask a partner who looks after their affairs."
            )


def totals() -> tuple[Any, ...]:
    """What must not move: the ledger to the cent, and how many touchpoints there are with clients."""
    ledger = LedgerEntry.objects.unscoped(reason="totals before and after").aggregate(Sum("base_amount"), Count("pk"))
    return (*ledger.values(), TouchClient._base_manager.count())


def _subjects(erasure: Erasure) -> tuple[list[int], list[int]]:
    """People and colleagues that are the one human being: an alumnus is both."""
    alumnus = apps.get_model("alumni.Alumnus")._base_manager
    if erasure.kind == Erasure.Kind.PERSON:
        people = people_of(erasure.subject)
        gone = alumnus.filter(person__in=people, colleague__isnull=False)
        gone = gone.filter(Q(colleague__is_active=False) | Q(colleague__email=None))
        return people, list(gone.values_list("colleague_id", flat=True))
    persons = alumnus.filter(colleague=erasure.subject).values_list("person_id", flat=True)
    return [each for person in persons for each in people_of(person)], [erasure.subject]


def _erase(erasure: Erasure, people: list[int], colleagues: list[int], known: Identifiers) -> dict[str, Any]:
    with connection.cursor() as cursor:
        # Nothing of what follows goes into the history: it would keep what is being erased.
        cursor.execute("SELECT trust_begin_rewriting(%s, 'live rows')", [erasure.pk])
        cursor.execute(_MAIL, {"addresses": known.addresses})
    files, kept = erasing_files.forget_attachments(people)
    touched = [*erasing_rows.rows_about("person", people), *erasing_rows.rows_about("colleague", colleagues)]
    erasing_rows.erase_rows(touched)
    events = erasing_rows.erase_events(erasure.pk, touched)
    for each in touched:
        if each.act is Act.TEXTS and each.pks:
            _clean_texts(erasure, each, known)
    swept = erasing_rows.sweep(erasure.pk, known.pattern)
    with connection.cursor() as cursor:
        for colleague in colleagues:
            cursor.execute("SELECT trust_forget_origins(%s, %s)", [erasure.pk, colleague])
    ended = erasing_files.forget_sessions([*known.own], colleagues)
    drop_all_files()
    rows = {each.line.model: len(each.pks) for each in touched if each.pks and each.act is not Act.KEEP}
    return {"rows": rows, "events": events, "texts": swept, "sessions": ended, "files": files, "files_kept": kept}


def _clean_texts(erasure: Erasure, each: erasing_rows.Touched, known: Identifiers) -> None:
    table = each.line.table._meta.db_table
    if erasure.empties_texts and each.line.model == "interactions.Interaction":
        erasing_rows.empty_texts(erasure.pk, table, "summary", each.pks)
    erasing_rows.sweep(erasure.pk, known.parts_pattern, table, each.pks)


def _clients_of(people: list[int]) -> list[int]:
    held = Position.objects.unscoped(reason="whose scores to work out anew").filter(person__in=people)
    return sorted(set(held.values_list("client_id", flat=True)))
