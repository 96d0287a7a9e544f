"""The weekly mail: the figures of the dashboard as one colleague may see them, in words and as a plain table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.queries import the_firm
from accounts.vocabulary import speak, words
from relationships.dashboards.repeat_lens import read_lens
from relationships.dashboards.repeat_notes import notes
from relationships.dashboards.repeat_page import RepeatPage, State, repeat_page
from relationships.foundation.display.share import percent
from relationships.foundation.firm_day import FirmDay, firm_day

GOES_OUT_AT = time(7)
"""In the firm's own time, on the first day of its week."""
SEGMENTS_TOLD = 5


@dataclass(frozen=True)
class Mail:
    """One colleague's mail; `html` asks for nothing from anywhere."""

    subject: str
    text: str
    html: str


def week_of(day: FirmDay) -> date:
    """The day on which the firm's week that `day` lies in began."""
    return day.on - timedelta(days=(day.on.isoweekday() - the_firm().week_starts_on) % 7)


def goes_out(week: date, zone: str) -> datetime:
    """The moment from which the mail of a week is due."""
    return datetime.combine(week, GOES_OUT_AT, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def weekly_mail(user: User) -> Mail | None:
    """The mail of now for `user`; None while there is nothing to tell."""
    page = repeat_page(read_lens({}, user))
    if page.state == State.NO_ENTRIES:
        return None
    context = {
        "page": page,
        "lens": page.lens,
        "user": user,
        "words": words(),
        "firm": the_firm().name,
        "notes": notes(page.now, page.before, today=page.lens.today),
        "segments": page.segments[:SEGMENTS_TOLD],
        "here": settings.BASE_URL + reverse("repeat_business"),
        "stop": settings.BASE_URL + reverse("weekly_mail"),
        "rule": settings.BASE_URL + reverse("repeat_rule"),
    }
    with timezone.override(firm_day().zone):
        text = render_to_string("dashboards/weekly_mail.txt", context)
        return Mail(_subject(page), text, render_to_string("dashboards/weekly_mail.html", context))


def _subject(page: RepeatPage) -> str:
    name = speak("Repeat business")
    if page.now.share is None:
        return f"{name}: no share yet, {page.lens.period.name}"
    return f"{name}: {percent(page.now.share)}, {page.lens.period.name}".replace("\u00a0", " ")
