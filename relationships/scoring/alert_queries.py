"""Reading alerts through the gate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from accounts.models import User
from accounts.policy import Capability, can
from relationships.clients.models import TeamMember
from relationships.foundation.firm_day import firm_day
from relationships.scoring.alert_text import without_fees
from relationships.scoring.models import Alert, AlertSnooze, Health


def waiting_alerts(user: User, *, mine: bool = False, kind: str = "") -> QuerySet[Alert]:
    """What waits, newest first: of everybody, or of the clients that are `mine`.

    Of a day the largest clients come first; for roles that see no fees, in the order of names.
    """
    if not can(user, Capability.SEE_HEALTH):
        return Alert.objects.none()
    rows = Alert.objects.visible_to(user).waiting().filter(client__archived_at__isnull=True)
    rows = rows.filter(_looked_after_by(user)) if mine else rows
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.select_related("client", "client__owner")
    if not can(user, Capability.SEE_FEES):
        return rows.order_by("-raised_on", "client__name_search", "pk")
    scores = Health.objects.unscoped(reason="of alerts found through the gate").filter(client=OuterRef("client"))
    fees = Subquery(scores.values("net"))
    return rows.order_by("-raised_on", fees.desc(nulls_last=True), "pk")


def _looked_after_by(user: User) -> Q:
    """Clients that `user`, or whom an assistant supports, looks after or is on the team of."""
    whose = [pk for pk in (user.pk, user.logs_for_id) if pk is not None]
    team = TeamMember.objects.filter(colleague_id__in=whose, archived_at__isnull=True)
    return Q(client__owner_id__in=whose) | Q(client_id__in=team.values("client_id"))


def told_to(user: User, details: Mapping[str, Any]) -> Mapping[str, Any]:
    """An alert's details as far as `user` may be told of them."""
    return details if can(user, Capability.SEE_FEES) else without_fees(details)


def known_alerts(user: User) -> QuerySet[Alert]:
    """Every alert that `user` may see, also past ones."""
    return Alert.objects.visible_to(user) if can(user, Capability.SEE_HEALTH) else Alert.objects.none()


def standing_snoozes(user: User) -> QuerySet[AlertSnooze]:
    """In force today, the next to end first."""
    if not can(user, Capability.SEE_HEALTH):
        return AlertSnooze.objects.none()
    rows = AlertSnooze.objects.visible_to(user).standing(firm_day().on)
    return rows.select_related("client", "created_by").order_by("until", "pk")
