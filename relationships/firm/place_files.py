"""Colleagues, offices and practices as files: their pages stand below every floor that makes files."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from accounts.admin_queries import colleague_filters, colleagues, places
from accounts.gate import requires
from accounts.models import Office, Practice
from accounts.policy import Capability
from accounts.vocabulary import role_words, speak
from relationships.foundation.list_file import in_chunks
from relationships.foundation.table_response import table_response

COLLEAGUES = ("Name", "E-mail", "Role", "Office", "Practice", "Joined", "Left", "May sign in")
PLACES = ("Name", "Colleagues", "Archived")


@requires(Capability.MANAGE_FIRM)
@require_safe
def export_colleagues(request: HttpRequest) -> HttpResponseBase:
    """Colleagues as their list is narrowed."""
    roles = role_words()
    rows = (
        (
            *(each.name, each.email, roles[each.role], str(each.office or ""), str(each.practice or "")),
            *(each.joined_on, each.left_on, each.is_active),
        )
        for part in in_chunks(colleagues(colleague_filters(request.GET)))
        for each in part
    )
    return table_response(request, "colleagues.csv", [speak(name) for name in COLLEAGUES], rows)


@requires(Capability.MANAGE_FIRM)
@require_safe
def export_offices(request: HttpRequest) -> HttpResponseBase:
    """Every office with the number of colleagues there."""
    return _places(request, "offices.csv", Office)


@requires(Capability.MANAGE_FIRM)
@require_safe
def export_practices(request: HttpRequest) -> HttpResponseBase:
    """Every practice with the number of colleagues there."""
    return _places(request, "practices.csv", Practice)


def _places(request: HttpRequest, name: str, model: type[Office] | type[Practice]) -> HttpResponseBase:
    rows = ((each.name, each.people, each.archived_at) for each in places(model))  # type: ignore[union-attr]
    return table_response(request, name, [speak(head) for head in PLACES], rows)
