"""Ledger entries: looking at one, booking, correcting and putting away."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.answers import FormPage, conflict_answer, form_answer, go_on, see_other
from accounts.gate import requires
from accounts.policy import Capability, can
from accounts.queries import the_firm
from accounts.record import Conflict
from accounts.shown_version import as_shown
from accounts.signed_in import colleague
from accounts.vocabulary import speak
from relationships.clients.asked_for import client_asked_for
from relationships.clients.models import Client
from relationships.engagements import entry_actions
from relationships.engagements.asked_for import ledger_entry_asked_for
from relationships.engagements.entry_forms import LedgerEntryForm
from relationships.engagements.history import entry_history
from relationships.engagements.models import Engagement, LedgerEntry
from relationships.engagements.rates import NoRate, TooMuch
from relationships.engagements.views import trail_to_work
from relationships.foundation.display.money import money
from relationships.foundation.firm_day import firm_day
from relationships.foundation.undo import offer_undo

REFUSALS = (NoRate, TooMuch)


@requires(Capability.SEE_FEES)
@require_safe
def ledger_entry_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """One amount of one invoice: what it says, where it came from, and what it said before."""
    entry, user = ledger_entry_asked_for(request, public_id), colleague(request)
    context = {
        "entry": entry,
        "base": the_firm().base_currency,
        "may_edit": can(user, Capability.EDIT_LEDGER),
        "changes": entry_history(user, entry, before=request.GET.get("before", "")),
        "trail": _trail(entry),
        "title": _title(entry),
    }
    return render(request, "engagements/ledger_entry.html", context)


@requires(Capability.EDIT_LEDGER)
@require_http_methods(["GET", "HEAD", "POST"])
def add_ledger_entry(request: HttpRequest, public_id: str) -> HttpResponse:
    """Book an amount for a client; `?work=` says for what."""
    client, user, base = client_asked_for(request, public_id), colleague(request), the_firm().base_currency
    work = _work_asked_for(request, client)
    form = LedgerEntryForm(
        request.POST or None, user=user, client=client, base=base, initial={**_usual(work), "currency": base}
    )
    if request.method == "POST" and form.is_valid():
        try:
            entry = entry_actions.add_ledger_entry(client=client, by=user, **form.changes())
        except REFUSALS as refused:
            form.explain(refused)
        else:
            messages.success(request, f"Booked {money(entry.amount, entry.currency)}.")
            return go_on(request, _where(client, entry.engagement))
    cancel = _where(client, work)
    page = FormPage("Book an entry", form, "Book entry", cancel=cancel, trail=trail_to_work(client))
    return form_answer(request, page)


@requires(Capability.EDIT_LEDGER)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_ledger_entry(request: HttpRequest, public_id: str) -> HttpResponse:
    """Correct an entry; what it said before stays in its history."""
    entry, user = ledger_entry_asked_for(request, public_id), colleague(request)
    here, base = reverse("ledger_entry_detail", args=[public_id]), the_firm().base_currency
    form = LedgerEntryForm(request.POST or None, user=user, client=entry.client, base=base, record=entry)
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            entry_actions.edit_ledger_entry(entry=entry, expected_version=version, changes=form.changes())
        except REFUSALS as refused:
            form.explain(refused)
        except Conflict as conflict:
            theirs = cast(LedgerEntry, conflict.current)
            cast(Any, theirs).base_amount = None if theirs.currency == base else theirs.base_amount
            return conflict_answer(request, form, theirs, cancel=here)
        else:
            messages.success(request, f"Saved {_title(entry)}.")
            return see_other(request, "ledger_entry_detail", public_id)
    lede = _IMPORTED.format(entry.source) if entry.source else ""
    trail = [*_trail(entry), (_title(entry), here)]
    page = FormPage(f"Correct {_title(entry)}", form, "Save entry", cancel=here, lede=lede, trail=trail)
    return form_answer(request, page)


@requires(Capability.EDIT_LEDGER)
@require_POST
def follow_register(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let imports change a corrected entry again; the strip on the next page keeps the correction after all."""
    entry = ledger_entry_asked_for(request, public_id)
    if entry.corrected_at is not None:
        as_shown(request, entry)
        entry_actions.follow_register(entry=entry)
        undo = reverse("keep_correction", args=[public_id])
        offer_undo(request, text=f"{_title(entry)} follows its register again", address=undo)
    return see_other(request, "ledger_entry_detail", public_id)


@requires(Capability.EDIT_LEDGER)
@require_POST
def keep_correction(request: HttpRequest, public_id: str) -> HttpResponse:
    """Imports leave the entry alone again; one that was entered by hand they never touch."""
    entry = ledger_entry_asked_for(request, public_id)
    if entry.source and entry.corrected_at is None:
        entry_actions.keep_correction(entry=entry)
        messages.success(request, f"{_title(entry)} stays as it is.")
    return see_other(request, "ledger_entry_detail", public_id)


@requires(Capability.EDIT_LEDGER)
@require_POST
def archive_ledger_entry(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take an entry out of every sum; the strip on the next page lets it count again."""
    entry = ledger_entry_asked_for(request, public_id)
    if entry.archived_at is None:
        as_shown(request, entry)
        entry_actions.archive_ledger_entry(entry=entry)
        undo = reverse("restore_ledger_entry", args=[public_id])
        offer_undo(request, text=f"Archived {_title(entry)}", address=undo)
    return see_other(request, "ledger_entry_detail", public_id)


@requires(Capability.EDIT_LEDGER)
@require_POST
def restore_ledger_entry(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let an archived entry count again."""
    entry = ledger_entry_asked_for(request, public_id)
    if entry.archived_at is not None:
        entry_actions.restore_ledger_entry(entry=entry)
        messages.success(request, f"{_title(entry)} counts again.")
    return see_other(request, "ledger_entry_detail", public_id)


_IMPORTED = "It came with the import “{}”. A later import of that register leaves what you correct here."


def _work_asked_for(request: HttpRequest, client: Client) -> Engagement | None:
    given = request.GET.get("work", "")
    rows = Engagement.objects.visible_to(colleague(request)).select_related("practice", "office", "partner")
    return rows.filter(client=client, public_id=given).first() if given.isascii() and given.isalnum() else None


def _usual(work: Engagement | None) -> dict[str, Any]:
    """What an entry says unless somebody says otherwise: today, and the place of its work."""
    names = ("practice", "office", "partner", "one_off")
    return {
        "booked_on": firm_day().on,
        "engagement": work,
        **({name: getattr(work, name) for name in names} if work else {}),
    }


def _where(client: Client, work: Engagement | None) -> str:
    if work is None:
        return reverse("client_work", args=[client.public_id])
    return reverse("engagement_detail", args=[work.public_id])


def _title(entry: LedgerEntry) -> str:
    """ "Fee INV-00012"."""
    return f"{speak(str(entry.get_kind_display()))} {entry.document}".strip()


def _trail(entry: LedgerEntry) -> list[tuple[str, str]]:
    work = entry.engagement
    return [*trail_to_work(entry.client), *([(work.name, _where(entry.client, work))] if work else [])]
