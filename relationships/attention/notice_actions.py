"""Raising notices, what is done about them, and mailing them: once for each kind, colleague and day, whatever fails."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from smtplib import SMTPException
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.queries import the_firm
from accounts.still_here import not_gone
from accounts.vocabulary import speak, words
from relationships.attention.models import Notice, NoticeChoice, NoticeMail
from relationships.attention.notice_kinds import BY_MAIL, HOUR, ON_PAGE
from relationships.attention.notice_lines import Line, choice_of, notice_lines
from relationships.attention.notice_sql import OF_NOTICE, TO_TELL
from relationships.foundation.firm_day import firm_day

log = logging.getLogger(__name__)

_RAISE = f"""
INSERT INTO attention_notice (user_id, kind, promise_id, planned_id, alert_id, doubt_id, card_id)
SELECT user_id, kind, promise_id, planned_id, alert_id, doubt_id, card_id FROM ({TO_TELL}) found
ON CONFLICT DO NOTHING
"""  # noqa: S608 - constants only
# What was done with before the day on which it is due now: it was put off since.
_AGAIN = f"""
UPDATE attention_notice n SET done_at = NULL, seen_at = NULL, snoozed_until = NULL, raised_at = now(),
    version = n.version + 1, updated_at = now()
FROM ({TO_TELL}) found
WHERE {OF_NOTICE} AND n.done_at < found.due_on::timestamp AT TIME ZONE %(zone)s
"""  # noqa: S608 - constants only


@transaction.atomic
def raise_notices() -> int:
    """Tell everybody what they are to be told today and have not been; answer how many. Twice is once."""
    day = firm_day()
    with connection.cursor() as cursor:
        cursor.execute(_AGAIN, {"today": day.on, "zone": day.zone})
        again = int(cursor.rowcount)
        cursor.execute(_RAISE, {"today": day.on})
        return again + int(cursor.rowcount)


@transaction.atomic
def see_notices(*, user: User, lines: Iterable[Line]) -> None:
    """They were looked at."""
    new = [line.notice.pk for line in lines if line.notice.seen_at is None]
    if new:
        Notice.objects.filter(user=user, pk__in=new, seen_at__isnull=True).update(seen_at=timezone.now())


@transaction.atomic
def settle_notice(*, notice: Notice) -> bool:
    """Done with; answer whether it was waiting."""
    return _change(notice, done_at=timezone.now()) if notice.done_at is None else False


@transaction.atomic
def reopen_notice(*, notice: Notice) -> bool:
    """Back among what waits."""
    return _change(notice, done_at=None, snoozed_until=None)


@transaction.atomic
def snooze_notice(*, notice: Notice, days: int) -> bool:
    """Not before so many days from now."""
    return _change(notice, snoozed_until=firm_day().on + timedelta(days=days))


@transaction.atomic
def choose_notices(*, user: User, on_page: list[str], by_mail: list[str], hour: int) -> None:
    """How `user` wants to be told. What waits of kinds they no longer want is put away."""
    made, _ = NoticeChoice.objects.get_or_create(
        user=user, defaults={"on_page": list(ON_PAGE), "by_mail": list(BY_MAIL), "hour": HOUR}
    )
    changes = {"on_page": on_page, "by_mail": by_mail, "hour": hour}
    made.save_changes(expected_version=made.version, changes=changes)
    waiting = Notice.objects.filter(user=user, done_at__isnull=True).exclude(kind__in={*on_page, *by_mail})
    waiting.update(done_at=timezone.now(), version=F("version") + 1, updated_at=Now())


def send_notice_mails(now: datetime | None = None) -> int:
    """Mail what waits to everybody whose hour has come and who has not had it today; answer how many mails went out."""
    moment = now or timezone.now()
    users = User.objects.filter(not_gone(), is_active=True, archived_at=None).exclude(email=None)
    waiting = Notice.objects.filter(done_at__isnull=True).values("user_id")
    return sum(_mailed(user, moment) for user in users.filter(pk__in=waiting).order_by("pk"))


def _mailed(user: User, moment: datetime) -> bool:
    zone, choice = _zone(user), choice_of(user)
    here = moment.astimezone(zone)
    if here.hour < choice.hour:
        return False
    had = set(NoticeMail.objects.filter(user=user, on=here.date()).values_list("kind", flat=True))
    kinds = [kind for kind in choice.by_mail if kind not in had]
    # Asked for at the moment of sending, through the gate: a wall that was raised since yesterday holds.
    lines = notice_lines(user, kinds=kinds) if kinds else []
    return _sent(user, lines, here.date(), zone) if lines else False


def _sent(user: User, lines: list[Line], on: date, zone: ZoneInfo) -> bool:
    """Hand over one mail. Its rows come first: another worker at the same one waits for them and finds it done."""
    counts: dict[str, int] = {}
    for line in lines:
        counts[line.notice.kind] = counts.get(line.notice.kind, 0) + 1
    with timezone.override(zone):
        context = {
            "user": user,
            "lines": lines,
            "firm": the_firm().name,
            "words": words(),
            "here": settings.BASE_URL + reverse("notice_list"),
            "stop": settings.BASE_URL + reverse("notice_choices"),
            "base": settings.BASE_URL,
        }
        text = render_to_string("attention/notice_mail.txt", context)
    count = len(lines)
    # A reason may have several lines, the header of a mail may not.
    subject = " ".join(speak(lines[0].text if count == 1 else f"{count} things wait for you").split())
    try:
        with transaction.atomic():
            for kind, number in sorted(counts.items()):
                NoticeMail.objects.create(user=user, kind=kind, on=on, notices=number)
            EmailMultiAlternatives(subject[:200], text, settings.DEFAULT_FROM_EMAIL, [user.email or ""]).send()
    except IntegrityError:
        return False
    except (OSError, SMTPException):
        log.exception("The notices of %s could not be mailed; the next run tries again", user.public_id)
        return False
    return True


def _zone(user: User) -> ZoneInfo:
    try:
        return ZoneInfo(user.time_zone or firm_day().zone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def _change(notice: Notice, **changes: object) -> bool:
    rows = Notice.objects.filter(pk=notice.pk)
    return bool(rows.update(**changes, version=F("version") + 1, updated_at=Now()))
