"""One-off work: proposed by size, marked or left alone by people."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.answers import see_other
from accounts.gate import check, requires
from accounts.policy import Capability
from accounts.shown_version import as_shown
from accounts.signed_in import colleague
from relationships.dashboards.one_off_page import one_off_page
from relationships.dashboards.repeat_lens import checked, read_lens
from relationships.dashboards.repeat_soon import or_soon
from relationships.engagements import one_off_actions
from relationships.engagements.models import Engagement, LedgerEntry, UsualWork
from relationships.foundation.undo import offer_undo


@requires(Capability.SEE_REPEAT_BUSINESS)
@require_safe
@or_soon
def one_off_list(request: HttpRequest) -> HttpResponse:
    """What may be a one-off, what was marked as one, and the share with and without."""
    check(request.user, Capability.SEE_FEES)
    page = one_off_page(read_lens(request.GET, colleague(request)))
    return render(request, "dashboards/one_offs.html", {"page": page, "lens": page.lens})


@requires(Capability.EDIT_LEDGER)
@require_POST
def mark_one_off(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """It is a one-off."""
    work = _work(request, kind, public_id)
    if not work.one_off:
        as_shown(request, work)
        one_off_actions.set_one_off(work=work, one_off=True, expected_version=work.version)
        undo = reverse("unmark_one_off", args=[kind, public_id])
        offer_undo(request, text=f"{work} is a one-off", address=undo)
    return see_other(request, "one_off_list")


@requires(Capability.EDIT_LEDGER)
@require_POST
def unmark_one_off(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """It is none after all."""
    work = _work(request, kind, public_id)
    if work.one_off:
        one_off_actions.set_one_off(work=work, one_off=False, expected_version=work.version)
        messages.success(request, f"{work} counts like any other work.")
    return see_other(request, "one_off_list")


@requires(Capability.EDIT_LEDGER)
@require_POST
def say_usual(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """It is usual: nobody is asked again."""
    work = _work(request, kind, public_id)
    said = one_off_actions.say_usual(work=work, by=colleague(request))
    offer_undo(request, text=f"{work} is usual", address=reverse("forget_usual", args=[said.public_id]))
    return see_other(request, "one_off_list")


@requires(Capability.EDIT_LEDGER)
@require_POST
def forget_usual(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask again."""
    said = get_object_or_404(UsualWork.objects.visible_to(colleague(request)), public_id=checked(public_id))
    one_off_actions.forget_usual(said=said)
    messages.success(request, "It will be proposed again.")
    return see_other(request, "one_off_list")


def _work(request: HttpRequest, kind: str, public_id: str) -> Engagement | LedgerEntry:
    """The visible engagement or entry that an address names."""
    user = colleague(request)
    if kind == "work":
        return get_object_or_404(Engagement.objects.visible_to(user), public_id=checked(public_id))
    if kind == "entry":
        return get_object_or_404(LedgerEntry.objects.visible_to(user), public_id=checked(public_id))
    raise Http404("One-offs are work, or an entry.")
