"""What is done about the rows of My day: done with a touchpoint, snoozed, not needed, and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from relationships.attention.day_rank import Reason
from relationships.attention.models import DayMark
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.foundation.firm_day import firm_day
from relationships.interactions import actions
from relationships.interactions.models import Interaction
from relationships.interactions.touch import NewPromise, Participants, Touch

LONGEST_SNOOZE = timedelta(days=366)


class NotAhead(ValueError):
    """A snooze ends on a day to come, within a year."""


@transaction.atomic
def log_from_day(
    *,
    user: User,
    of: User,
    about: Person | Client,
    reasons: Sequence[Reason],
    touch: Touch,
    participants: Participants,
    form_token: UUID | None,
    promise: NewPromise | None,
) -> Interaction:
    """Save a touchpoint, and with it the row that it was logged from as done. Raises what `log_interaction` raises."""
    saved = actions.log_interaction(
        user=user, touch=touch, participants=participants, form_token=form_token, promise=promise
    )
    if not DayMark.objects.filter(touch=saved, archived_at__isnull=True).exists():
        _mark(DayMark.Act.DONE, user=user, of=of, about=about, reasons=reasons, touch=saved)
    return saved


@transaction.atomic
def snooze(*, user: User, of: User, about: Person | Client, reasons: Sequence[Reason], until: date) -> DayMark:
    """Leave somebody out until a day. Raises `NotAhead`."""
    today = firm_day().on
    if not today < until <= today + LONGEST_SNOOZE:
        raise NotAhead
    return _mark(DayMark.Act.SNOOZED, user=user, of=of, about=about, reasons=reasons, until=until)


@transaction.atomic
def dismiss(*, user: User, of: User, about: Person | Client, reasons: Sequence[Reason]) -> DayMark:
    """Not needed: gone until a reason grows, or there is another."""
    return _mark(DayMark.Act.DISMISSED, user=user, of=of, about=about, reasons=reasons)


@transaction.atomic
def restore(*, of: User, about: Person | Client) -> DayMark | None:
    """Take back the last snooze or "not needed" about somebody; answer it, or None without one."""
    column = "person" if isinstance(about, Person) else "client"
    marks = DayMark.objects.select_for_update().filter(
        colleague=of, archived_at__isnull=True, act__in=["snoozed", "dismissed"], **{column: about}
    )
    last = marks.order_by("-on", "-id").first()
    if last is None:
        return None
    return last.save_changes(expected_version=last.version, changes={"archived_at": timezone.now()})


def note_shown(*, of: User, reasons: Iterable[Reason], known: dict[str, tuple[int, date]]) -> None:
    """Remember since when each reason stands on the day of `of`, as far as it has grown."""
    today = firm_day().on
    new = {each.key: each.stage for each in reasons if known.get(each.key, (0, today))[0] < each.stage}
    if not new:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO attention_dayshown (colleague_id, key, stage, first_on)
            SELECT %(of)s, key, stage, %(today)s
            FROM unnest(%(keys)s::text[], %(stages)s::smallint[]) AS fresh (key, stage)
            ON CONFLICT (colleague_id, key) DO UPDATE SET stage = EXCLUDED.stage, first_on = EXCLUDED.first_on
            WHERE attention_dayshown.stage < EXCLUDED.stage
            """,
            {"of": of.pk, "today": today, "keys": list(new), "stages": list(new.values())},
        )


def _mark(
    act: str,
    *,
    user: User,
    of: User,
    about: Person | Client,
    reasons: Sequence[Reason],
    until: date | None = None,
    touch: Interaction | None = None,
) -> DayMark:
    return DayMark.objects.create(
        colleague=of,
        person=about if isinstance(about, Person) else None,
        client=about if isinstance(about, Client) else None,
        act=act,
        kind=reasons[0].kind if reasons else "",
        seen={each.key: each.stage for each in reasons},
        on=firm_day().on,
        until=until,
        touch=touch,
        marked_by=user,
    )
