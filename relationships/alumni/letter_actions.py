"""Queueing mail to alumni and guests, and sending it: each letter once, and only while it may go out."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from relationships.alumni.letter_text import Written, written
from relationships.alumni.models import Alumnus, Letter

log = logging.getLogger(__name__)
A_TURN = 400
"""Letters that one turn of the job sends at most; the next goes on."""
TRIES = 8
WAITS_MINUTES = 5
"""After a failed try the next comes so much later, twice as much each time."""
SECOND_THOUGHTS = timedelta(minutes=5)
"""So long a changed day waits: what is corrected at once, or changed again, is told once."""

_ASKED_FOR = """
INSERT INTO alumni_letter (person_id, alumnus_id, point_id, kind, purpose, state, reason, asked_at, tries)
SELECT a.person_id, a.id, c.id, 'page', '', 'waiting', '', now(), 0
FROM contacts_contactpoint c JOIN alumni_alumnus a ON a.person_id = c.person_id JOIN contacts_person p ON p.id = a.person_id
WHERE c.kind = 'email' AND c.value = %s AND c.archived_at IS NULL AND a.archived_at IS NULL
  AND a.opted_out_on IS NULL AND p.archived_at IS NULL
ON CONFLICT DO NOTHING
"""


@transaction.atomic
def ask_for_page(*, email: str) -> None:
    """Queue the address of their page for whichever alumni this mailbox belongs to.

    One statement, whoever asks: neither the answer nor its time tells whether an address is known.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ASKED_FOR, [email])


@transaction.atomic
def queue_letters(*, alumni: Iterable[Alumnus], kind: str, asked_by: User) -> int:
    """Queue a letter to each; whoever has one waiting gets no second. Answers how many were new."""
    rows = [Letter(person_id=each.person_id, alumnus=each, kind=kind, asked_by=asked_by) for each in alumni]
    before = Letter.objects.filter(state="waiting", kind=kind).count()
    Letter.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2000)
    return Letter.objects.filter(state="waiting", kind=kind).count() - before


def send_letters(now: datetime | None = None) -> int:
    """Send what waits; answer how many went out. Each in a transaction of its own, so that a lost turn loses one."""
    moment = now or timezone.now()
    waiting = Letter.objects.filter(state="waiting").exclude(kind="changed", asked_at__gt=moment - SECOND_THOUGHTS)
    rows = waiting.order_by("id").values_list("pk", "tries", "asked_at")
    due = [pk for pk, tries, at in rows[:A_TURN] if moment >= at + _delay(tries)]
    return sum(_sent(pk) for pk in due)


def _delay(tries: int) -> timedelta:
    return timedelta(minutes=WAITS_MINUTES * (2**tries - 1)) if tries else timedelta()


def _sent(pk: int) -> bool:
    """Hand over one letter. Its row is held and marked first: a second worker passes it by."""
    try:
        with transaction.atomic():
            letter = Letter.objects.select_for_update(skip_locked=True).filter(pk=pk, state="waiting").first()
            if letter is None:
                return False
            mail = written(letter)
            if isinstance(mail, str):
                Letter.objects.filter(pk=pk).update(state="blocked", reason=mail)
                return False
            Letter.objects.filter(pk=pk).update(state="sent", sent_at=timezone.now())
            _hand_over(mail)
    except (OSError, SMTPException):
        log.exception("Letter %s could not be sent; a later turn tries again", pk)
        _failed(pk)
        return False
    return True


def _failed(pk: int) -> None:
    Letter.objects.filter(pk=pk).update(tries=F("tries") + 1)
    Letter.objects.filter(pk=pk, tries__gte=TRIES).update(state="blocked", reason="The mail server did not take it.")


def _hand_over(mail: Written) -> None:
    reply_to = [mail.reply_to] if mail.reply_to else None
    message = EmailMultiAlternatives(
        mail.subject, mail.text, settings.DEFAULT_FROM_EMAIL, [mail.to], headers=mail.headers, reply_to=reply_to
    )
    for name, content, kind in mail.files:
        message.attach(name, content, kind)
    message.send()
