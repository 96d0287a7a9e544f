"""Who may be written to, and why others may not: the one place that mail, lists and files ask."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from relationships.alumni.consent_state import standing
from relationships.alumni.models import Alumnus, Consent, ConsentText, Letter
from relationships.contacts.models import ContactPoint

ASK_AGAIN_AFTER_DAYS = 90
PURPOSES = [choice for choice in Consent.Purpose if choice != Consent.Purpose.ALL]
CHANNELS = [choice for choice in Consent.Channel if choice != Consent.Channel.ANY]


def with_reason(rows: QuerySet[Alumnus], *, purpose: str, today: date, besides: int = 0) -> QuerySet[Any]:
    """`rows` with `why_not`: "" for whoever may have mail about `purpose`, else a key of `WHY_NOT`.

    `purpose` "ask" is the request for consent itself: it goes to whoever has not said no and was not asked lately,
    the letter `besides` apart.
    """
    said = _whether_to_ask(besides) if purpose == "ask" else _said_about(purpose, today)
    mail = ContactPoint.objects.filter(person=OuterRef("person"), kind="email", archived_at__isnull=True)
    why = Case(
        When(opted_out_on__isnull=False, then=Value("left_out")),
        When(Q(archived_at__isnull=False) | Q(person__archived_at__isnull=False), then=Value("archived")),
        When(colleague__is_active=True, colleague__left_on__isnull=True, then=Value("here")),
        When(do_not_contact=True, then=Value("do_not_contact")),
        When(~Exists(mail), then=Value("no_address")),
        default=said,
        output_field=CharField(),
    )
    about_all = _newest(Consent.objects.filter(purpose="all", channel__in=["any", "email"])).values("state")[:1]
    rows = rows.alias(said_last=Subquery(about_all)) if purpose == "ask" else rows
    return rows.annotate(why_not=why)


def recipients(rows: QuerySet[Alumnus], *, purpose: str, today: date) -> QuerySet[Any]:
    """Those of `rows` who may have mail about `purpose` today."""
    return with_reason(rows, purpose=purpose, today=today).filter(why_not="")


def standing_grid(alumnus: Alumnus, today: date) -> dict[tuple[str, str], str]:
    """What holds for each purpose by each channel."""
    said = list(Consent.objects.filter(alumnus=alumnus, archived_at__isnull=True).order_by("id"))
    return {(each, way): standing(said, each, way, today) for each in PURPOSES for way in CHANNELS}


def current_text() -> ConsentText | None:
    """The words that are shown now when somebody is asked."""
    return ConsentText.objects.filter(archived_at__isnull=True).order_by("-id").first()


def _newest(rows: QuerySet[Consent]) -> QuerySet[Consent]:
    return rows.filter(alumnus=OuterRef("pk"), archived_at__isnull=True).order_by(
        F("said_on").desc(nulls_last=True), "-id"
    )


def _said_about(purpose: str, today: date) -> Coalesce:
    reaching = Consent.objects.filter(purpose__in=["all", purpose], channel__in=["any", "email"])
    verdict = Case(
        When(state="given", review_on__lt=today, then=Value("expired")),
        When(state="given", then=Value("")),
        default=F("state"),
        output_field=CharField(),
    )
    found = Subquery(_newest(reaching).annotate(verdict=verdict).values("verdict")[:1], output_field=CharField())
    return Coalesce(found, Value("unknown"))


def _whether_to_ask(besides: int) -> Case:
    """Over rows with `said_last`, what they last said about everything."""
    since = timezone.now() - timedelta(days=ASK_AGAIN_AFTER_DAYS)
    asked = Letter.objects.filter(alumnus=OuterRef("pk"), kind=Letter.Kind.ASK).exclude(pk=besides)
    asked = asked.filter(Q(state="waiting") | Q(state="sent", asked_at__gt=since))
    return Case(
        When(said_last__in=["declined", "withdrawn"], then=F("said_last")),
        When(Exists(asked), then=Value("asked")),
        default=Value(""),
        output_field=CharField(),
    )
