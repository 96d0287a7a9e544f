"""One's own tokens for programs."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.answers import FormPage, form_answer, see_other
from accounts.fields import GatedCharField
from accounts.gate import asks_again
from accounts.models import ApiToken
from accounts.record_form import RecordForm
from accounts.signed_in import colleague
from accounts.token_actions import MOST_TOKENS, TooMany, make_token, revoke_token
from accounts.tokens import Scope

SHOWN_ONCE = "api_token"
REVOKED_SHOWN = 20


class TokenForm(RecordForm):
    """What a program may do, and for how long."""

    name = GatedCharField(longest=80, label="Name", help_text="Which program it is for.")
    scope = forms.ChoiceField(
        label="It may",
        choices=[("read", "Read what you may read"), ("write", "Read and change what you may")],
        initial="read",
        widget=forms.RadioSelect,
    )
    days = forms.TypedChoiceField(
        label="Until",
        coerce=int,
        choices=[(7, "in a week"), (30, "in 30 days"), (90, "in 90 days"), (365, "in a year")],
        initial=90,
    )

    def scopes(self) -> list[Scope]:
        """Whoever may write may read."""
        return [Scope.READ, Scope.WRITE] if self.cleaned_data["scope"] == Scope.WRITE else [Scope.READ]


@login_required
@require_safe
@never_cache
def token_list(request: HttpRequest) -> HttpResponse:
    """Those that open something, and the last ones that don't any more."""
    mine = ApiToken.objects.filter(user=colleague(request)).order_by("-created_at")
    now = timezone.now()
    open_ones = mine.filter(archived_at__isnull=True, expires_at__gt=now)
    context = {
        "tokens": open_ones,
        "former": mine.exclude(pk__in=open_ones.values("pk"))[:REVOKED_SHOWN],
        "shown": request.session.pop(SHOWN_ONCE, ""),
    }
    return render(request, "accounts/tokens.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@asks_again
def add_token(request: HttpRequest) -> HttpResponse:
    """A new one, shown once."""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            _, token = make_token(user=colleague(request), name=given["name"], scopes=form.scopes(), days=given["days"])
        except TooMany:
            form.add_error(None, f"You have {MOST_TOKENS} tokens. Revoke one that you don't need.")
        else:
            request.session[SHOWN_ONCE] = token
            return see_other(request, "token_list")
    here = reverse("token_list")
    lede = "It sees and does no more than you. Whoever holds it works in your name."
    page = FormPage("Add a token", form, "Add the token", cancel=here, lede=lede, trail=[("Tokens", here)])
    return form_answer(request, page)


@login_required
@require_POST
def end_token(request: HttpRequest, public_id: str) -> HttpResponse:
    """Revoke one of one's own."""
    token = get_object_or_404(ApiToken, user=colleague(request), public_id=public_id)
    if token.archived_at is None:
        revoke_token(token=token)
    messages.success(request, f"Revoked {token.name}. It opens nothing any more.")
    return see_other(request, "token_list")
