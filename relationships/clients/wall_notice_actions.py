"""Telling people of a wall and hearing back: each is shown their words until they confirm, and mailed until then."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.queries import the_firm
from accounts.still_here import not_gone
from relationships.clients.models import Wall, WallInsider
from relationships.clients.wall_models import WallNotice

log = logging.getLogger(__name__)

REMINDED_EVERY = timedelta(days=3)
Side = WallNotice.Side

# Nobody waits for a wall that is over, and an attestation is asked for without stopping anybody.
_FLAG = """
UPDATE accounts_user u SET must_confirm = waits.waits
FROM (SELECT asked.id, EXISTS (
          SELECT FROM clients_wallnotice n JOIN clients_wall w ON w.id = n.wall_id
          WHERE n.colleague_id = asked.id AND n.archived_at IS NULL AND n.confirmed_at IS NULL AND n.side <> 'attest'
            AND w.archived_at IS NULL AND (w.ends_at IS NULL OR w.ends_at > statement_timestamp())) AS waits
      FROM unnest(%s::bigint[]) AS asked (id)) waits
WHERE u.id = waits.id AND u.must_confirm <> waits.waits
"""


def told_outside(wall: Wall) -> list[User]:
    """Colleagues who are told by name that they stand outside."""
    told = WallNotice.objects.filter(wall=wall, side=Side.OUTSIDE, archived_at__isnull=True)
    return list(User.objects.filter(pk__in=told.values("colleague_id")).order_by("name_search", "pk"))


def tell(wall: Wall, *, outside: Collection[User]) -> None:
    """Ask those inside, and those `outside` who are told, for what the wall says now. Call in the action's transaction.

    What was confirmed in other words stays as it was, archived; the new words are asked for anew.
    """
    inside = set(WallInsider.objects.filter(wall=wall).values_list("colleague_id", flat=True)) if wall.notice else set()
    texts = {Side.INSIDE: wall.notice, Side.OUTSIDE: wall.outside_notice}
    wanted = dict.fromkeys(inside, Side.INSIDE)
    wanted |= {each.pk: Side.OUTSIDE for each in outside if wall.outside_notice and each.pk not in wanted}
    standing = WallNotice.objects.filter(wall=wall, side__in=texts, archived_at__isnull=True)
    kept = {each.colleague_id for each in standing if _says(each, wanted, texts)}
    over = [each for each in standing if each.colleague_id not in kept]
    _archive(WallNotice.objects.filter(pk__in=[each.pk for each in over]))
    new = sorted(set(wanted) - kept)
    WallNotice.objects.bulk_create(
        WallNotice(wall=wall, colleague_id=each, side=wanted[each], text=texts[wanted[each]]) for each in new
    )
    flag({*new, *(each.colleague_id for each in over)})


def _says(notice: WallNotice, wanted: dict[int, WallNotice.Side], texts: Mapping[WallNotice.Side, str]) -> bool:
    side = wanted.get(notice.colleague_id)
    return side is not None and notice.side == side and notice.text == texts[side]


def stop_telling(wall: Wall) -> None:
    """The wall is over: nothing is asked for any more. What was confirmed stays."""
    waiting = WallNotice.objects.filter(wall=wall, archived_at__isnull=True, confirmed_at__isnull=True)
    people = set(waiting.values_list("colleague_id", flat=True))
    _archive(waiting)
    flag(people)


def _archive(notices: QuerySet[WallNotice]) -> None:
    notices.update(archived_at=timezone.now(), version=F("version") + 1, updated_at=Now())


@transaction.atomic
def confirm_notice(*, notice: WallNotice) -> bool:
    """Its reader has read it; answer whether it was waiting."""
    rows = WallNotice.objects.filter(pk=notice.pk, confirmed_at__isnull=True)
    done = rows.update(confirmed_at=timezone.now(), version=F("version") + 1, updated_at=Now())
    flag([notice.colleague_id])
    return bool(done)


def flag(colleague_ids: Iterable[int]) -> None:
    """Say on each account whether something waits to be confirmed: every page knows the account anyway."""
    with connection.cursor() as cursor:
        cursor.execute(_FLAG, [sorted(set(colleague_ids))])


def send_wall_mails(now: datetime | None = None) -> int:
    """Mail whoever has something to read and did not hear of it in three days; answer how many mails went out."""
    moment = now or timezone.now()
    over = Q(wall__archived_at__isnull=False) | Q(wall__ends_at__lte=moment)
    due = Q(mailed_at__isnull=True) | Q(mailed_at__lte=moment - REMINDED_EVERY)
    waiting = WallNotice.objects.filter(due, archived_at__isnull=True, confirmed_at__isnull=True).exclude(over)
    here = User.objects.filter(not_gone(), is_active=True, archived_at=None)
    users = here.filter(pk__in=waiting.values("colleague_id"))
    return sum(_mailed(user, waiting.filter(colleague=user), moment) for user in users.exclude(email=None))


def _mailed(user: User, waiting: QuerySet[WallNotice], moment: datetime) -> bool:
    """One mail for all that waits. It names no client and quotes no words: mail is read by others too."""
    try:
        with transaction.atomic():
            rows = list(waiting.select_for_update(of=("self",), skip_locked=True))
            if not rows:
                return False
            WallNotice.objects.filter(pk__in=[each.pk for each in rows]).update(
                mailed_at=moment, version=F("version") + 1, updated_at=Now()
            )
            sides = {each.side for each in rows}
            context = {
                "user": user,
                "firm": the_firm().name,
                "base": settings.BASE_URL,
                "here": settings.BASE_URL + reverse("wall_notices"),
                "sides": sides,
                "again": any(each.mailed_at for each in rows),
            }
            text = render_to_string("clients/wall_mail.txt", context)
            subject = "Somebody went through a wall you are inside of" if Side.GLASS in sides else _SUBJECT
            EmailMultiAlternatives(subject, text, settings.DEFAULT_FROM_EMAIL, [user.email or ""]).send()
    except (OSError, SMTPException):
        log.exception("The notice to %s could not be mailed; the next run tries again", user.public_id)
        return False
    return True


_SUBJECT = "A notice of confidentiality waits for you"
