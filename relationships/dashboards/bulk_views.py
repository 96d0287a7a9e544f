"""Acting on many records of a list: the sheet that names the effect, the act, what it left, and taking it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.answers import go_on
from accounts.gate import check, requires
from accounts.policy import Capability
from accounts.record_form import RecordForm
from accounts.signed_in import colleague
from accounts.vocabulary import speak
from relationships.dashboards import bulk_actions, bulk_words
from relationships.dashboards.bulk_actions import AlreadyUndone
from relationships.dashboards.bulk_forms import form_for
from relationships.dashboards.bulk_plan import Plan, planned
from relationships.dashboards.bulk_selection import MOST, Selection, names_of, selection, visible
from relationships.dashboards.list_kinds import KINDS, ListKind
from relationships.dashboards.models import BulkChange, ListKey
from relationships.dashboards.pin_actions import TooManyPins
from relationships.dashboards.shelf import MOST_PINS
from relationships.foundation.undo import offer_undo

Act = BulkChange.Act
LEFT_SHOWN = 200
WRITES: dict[str, str] = {ListKey.ALUMNI: "write_to_alumni", ListKey.PEOPLE: "invite_people"}
"""The pages where those of a list are written to."""
COMPARES: dict[str, str] = {ListKey.CLIENTS: "merge_clients", ListKey.PEOPLE: "merge_people"}
"""The pages where those of a list are compared, to be merged."""
MOST_COMPARED = 11
NEEDS: dict[str, dict[str, Capability]] = {
    ListKey.CLIENTS: dict.fromkeys((Act.OWNER, Act.TEAM, Act.ARCHIVE, Act.RESTORE), Capability.EDIT_CLIENTS),
    ListKey.PEOPLE: dict.fromkeys((Act.ARCHIVE, Act.RESTORE), Capability.EDIT_PEOPLE),
    ListKey.ALUMNI: dict.fromkeys((Act.OWNER, Act.ARCHIVE, Act.RESTORE), Capability.EDIT_ALUMNI),
    ListKey.ENGAGEMENTS: dict.fromkeys((Act.OWNER, Act.ARCHIVE, Act.RESTORE), Capability.EDIT_CLIENTS),
}
"""Which acts a list offers besides pinning and exporting, and what they ask for."""


@requires(Capability.SEE_CLIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def bulk_clients(request: HttpRequest) -> HttpResponse:
    """Assign, add to the team, archive, bring back, compare, pin or export many clients."""
    return _bulk(request, ListKey.CLIENTS)


@requires(Capability.SEE_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
def bulk_people(request: HttpRequest) -> HttpResponse:
    """Archive, bring back, compare, pin or export many people."""
    return _bulk(request, ListKey.PEOPLE)


@requires(Capability.SEE_ALUMNI)
@require_http_methods(["GET", "HEAD", "POST"])
def bulk_alumni(request: HttpRequest) -> HttpResponse:
    """Set the keeper of, archive, bring back, pin or export many alumni."""
    return _bulk(request, ListKey.ALUMNI)


@requires(Capability.SEE_CLIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def bulk_engagements(request: HttpRequest) -> HttpResponse:
    """Set who leads, archive, bring back or export much work."""
    return _bulk(request, ListKey.ENGAGEMENTS)


@requires(Capability.SEE_CLIENTS)
@require_safe
def bulk_change(request: HttpRequest, public_id: str) -> HttpResponse:
    """What an act on many records did, and what it left as it was, with the reason."""
    change = _own(request, public_id)
    seen = names_of(change.list_key, colleague(request), [pk for pk, _ in change.left])
    left = [(seen[pk], reason) for pk, reason in change.left if pk in seen]
    kind = KINDS[change.list_key]
    page = {
        "change": change,
        "kind": kind,
        "done": kind.counted(len(change.done)),
        "left": left[:LEFT_SHOWN],
        "left_words": kind.counted(len(left)),
        "more": max(0, len(left) - LEFT_SHOWN),
        "back": f"{kind.address}?{change.query or 'view=all'}",
    }
    return render(request, "dashboards/bulk_change.html", page)


@requires(Capability.SEE_CLIENTS)
@require_POST
def undo_bulk_change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take it back, but for what somebody has saved since."""
    change = _own(request, public_id)
    kind = KINDS[change.list_key]
    if needed := NEEDS[change.list_key].get(change.act):
        check(request.user, needed)
    try:
        undone = bulk_actions.undo_change(change=change, by=colleague(request))
    except AlreadyUndone:
        messages.info(request, "This was taken back before.")
    else:
        messages.success(request, f"Taken back for {kind.counted(undone.count)}.")
        if undone.left:
            messages.warning(request, f"{kind.counted(undone.left)} stayed as they are: somebody has saved them since.")
    return go_on(request, f"{kind.address}?{change.query or 'view=all'}")


def _bulk(request: HttpRequest, list_key: ListKey) -> HttpResponse:
    data, user = request.POST if request.method == "POST" else request.GET, colleague(request)
    act, chosen = data.get("act", ""), selection(data, user, list_key)
    if act == "export" and (chosen.ids or chosen.everything):
        return _elsewhere(request, chosen, f"export_{chosen.list_key}")
    if act == "write" and list_key in WRITES and (chosen.ids or chosen.everything):
        return _elsewhere(request, chosen, WRITES[list_key])
    if act == "merge" and list_key in COMPARES:
        return _compared(request, chosen)
    if act not in _acts(list_key) or not chosen.ids or chosen.too_many:
        return _refused(request, list_key, chosen)
    if act in NEEDS[list_key]:
        check(user, NEEDS[list_key][act])
    form = form_for(list_key, act, data if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _sheet(request, chosen, act, form)
    given = form.changes()
    plan = planned(user, chosen, act, colleague=given.get("colleague"), role=given.get("role", ""))
    if data.get("expected", str(chosen.count)) != str(chosen.count):
        form.add_error(None, f"The list has changed: it is {KINDS[list_key].counted(chosen.count)} now. Look again.")
        return _sheet(request, chosen, act, form)
    return _do(request, plan, chosen, form)


def _acts(list_key: str) -> set[str]:
    """Work is not pinned: its client is."""
    return set(NEEDS[list_key]) | (set() if list_key == ListKey.ENGAGEMENTS else {Act.PIN})


def _do(request: HttpRequest, plan: Plan, chosen: Selection, form: RecordForm) -> HttpResponse:
    """Change what can be changed, and go back to the list, or to the list of what was left."""
    words = bulk_words.done_words(plan)
    try:
        change = bulk_actions.change_many(user=colleague(request), plan=plan, words=words)
    except TooManyPins:
        form.add_error(None, f"At most {MOST_PINS} pins fit. Select fewer, or unpin some.")
        return _sheet(request, chosen, plan.act, form)
    if change.done:
        offer_undo(request, text=words, address=reverse("undo_bulk_change", args=[change.public_id]))
    if plan.left:
        return go_on(request, reverse("bulk_change", args=[change.public_id]))
    return go_on(request, f"{KINDS[plan.list_key].address}?{chosen.query or 'view=all'}")


def _sheet(request: HttpRequest, chosen: Selection, act: str, form: RecordForm) -> HttpResponse:
    """The question, with the effect in it: what will change, what will not, and why."""
    user, key = colleague(request), chosen.list_key
    # Before a colleague is chosen only what nobody may change can be told.
    plan = planned(user, chosen, act) if act != Act.OWNER else planned(user, chosen, Act.TEAM)
    seen = names_of(key, user, [pk for pk, _ in plan.left[:LEFT_SHOWN]])
    page: dict[str, Any] = {
        "kind": KINDS[key],
        "act": act,
        "chosen": chosen,
        "form": form,
        "title": bulk_words.question(act, chosen.count, key),
        "effect": bulk_words.effect(act, key),
        "button": bulk_words.button(act, len(plan.will_change), key),
        "nothing": not plan.will_change,
        "left": [(seen[pk], reason) for pk, reason in plan.left[:LEFT_SHOWN] if pk in seen],
        "left_words": KINDS[key].counted(len(plan.left)),
        "address": request.path,
        "back": f"{KINDS[key].address}?{chosen.query or 'view=all'}",
    }
    return _answer(request, page, 422 if form.errors else 200)


def _compared(request: HttpRequest, chosen: Selection) -> HttpResponse:
    """The page where they stand side by side; the first one in the list stays, unless somebody says otherwise there."""
    found = visible(chosen.list_key, colleague(request)).in_bulk(chosen.ids[: MOST_COMPARED + 1])
    if not 2 <= len(found) <= MOST_COMPARED:
        many = speak(KINDS[chosen.list_key].many)
        return _refused(request, chosen.list_key, chosen, problem=f"Tick 2 to {MOST_COMPARED} {many} to compare them.")
    first, *others = (found[pk].public_id for pk in chosen.ids if pk in found)
    query = urlencode([("with", each) for each in others])
    return _go(request, f"{reverse(COMPARES[chosen.list_key], args=[first])}?{query}")


def _refused(request: HttpRequest, list_key: str, chosen: Selection, *, problem: str = "") -> HttpResponse:
    """Nothing selected, too much, or an act that this list does not have."""
    kind = KINDS[list_key]
    if not problem:
        problem = _why_refused(kind, chosen)
    page = {"kind": kind, "problem": problem, "back": f"{kind.address}?{chosen.query or 'view=all'}"}
    return _answer(request, page, 422 if request.method == "POST" else 200)


def _why_refused(kind: ListKind, chosen: Selection) -> str:
    problem = speak(f"Nothing is selected. Tick {kind.many} in the list, then choose what to do.")
    if chosen.too_many:
        problem = speak(f"At most {MOST:,} {kind.many} can be changed at once. Narrow the list first.")
    elif chosen.ids:
        problem = "Choose what to do with them: one of the buttons under the list."
    return problem


def _answer(request: HttpRequest, page: dict[str, Any], status: int) -> HttpResponse:
    fragment = bool(getattr(request, "htmx", False))
    template = "dashboards/_bulk_sheet.html" if fragment else "dashboards/bulk.html"
    return render(request, template, page, status=status)


def _elsewhere(request: HttpRequest, chosen: Selection, name: str) -> HttpResponse:
    """The page or file `name` of what was selected: an address of its own."""
    query = [] if chosen.everything else [("pick", each) for each in chosen.picked]
    parts = [part for part in (chosen.query, urlencode(query)) if part]
    return _go(request, f"{reverse(name)}?{'&'.join(parts)}")


def _go(request: HttpRequest, address: str) -> HttpResponse:
    if getattr(request, "htmx", False):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _own(request: HttpRequest, public_id: str) -> BulkChange:
    return get_object_or_404(BulkChange, user=colleague(request), public_id=public_id)
