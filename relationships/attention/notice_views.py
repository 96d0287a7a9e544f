"""Notices: what one is told, what is done about it, and how one wants to be told."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.answers import FormPage, form_answer, see_other
from accounts.gate import requires
from accounts.invitations import mail_is_sent
from accounts.policy import Capability
from accounts.signed_in import colleague
from relationships.attention import notice_actions
from relationships.attention.models import Notice, NoticeMail
from relationships.attention.notice_forms import NoticeChoiceForm
from relationships.attention.notice_lines import STATES, choice_of, notice_lines
from relationships.foundation.undo import offer_undo

SNOOZES = (1, 7)
MAILS_SHOWN = 14


@requires(Capability.SEE_CLIENTS)
@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """What waits; looking at it makes it seen."""
    user = colleague(request)
    state = request.GET.get("state", "")
    state = state if state in dict(STATES) else ""
    lines = notice_lines(user, state=state, kinds=choice_of(user).on_page)
    answer = render(
        request,
        "attention/notice_list.html",
        {
            "lines": lines,
            "state": state,
            "states": [(f"?state={key}" if key else "?", said, key == state) for key, said in STATES],
            "snoozes": SNOOZES,
        },
    )
    if request.method == "GET":
        notice_actions.see_notices(user=user, lines=lines)
    return answer


@requires(Capability.SEE_CLIENTS)
@require_safe
def notice_count(request: HttpRequest) -> JsonResponse:
    """How many notices nobody has looked at yet: what the bell says."""
    user = colleague(request)
    return JsonResponse({"count": len(notice_lines(user, state="new", kinds=choice_of(user).on_page))})


@requires(Capability.SEE_CLIENTS)
@require_POST
def settle_notice(request: HttpRequest, public_id: str) -> HttpResponse:
    """Done with."""
    notice = _notice(request, public_id)
    if notice_actions.settle_notice(notice=notice):
        offer_undo(request, text="Done with", address=reverse("reopen_notice", args=[public_id]))
    return see_other(request, "notice_list")


@requires(Capability.SEE_CLIENTS)
@require_POST
def snooze_notice(request: HttpRequest, public_id: str) -> HttpResponse:
    """Not before tomorrow, or in a week."""
    notice, days = _notice(request, public_id), request.POST.get("days", "1")
    chosen = int(days) if days.isdigit() and int(days) in SNOOZES else SNOOZES[0]
    notice_actions.snooze_notice(notice=notice, days=chosen)
    text = f"Snoozed for {chosen} day{'s' * (chosen > 1)}"
    offer_undo(request, text=text, address=reverse("reopen_notice", args=[public_id]))
    return see_other(request, "notice_list")


@requires(Capability.SEE_CLIENTS)
@require_POST
def reopen_notice(request: HttpRequest, public_id: str) -> HttpResponse:
    """It waits again."""
    notice_actions.reopen_notice(notice=_notice(request, public_id))
    return see_other(request, "notice_list")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def notice_choices(request: HttpRequest) -> HttpResponse:
    """Which kinds, on the page or by mail, and at which hour; and what was mailed."""
    user = colleague(request)
    form = NoticeChoiceForm(request.POST if request.method == "POST" else None, choice=choice_of(user))
    if request.method == "POST" and form.is_valid():
        notice_actions.choose_notices(user=user, **form.changes())
        messages.success(request, "Saved how you are told.")
        return see_other(request, "notice_choices")
    mails = NoticeMail.objects.filter(user=user).order_by("-on", "kind")[:MAILS_SHOWN]
    sent = ", ".join(f"{each.on:%-d %b} ({each.notices})" for each in mails)
    lede = f"Mailed lately: {sent}." if sent else "Nothing was mailed yet."
    lede = lede if mail_is_sent() else f"{lede} This installation has no mail set up: mail is only printed."
    page = FormPage(
        "How you are told",
        form,
        "Save choices",
        cancel=reverse("notice_list"),
        lede=lede,
        trail=[("Notices", reverse("notice_list"))],
    )
    return form_answer(request, page)


def _notice(request: HttpRequest, public_id: str) -> Notice:
    return get_object_or_404(Notice.objects.filter(user=colleague(request)), public_id=public_id)
