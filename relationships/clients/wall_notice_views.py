"""What one is told about walls: read it, confirm it, go on. Open to every role: this is how a wall speaks to people."""

from __future__ import annotations

from itertools import chain
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.answers import go_on, ours, own_address
from accounts.gate import requires
from accounts.policy import Capability, can
from accounts.signed_in import colleague
from relationships.clients.wall_models import WallNotice
from relationships.clients.wall_notice_actions import confirm_notice, flag
from relationships.clients.wall_queries import insiders_by_wall, notices_of, walls_known_to
from relationships.clients.wall_subject import places_of
from relationships.foundation.list_file import ListFile, also_as_file

EVERY = 1_000_000


def _file(request: HttpRequest) -> ListFile:
    rows = (
        (each.text, each.get_side_display(), each.told_at, each.confirmed_at)
        for each in chain(*notices_of(colleague(request), most=EVERY))
    )
    return ListFile("wall-notices.csv", ("What you read", "Side", "Told", "Confirmed"), rows)


@requires(Capability.SEE_CLIENTS)
@require_safe
@also_as_file(_file)
def wall_notices(request: HttpRequest) -> HttpResponse:
    """What waits to be confirmed, then what was."""
    user = colleague(request)
    waiting, confirmed = notices_of(user)
    if user.must_confirm and not waiting:
        # The last of it ended by the clock.
        flag([user.pk])
    known = {each.pk: each for each in walls_known_to(user).filter(pk__in=[each.wall_id for each in waiting])}
    inside, places = insiders_by_wall(known.values()), places_of(known.values())
    context = {
        "waiting": [
            (each, known.get(each.wall_id), places.get(each.wall_id), inside.get(each.wall_id, "")) for each in waiting
        ],
        "manages": can(user, Capability.MANAGE_WALLS),
        "confirmed": confirmed,
        "next": ours(request.GET.get("next", "")),
    }
    return render(request, "clients/wall_notices.html", context)


@requires(Capability.SEE_CLIENTS)
@require_POST
def confirm_wall_notice(request: HttpRequest, public_id: str) -> HttpResponse:
    """Read and understood."""
    user = colleague(request)
    notice = get_object_or_404(WallNotice.objects.filter(colleague=user, archived_at__isnull=True), public_id=public_id)
    if confirm_notice(notice=notice):
        messages.success(request, "Thank you. Your confirmation is kept.")
    onwards = own_address(request)
    if notices_of(user)[0]:
        return go_on(request, f"{reverse('wall_notices')}?{urlencode({'next': onwards})}")
    return go_on(request, onwards if onwards != "/" else reverse("wall_notices"))
