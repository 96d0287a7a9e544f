"""Reading offices, practices and colleagues for whoever runs the firm."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import QueryDict

from accounts.models import Office, Practice, User
from accounts.name_search import holds_words, lenient_search_text
from accounts.policy import Role
from accounts.still_here import not_gone

STATES = {"here": "Works here", "closed": "Account closed", "unnamed": "Known by name only", "": "Everybody"}


def places(model: type[Office] | type[Practice]) -> QuerySet[Office] | QuerySet[Practice]:
    """Every office or practice with `people`, the number of colleagues there now; archived ones last."""
    field = "office" if model is Office else "practice"
    there = User.objects.filter(not_gone(), **{field: OuterRef("pk")}, is_active=True)
    counted = there.order_by().values(field).annotate(n=Count("pk")).values("n")
    return model.objects.annotate(people=Coalesce(Subquery(counted), 0)).order_by("archived_at", "name", "pk")


@dataclass(frozen=True)
class ColleagueFilters:
    """What the list of colleagues is narrowed to; values nobody offered mean: not narrowed."""

    q: str = ""
    role: str = ""
    state: str = "here"


def colleague_filters(query: QueryDict) -> ColleagueFilters:
    """What an address narrows the list to."""
    return ColleagueFilters(
        q=lenient_search_text(query.get("q", "")), role=query.get("role", ""), state=query.get("state", "here")
    )


def colleagues(filters: ColleagueFilters) -> QuerySet[User]:
    """Colleagues by name."""
    rows = User.objects.select_related("office", "practice").order_by("name_search", "pk")
    if filters.q:
        rows = rows.filter(holds_words(filters.q) | Q(email__icontains=filters.q))
    if filters.role in set(Role):
        rows = rows.filter(role=filters.role)
    if filters.state == "here":
        return rows.filter(not_gone(), is_active=True)
    if filters.state == "closed":
        return rows.filter(Q(is_active=False) | ~not_gone())
    return rows.filter(email__isnull=True) if filters.state == "unnamed" else rows
