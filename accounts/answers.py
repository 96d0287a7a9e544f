"""How a page answers a form: 303 after a save, 422 with what was typed, 409 with both versions."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.conflict import differences
from accounts.queries import last_saved_by
from accounts.record import Record
from accounts.record_form import RecordForm


class SeeOther(HttpResponseRedirect):
    """303: the save is done, look here now. Reloading that page sends nothing again."""

    status_code = 303


@dataclass(frozen=True)
class FormPage:
    """Everything templates/components/form_page.html needs."""

    title: str
    form: RecordForm
    submit: str
    cancel: str
    lede: str = ""
    trail: list[tuple[str, str]] = field(default_factory=list)
    hints: bool = False
    """Keep a place (`#hints`) for a fragment that comments on what is typed."""
    hint: str = ""
    """What stands there at once: that fragment, drawn."""


def see_other(request: HttpRequest, name: str, *arguments: str, fragment: str = "") -> HttpResponse:
    """Go on to the page `name`: 303, or `HX-Redirect` when htmx asked."""
    address = reverse(name, args=arguments) + (f"#{fragment}" if fragment else "")
    return go_on(request, address)


def go_on(request: HttpRequest, address: str) -> HttpResponse:
    """Go on to `address` (already known to be ours)."""
    if getattr(request, "htmx", False):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return SeeOther(address)


def own_address(request: HttpRequest) -> str:
    """The page that a form names as `next`, if it is one of ours; else the first page."""
    return ours(request.POST.get("next", ""))


def ours(address: str) -> str:
    """`address` if it leads to a page of ours; else the first page."""
    is_ours = url_has_allowed_host_and_scheme(address, allowed_hosts=None) and address.startswith("/")
    return address if is_ours else "/"


def form_answer(request: HttpRequest, page: FormPage) -> HttpResponse:
    """The form as a page: 200 to fill in, 422 when what was sent can't be saved."""
    status = 422 if page.form.is_bound and page.form.errors else 200
    return render(request, "components/form_page.html", {"page": page, "form": page.form}, status=status)


def conflict_answer(request: HttpRequest, form: RecordForm, current: Record, *, cancel: str) -> HttpResponse:
    """409: both versions, one choice a field; what is picked goes to the same address again."""
    them = last_saved_by(current)
    context = {
        "record": str(current),
        "their_name": them.name if them else "",
        "changed_at": current.updated_at,
        "action": request.get_full_path(),
        "version": current.version,
        "cancel": cancel,
        "rows": differences(form, current),
    }
    return render(request, "components/conflict.html", context, status=409)
