"""The limit for gifts and hospitality: what a person and year needs no approval for, and what it was before."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from crispy_forms.layout import Div
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.answers import see_other
from accounts.fields import GatedCharField
from accounts.gate import requires
from accounts.policy import Capability
from accounts.record_form import RecordForm
from accounts.signed_in import colleague
from relationships.firm.settings_views import settings_tabs
from relationships.hospitality.gift_actions import set_gift_limit
from relationships.hospitality.gift_queries import currency, limit_in_force
from relationships.hospitality.models import GiftLimit

AMOUNT = "Enter an amount of 0 or more, such as 100."


class GiftLimitForm(RecordForm):
    """How much, and why."""

    amount = forms.DecimalField(
        label="Limit",
        min_value=Decimal(0),
        max_digits=10,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text="What one person may be given, and may give us, in a calendar year. With 0 everything is decided.",
        error_messages={"invalid": AMOUNT, "min_value": AMOUNT},
    )
    reason = GatedCharField(longest=300, label="Why", required=False)

    rows: ClassVar[tuple[Any, ...]] = (Div("amount", css_class="form-row"), "reason")


@requires(Capability.MANAGE_FIRM)
@require_http_methods(["GET", "HEAD", "POST"])
def gift_limit(request: HttpRequest) -> HttpResponse:
    """From when which limit held; a new one holds from now on."""
    money, now = currency(), limit_in_force()
    form = GiftLimitForm(request.POST or None, initial={"amount": now})
    form.fields["amount"].label = f"Limit, in {money}"
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["amount"] != now:
            set_gift_limit(by=colleague(request), **form.changes())
        messages.success(request, "Saved the limit. What is written down already stays as it is.")
        return see_other(request, "gift_limit")
    context = {
        "form": form,
        "tabs": settings_tabs("gift_limit"),
        "limits": GiftLimit.objects.select_related("set_by").order_by("-id")[:20],
        "currency": money,
    }
    return render(request, "firm/gift_limit.html", context, status=422 if form.errors else 200)
