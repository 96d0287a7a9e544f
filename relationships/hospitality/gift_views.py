"""The register of gifts and hospitality: the list, writing down, deciding, and the file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.answers import FormPage, conflict_answer, form_answer, see_other
from accounts.gate import requires
from accounts.policy import Capability
from accounts.record import Conflict
from accounts.shown_version import as_shown
from accounts.signed_in import colleague
from accounts.text import TextError, clean_text
from accounts.vocabulary import speak
from relationships.contacts.asked_for import person_asked_for
from relationships.foundation.special_notice import tell_of_special
from relationships.foundation.table_response import table_response
from relationships.foundation.undo import offer_undo
from relationships.hospitality import gift_actions
from relationships.hospitality.gift_actions import NotYours
from relationships.hospitality.gift_forms import GiftForm
from relationships.hospitality.gift_list import gift_filters, gift_list_answer
from relationships.hospitality.gift_queries import currency, gift_rows, limit_in_force, register
from relationships.hospitality.models import Gift
from relationships.hospitality.person_clients import clients_of_person

METHODS = ["GET", "HEAD", "POST"]
HEADER = [
    *("Day", "Person", "Client", "Direction", "Kind", "What", "Worth", "Currency"),
    *("Person's year", "Colleague", "State", "Decided by", "Why"),
]
CHUNK = 500
DECIDES = "a partner or an administrator decides"
OWN = "You gave, received or wrote this down yourself. Another partner or administrator decides."


@requires(Capability.SEE_PEOPLE)
@require_safe
def gift_list(request: HttpRequest) -> HttpResponse:
    """What changed hands in a year, and what waits for a decision."""
    return gift_list_answer(request)


@requires(Capability.SEE_PEOPLE)
@require_safe
def export_gifts(request: HttpRequest) -> HttpResponseBase:
    """The same rows as a file, by the same filters."""
    user = colleague(request)
    rows = register(user, gift_filters(request.GET))

    def lines() -> Iterator[list[Any]]:
        money = currency()
        for start in range(0, rows.count(), CHUNK):
            for row in gift_rows(user, rows[start : start + CHUNK]):
                yield _line(row.gift, row.year_total, money)

    return table_response(request, "gifts.csv", HEADER, lines())


def _line(gift: Gift, year_total: Any, money: str) -> list[Any]:
    client, decided = gift.client.name if gift.client else "", gift.decided_by.name if gift.decided_by else ""
    sort = [gift.get_direction_display(), gift.get_kind_display(), gift.what]
    who = [gift.colleague.name, "Put away" if gift.archived_at else gift.get_state_display(), decided, gift.decided_why]
    return [gift.occurred_on, gift.person.name, client, *sort, gift.value, money, year_total, *who]


@requires(Capability.EDIT_PEOPLE)
@require_http_methods(METHODS)
def add_gift(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write down what changed hands with a person."""
    user, person = colleague(request), person_asked_for(request, public_id)
    money = currency()
    form = GiftForm(request.POST or None, user=user, clients=clients_of_person(user, person), currency=money)
    if request.method == "POST" and form.is_valid():
        made = gift_actions.add_gift(by=user, person=person, **form.changes())
        undo = reverse("archive_gift", args=[made.public_id])
        offer_undo(request, text=f"In the register: {made.what}, {person.name}", address=undo)
        _tell_of_the_limit(request, made)
        tell_of_special(request, made.what)
        return see_other(request, "gift_list")
    lede = f"Over {limit_in_force():,.2f} {money} a person and year, {DECIDES}."
    here = reverse("guest_book", args=[public_id])
    trail = [("Gifts", reverse("gift_list"))]
    return form_answer(
        request, FormPage(f"A gift: {person.name}", form, "Write it down", cancel=here, lede=speak(lede), trail=trail)
    )


@requires(Capability.EDIT_PEOPLE)
@require_http_methods(METHODS)
def edit_gift(request: HttpRequest, public_id: str) -> HttpResponse:
    """A slip of the pen. Another worth is weighed anew."""
    user, gift = colleague(request), _asked_for(request, public_id)
    clients, here = clients_of_person(user, gift.person), reverse("gift_list")
    form = GiftForm(request.POST or None, record=gift, user=user, clients=clients, currency=currency())
    if request.method == "POST" and form.is_valid():
        version, changes = form.cleaned_data["version"], form.changes()
        try:
            gift_actions.edit_gift(by=user, gift=gift, expected_version=version, changes=changes)
        except Conflict as conflict:
            return conflict_answer(request, form, conflict.current, cancel=here)
        messages.success(request, "Saved the entry.")
        tell_of_special(request, form.cleaned_data.get("what"))
        return see_other(request, "gift_list")
    trail = [("Gifts", here)]
    return form_answer(request, FormPage(f"A gift: {gift.person.name}", form, "Save", cancel=here, trail=trail))


@requires(Capability.APPROVE_GIFTS)
@require_POST
def approve_gift(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let it be."""
    return _decide(request, public_id, approve=True)


@requires(Capability.APPROVE_GIFTS)
@require_POST
def refuse_gift(request: HttpRequest, public_id: str) -> HttpResponse:
    """It is to be declined or given back."""
    return _decide(request, public_id, approve=False)


@requires(Capability.APPROVE_GIFTS)
@require_POST
def undecide_gift(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take the decision back."""
    gift = _asked_for(request, public_id)
    try:
        gift_actions.undecide_gift(by=colleague(request), gift=gift)
    except NotYours:
        raise PermissionDenied(speak(OWN)) from None
    messages.success(request, "It waits again.")
    return see_other(request, "gift_list")


def _decide(request: HttpRequest, public_id: str, *, approve: bool) -> HttpResponse:
    gift = _asked_for(request, public_id)
    try:
        why = clean_text(request.POST.get("why", ""), max_length=300)
    except TextError as problem:
        messages.error(request, str(problem))
        return see_other(request, "gift_list")
    as_shown(request, gift)
    try:
        gift_actions.decide_gift(by=colleague(request), gift=gift, approve=approve, why=why)
    except NotYours:
        raise PermissionDenied(speak(OWN)) from None
    except Conflict:
        messages.info(request, "It waits for no decision any more.")
        return see_other(request, "gift_list")
    text = f"{'Approved' if approve else 'Refused'}: {gift.what}"
    offer_undo(request, text=text, address=reverse("undecide_gift", args=[public_id]))
    return see_other(request, "gift_list")


@requires(Capability.EDIT_PEOPLE)
@require_POST
def archive_gift(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put an entry away; the strip on the next page brings it back."""
    gift = _asked_for(request, public_id)
    if gift.archived_at is None:
        as_shown(request, gift)
        gift_actions.archive_gift(gift=gift, expected_version=gift.version)
        offer_undo(request, text=f"Put away: {gift.what}", address=reverse("restore_gift", args=[public_id]))
    return see_other(request, "gift_list")


@requires(Capability.EDIT_PEOPLE)
@require_POST
def restore_gift(request: HttpRequest, public_id: str) -> HttpResponse:
    """Bring an entry back."""
    gift = _asked_for(request, public_id)
    if gift.archived_at is not None:
        _tell_of_the_limit(request, gift_actions.restore_gift(by=colleague(request), gift=gift))
        messages.success(request, "Back in the register.")
    return see_other(request, "gift_list")


def _tell_of_the_limit(request: HttpRequest, gift: Gift) -> None:
    if gift.state == Gift.State.WAITING:
        over = f"{gift.total:,.2f} {currency()} in {gift.occurred_on.year} is over the limit of {gift.limit:,.2f}"
        messages.warning(request, speak(f"{over}: {DECIDES}."))


def _asked_for(request: HttpRequest, public_id: str) -> Gift:
    rows = Gift.objects.visible_to(colleague(request)).select_related("person", "client", "colleague")
    found: Gift = get_object_or_404(rows, public_id=public_id)
    return found
