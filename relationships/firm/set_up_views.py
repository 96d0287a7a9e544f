"""The first run: five questions, a page each, every one of which may be skipped and answered later."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.admin_actions import AddressTaken, add_colleague
from accounts.answers import conflict_answer, see_other
from accounts.firm_actions import edit_firm, finish_set_up
from accounts.gate import requires
from accounts.invitations import invite, link_days, mail_is_sent
from accounts.policy import Capability
from accounts.queries import the_firm
from accounts.record import Conflict
from accounts.record_form import RecordForm
from accounts.signed_in import colleague
from accounts.vocabulary import speak
from relationships.firm.actions import CurrencyInUse, ledger_holds_amounts, save_firm
from relationships.firm.forms import GoalForm, InvitationForm, SetUpFirmForm, WordsForm
from relationships.imports.sample import own_clients
from relationships.scoring.repeat_policy import current_policy, policy_versions
from relationships.scoring.repeat_policy_actions import PolicyMoved, save_policy

# URL name, question.
QUESTIONS = (
    ("set_up_firm", "Who are you?"),
    ("set_up_words", "Which words do you use?"),
    ("set_up_goal", "How much should come back?"),
    ("set_up_clients", "Where are your clients now?"),
    ("set_up_invite", "Who else should be here?"),
)
METHODS = ["GET", "HEAD", "POST"]
_LINK = "invitation"


@requires(Capability.MANAGE_FIRM)
@require_safe
def set_up(request: HttpRequest) -> HttpResponse:
    """The first question."""
    return see_other(request, QUESTIONS[0][0])


@requires(Capability.MANAGE_FIRM)
@require_http_methods(METHODS)
def set_up_firm(request: HttpRequest) -> HttpResponse:
    """Name, money, time."""
    form = SetUpFirmForm(request.POST or None, record=the_firm(), currency_is_fixed=ledger_holds_amounts())
    if request.method == "POST" and form.is_valid():
        try:
            save_firm(by=colleague(request), expected_version=form.cleaned_data["version"], changes=form.changes())
        except CurrencyInUse:
            form.add_error("base_currency", "The ledger holds amounts by now. Keep the currency.")
        except Conflict as conflict:
            return conflict_answer(request, form, conflict.current, cancel=request.path)
        else:
            return see_other(request, _after("set_up_firm"))
    return _question(request, "set_up_firm", form, "Save and go on")


@requires(Capability.MANAGE_FIRM)
@require_http_methods(METHODS)
def set_up_words(request: HttpRequest) -> HttpResponse:
    """Clients or donors."""
    form = WordsForm(request.POST or None, record=the_firm())
    if request.method == "POST" and form.is_valid():
        try:
            edit_firm(expected_version=form.cleaned_data["version"], changes=form.changes())
        except Conflict as conflict:
            return conflict_answer(request, form, conflict.current, cancel=request.path)
        return see_other(request, _after("set_up_words"))
    return _question(request, "set_up_words", form, "Save and go on")


@requires(Capability.MANAGE_FIRM)
@require_http_methods(METHODS)
def set_up_goal(request: HttpRequest) -> HttpResponse:
    """The share of business that should come back."""
    last = policy_versions()[0].number
    form = GoalForm(request.POST or None, policy=current_policy(), last_version=last)
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"] or 0
            save_policy(
                by=colleague(request),
                expected_version=version,
                reason="Chosen while setting up.",
                changes=form.policy_changes(),
            )
        except PolicyMoved:
            form.add_error(None, "Somebody saved another goal in the meantime. Open this page again.")
        else:
            return see_other(request, _after("set_up_goal"))
    return _question(request, "set_up_goal", form, "Save and go on")


@requires(Capability.MANAGE_FIRM)
@require_safe
def set_up_clients(request: HttpRequest) -> HttpResponse:
    """Bring a list, look around with sample data, or later."""
    more = {"own": own_clients(), "has_sample": the_firm().sample_since is not None}
    return _question(request, "set_up_clients", None, "", **more)


@requires(Capability.MANAGE_FIRM)
@require_http_methods(METHODS)
def set_up_invite(request: HttpRequest) -> HttpResponse:
    """Let colleagues in, one at a time."""
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = add_colleague(**form.changes())
        except AddressTaken:
            form.add_error("email", "Another colleague has this address. Choose another one.")
        else:
            link = invite(request, user)
            if link:
                request.session[_LINK] = {"name": user.name, "link": link}
            messages.success(request, f"Added {user.name}." if link else f"Sent a link to {user.email}.")
            return see_other(request, "set_up_invite")
    shown = request.session.pop(_LINK, None) if request.method == "GET" else None
    more = {"shown": shown, "days": link_days(), "mail": mail_is_sent()}
    return _question(request, "set_up_invite", form, "Invite", **more)


@requires(Capability.MANAGE_FIRM)
@require_POST
def end_set_up(request: HttpRequest) -> HttpResponse:
    """Ask no more, and go to the first page."""
    finish_set_up()
    messages.success(request, "You are set up. Everything you answered, or skipped, is in Settings.")
    return see_other(request, "home")


def _after(name: str) -> str:
    names = [each for each, _ in QUESTIONS]
    return names[names.index(name) + 1]


def _question(request: HttpRequest, name: str, form: RecordForm | None, submit: str, **more: Any) -> HttpResponse:
    names = [each for each, _ in QUESTIONS]
    number = names.index(name)
    context = {
        "name": name,
        "number": number + 1,
        "questions": [(reverse(each), speak(words), at < number) for at, (each, words) in enumerate(QUESTIONS)],
        "title": speak(QUESTIONS[number][1]),
        "form": form,
        "submit": submit,
        "back": reverse(names[number - 1]) if number else "",
        "skip": reverse(names[number + 1]) if number + 1 < len(names) else "",
        **more,
    }
    return render(request, "firm/set_up.html", context, status=422 if form is not None and form.errors else 200)
