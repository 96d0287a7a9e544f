"""What introductions ask of somebody's day: an answer, to hear the other side, the news of a no, what came of it."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from relationships.attention.day_rank import Reason, Said
from relationships.network.introduction_queries import introductions_seen
from relationships.network.models import Introduction

TOLD_FOR = timedelta(days=7)
"""So long a no is news."""
UNTIL_ASKED = timedelta(days=14)
"""After that what came of it is worth asking."""
MOST = 50


def introduction_reasons(user: User, of: User, today: date) -> list[Reason]:
    """What waits for `of`, as far as `user` may know. One statement."""
    mine = Q(colleague=of, state="asked") | Q(
        wanted_by=of, state__in=["declined", "refused"], updated_at__date__gt=today - TOLD_FOR
    )
    heard = Q(wanted_by=of, state="made", outcome="", made_on__lte=today - UNTIL_ASKED)
    rows = introductions_seen(user).current().filter(mine | heard).order_by("asked_on", "id")[:MOST]
    return [_reason(each, of, today) for each in rows]


def _reason(each: Introduction, of: User, today: date) -> Reason:
    asked = each.colleague or each.through
    name = asked.name if asked else ""
    stage, late = 1, 0.0
    if each.state == "asked":
        days = (today - each.asked_on).days
        said = Said(f"{each.wanted_by.name} asks you ", "for an introduction", " to them. Yes or no?")
        stage, late = 1 + (days >= 7), days / 7
    elif each.state == "made":
        said = Said("You were introduced, ", "and nobody has said what came of it", ". A word of thanks, too?")
    elif each.state == "declined":
        said = Said(f"{name} would rather ", "not introduce you", ". There may be another way.")
    else:
        said = Said("They would rather ", "not be introduced", ". Let it rest.")
    address = reverse("introduction_detail", args=[each.public_id])
    key = f"introduction:{each.public_id}:{each.state}"
    return Reason("introduction", key, said, each.person_id, each.client_id, stage, late, address=address)
