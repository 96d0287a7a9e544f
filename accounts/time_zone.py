"""In whose time a colleague reads and writes: their own zone, else the firm's."""

from __future__ import annotations

import zoneinfo

from accounts.models import User
from accounts.queries import the_firm

UTC = zoneinfo.ZoneInfo("UTC")


def zone_of(user: User) -> zoneinfo.ZoneInfo:
    """The user's time zone, else the firm's; UTC where neither names one that this machine knows."""
    return _known(user.time_zone) or _known(the_firm().time_zone) or UTC


def _known(name: str) -> zoneinfo.ZoneInfo | None:
    try:
        return zoneinfo.ZoneInfo(name) if name else None
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return None
