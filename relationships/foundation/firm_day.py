"""A day of the firm: in its own time zone, whoever asks from wherever."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import timezone

from accounts.queries import the_firm

EPOCH = date(2000, 1, 1)


@dataclass(frozen=True)
class FirmDay:
    """The day `on` in `zone`; `end` is the first moment after it."""

    on: date
    zone: str

    @property
    def end(self) -> datetime:
        return datetime.combine(self.on + timedelta(days=1), time(), tzinfo=ZoneInfo(self.zone))

    @property
    def number(self) -> int:
        """Days since 2000-01-01."""
        return (self.on - EPOCH).days


def firm_day(on: date | None = None) -> FirmDay:
    """`on` as a day of the firm; today without it. An unknown zone counts as UTC."""
    return day_in(the_firm().time_zone, on)


def day_in(zone: str, on: date | None = None) -> FirmDay:
    """`on` (today) as a day in that zone; an unknown one counts as UTC."""
    try:
        here = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        zone, here = "UTC", ZoneInfo("UTC")
    return FirmDay(on or timezone.localdate(timezone=here), zone)
