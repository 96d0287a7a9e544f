"""Subscribing to the weekly mail, and sending it: once for each colleague and week, whatever fails in between."""

from __future__ import annotations

import logging
from datetime import date, datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from accounts.policy import Capability, can
from accounts.still_here import not_gone
from relationships.dashboards.models import WeeklyMailSent, WeeklyMailSubscription
from relationships.dashboards.weekly_mail import goes_out, week_of, weekly_mail
from relationships.foundation.firm_day import firm_day
from relationships.scoring.repeat_queries import BeingCounted

log = logging.getLogger(__name__)


@transaction.atomic
def subscribe_weekly_mail(*, user: User) -> None:
    """Send the mail from next week on. Twice is once."""
    WeeklyMailSubscription.objects.get_or_create(user=user)


@transaction.atomic
def unsubscribe_weekly_mail(*, user: User) -> None:
    """Send it no more."""
    WeeklyMailSubscription.objects.filter(user=user).delete()


def send_weekly_mails(now: datetime | None = None) -> int:
    """Send this week's mail to everybody who has not had it yet; answer how many went out.

    Due from the first morning of the firm's week on: a job that stood still that day catches up on the next. Whoever
    subscribed later than that morning begins next week.
    """
    day = firm_day()
    week = week_of(day)
    due_from = goes_out(week, day.zone)
    if (now or timezone.now()) < due_from:
        return 0
    had = WeeklyMailSent.objects.filter(week=week).values("user_id")
    waiting = WeeklyMailSubscription.objects.filter(subscribed_at__lte=due_from).exclude(user_id__in=had)
    users = User.objects.filter(not_gone(), pk__in=waiting.values("user_id"), is_active=True, archived_at=None)
    return sum(_sent(user, week) for user in users.exclude(email=None).order_by("pk"))


def _sent(user: User, week: date) -> bool:
    """Hand over one mail. The row comes first: another worker at the same one waits for it and finds it done."""
    if not can(user, Capability.SEE_REPEAT_BUSINESS):
        return False
    try:
        mail = weekly_mail(user)
    except BeingCounted:
        # Its figures are wished for by now; the next turn finds them.
        return False
    if mail is None:
        return False
    try:
        with transaction.atomic():
            WeeklyMailSent.objects.create(user=user, week=week)
            message = EmailMultiAlternatives(mail.subject, mail.text, settings.DEFAULT_FROM_EMAIL, [user.email or ""])
            message.attach_alternative(mail.html, "text/html")
            message.send()
    except IntegrityError:
        return False
    except (OSError, SMTPException):
        log.exception("The weekly mail to %s could not be sent; the next run tries again", user.public_id)
        return False
    return True
