"""Logging a touchpoint: the log line (page and dialog), what it understood so far, and the form with every field."""

from __future__ import annotations

import json
from datetime import date
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.answers import SeeOther
from accounts.gate import requires
from accounts.models import User
from accounts.policy import Capability
from accounts.signed_in import colleague
from relationships.clients.models import Client
from relationships.foundation.display.days import day as said_day
from relationships.foundation.firm_day import firm_day
from relationships.foundation.special_notice import special_notice, tell_of_special
from relationships.foundation.undo import offer_undo
from relationships.interactions import actions
from relationships.interactions.forms import TouchpointForm
from relationships.interactions.log_line_form import LogLineForm
from relationships.interactions.log_page import log_page, next_address, token_of, understood
from relationships.interactions.models import Interaction
from relationships.interactions.planned_actions import CannotSeeClient, plan_touch
from relationships.interactions.queries.naming import Sort
from relationships.interactions.queries.timeline import entries
from relationships.interactions.quick_line_words import fold
from relationships.interactions.saved_values import FormValues, line_values
from relationships.interactions.sentences import titled

TITLE = "Log a touchpoint"


@requires(Capability.LOG_INTERACTIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def log_interaction(request: HttpRequest) -> HttpResponse:
    """One line of typing, saved as a touchpoint; or the same in a form with every field."""
    user = colleague(request)
    if request.method != "POST":
        log = LogLineForm(request.GET, user=user)
        return _every_field(request, log) if "plain" in request.GET else _log_answer(request, log, with_errors=False)
    if request.POST.get("form") == "plain":
        return _plain(request, user)
    log = LogLineForm(request.POST, user=user)
    if "plain" in request.POST:
        return _every_field(request, log)
    if "plan" in request.POST and not log.is_valid() and log.plan_on:
        return _planned(request, user, log, log.plan_on)
    if "check" in request.POST or not log.is_valid():
        return _log_answer(request, log, with_errors="check" not in request.POST)
    return _saved(request, user, log)


@requires(Capability.LOG_INTERACTIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def parse_log_line(request: HttpRequest) -> HttpResponse:
    """What a line says so far. Nothing is saved; POST only keeps what is typed out of addresses and logs."""
    log = LogLineForm(request.POST if request.method == "POST" else request.GET, user=colleague(request))
    return render(request, "interactions/_log_understood.html", {"page": understood(log)})


def _log_answer(request: HttpRequest, log: LogLineForm, *, with_errors: bool) -> HttpResponse:
    page = log_page(request, log, colleague(request), with_errors=with_errors)
    template = "interactions/_log_form.html" if page.in_dialog else "interactions/log.html"
    context = {"page": page, "form": log if page.errors else None}
    return render(request, template, context, status=422 if page.errors else 200)


def _every_field(request: HttpRequest, log: LogLineForm) -> HttpResponse:
    """The form with every field, filled with what the line says."""
    log.is_valid()
    values: FormValues = line_values(log)
    form = TouchpointForm(user=log.user, initial=values.initial, decided=values.decided)
    return _plain_answer(request, form)


def _plain(request: HttpRequest, user: User) -> HttpResponse:
    form = TouchpointForm(request.POST, user=user)
    return _saved(request, user, form) if form.is_valid() else _plain_answer(request, form)


def _plain_answer(request: HttpRequest, form: TouchpointForm) -> HttpResponse:
    in_dialog = bool(getattr(request, "htmx", False))
    template = "interactions/_touchpoint_form.html" if in_dialog else "interactions/touchpoint_form.html"
    context = {
        "form": form,
        "title": TITLE,
        "action": reverse("log_interaction"),
        "cancel": next_address(request) or "/",
        "token": request.POST.get("form_token") or str(uuid4()),
        "next": next_address(request),
        "in_dialog": in_dialog,
        "trail": [("The log line", reverse("log_interaction"))],
    }
    return render(request, template, context, status=422 if form.errors else 200)


def _saved(request: HttpRequest, user: User, form: TouchpointForm) -> HttpResponse:
    assert form.touch is not None
    touch = actions.log_interaction(
        user=user,
        touch=form.touch,
        participants=form.participants,
        form_token=token_of(request.POST, user),
        promise=form.new_promise,
    )
    return logged(request, touch, f"Logged: {titled(touch.kind, _named(form))}")


def _planned(request: HttpRequest, user: User, log: LogLineForm, day: date) -> HttpResponse:
    """What is still to come goes on the colleague's days; of several clients to the first."""
    client = Client.objects.visible_to(user).get(pk=log.reading.chosen(Sort.CLIENT)[0].pk)
    title = titled(log.given("kind") or log.reading.line.kind or Interaction.Kind.MEETING.value, _named(log))
    about = log.given("summary") or log.said()
    reason = f"{title[:1].upper()}{title[1:]}" + (f": {about.splitlines()[0]}" if about else "")
    try:
        planned = plan_touch(user=user, client=client, colleague=log.for_colleague, due_on=day, reason=reason[:300])
    except CannotSeeClient:
        log.add_error("on", "Somebody else must do this. Plan it on another colleague's day.")
        return _log_answer(request, log, with_errors=True)
    undo = reverse("withdraw_planned_touch", args=[planned.public_id])
    text = f"Planned for {said_day(planned.due_on, firm_day().on)}: {planned.reason}"
    if not getattr(request, "htmx", False):
        offer_undo(request, text=text, address=undo)
        return SeeOther(next_address(request) or reverse("planned_list"))
    response = render(request, "components/undo.html", {"text": text, "address": undo})
    response["HX-Trigger"] = json.dumps({"dialog:close": True})
    return response


def _named(form: TouchpointForm) -> list[str]:
    """The people of the form, new ones too, by name; without any its clients."""
    people = [each.name for each in form.reading.chosen(Sort.PERSON)] + [new.name for new in form.reading.new_people]
    return sorted(people, key=fold) or [choice.name for choice in form.reading.chosen(Sort.CLIENT)]


def logged(request: HttpRequest, touch: Interaction, text: str) -> HttpResponse:
    """The answer to a touchpoint that was saved: the strip that undoes it, and a word to whatever shows scores."""
    undo = reverse("undo_interaction", args=[touch.public_id])
    if not getattr(request, "htmx", False):
        offer_undo(request, text=text, address=undo)
        tell_of_special(request, touch.summary)
        return SeeOther(next_address(request) or reverse("interaction_detail", args=[touch.public_id]))
    said = ". ".join(filter(None, [text, special_notice(touch.summary)]))
    response = render(request, "components/undo.html", {"text": said, "address": undo})
    response["HX-Trigger"] = json.dumps({"dialog:close": True, "touch-logged": {"id": touch.public_id}})
    return response


def title_of(touch: Interaction, user: User) -> str:
    """What it was and with whom, as far as `user` may know: "call with Ana Ruiz"."""
    entry = entries(user, [touch.pk], undone=True)[0]
    return titled(touch.kind, [each.name for each in entry.people or entry.clients])
