"""What belongs to one colleague: their addresses, what they let be kept, and for whom they capture."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from relationships.capture.addresses import normal_address
from relationships.capture.mail_reading import Reader
from relationships.capture.models import CalendarSubscription, CaptureChoice, DropAddress, Feed
from relationships.foundation.firm_day import firm_day
from relationships.interactions.queries.rights import logs_for

AHEAD = dt.timedelta(days=31)
"""So far ahead the times of repeating meetings are looked for."""


def holder_of(user: User) -> User:
    """Whose touchpoints `user`'s mail makes: an assistant's makes those of the person they support."""
    return logs_for(user)


def choice_of(user: User) -> CaptureChoice:
    """What they chose; as it is in the beginning, if they never did."""
    return CaptureChoice.objects.filter(user=user).first() or CaptureChoice(user=user)


def keeps(user: User) -> str:
    """What is kept of their mail: "nothing", "subject" or "body"."""
    return choice_of(user).keeps


def own_addresses(user: User) -> frozenset[str]:
    """Every address that is theirs, or of whom they log for."""
    people = {each.pk: each for each in (user, holder_of(user))}.values()
    mine = {normal_address(each.email or "") for each in people}
    for choice in CaptureChoice.objects.filter(user__in=list(people)):
        mine |= set(choice.own_addresses)
    return frozenset(mine - {""})


def drop_address_of(user: User) -> DropAddress | None:
    """The one that takes mail now."""
    return DropAddress.objects.filter(user=user, archived_at__isnull=True).first()


def drop_written(drop: DropAddress) -> str:
    """The address as one writes it into a mail."""
    return f"{settings.CAPTURE_DROP_NAME}+{drop.token}@{settings.CAPTURE_DROP_DOMAIN}"


def drops_of(user: User) -> frozenset[str]:
    """All their drop addresses, withdrawn ones too: they are nobody."""
    return frozenset(drop_written(each) for each in DropAddress.objects.filter(user=user))


def calendars_of(user: User) -> QuerySet[CalendarSubscription]:
    """The calendars they let be read."""
    rows = CalendarSubscription.objects.filter(user=user, archived_at__isnull=True)
    return rows.select_related("reading").order_by("name", "id")


def feed_of(user: User) -> Feed | None:
    """The feed that answers now."""
    return Feed.objects.filter(user=user, archived_at__isnull=True).first()


def reader_for(user: User, *, dropped: bool = False) -> Reader:
    """How mail is read for them."""
    return Reader(
        own=own_addresses(user),
        zone=_zone(user),
        now=timezone.now(),
        keeps_body=keeps(user) == "body",
        drops=drops_of(user),
        dropped=dropped,
        ahead=AHEAD,
    )


def _zone(user: User) -> dt.tzinfo:
    for name in (user.time_zone, firm_day().zone):
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            continue
    return dt.UTC
