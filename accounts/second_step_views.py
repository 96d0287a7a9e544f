"""The second step of signing in: the library's pages with our answers, and an administrator's way out for a lost phone."""

from __future__ import annotations

import json
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.base import views as base
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from accounts.answers import see_other
from accounts.gate import asks_again, requires
from accounts.mfa_adapter import SecondStepAdapter
from accounts.models import User
from accounts.policy import Capability
from accounts.second_step import is_last_step, must_have_second_step, passkey_id, start_over
from accounts.sign_in_views import Answers422
from accounts.signed_in import colleague
from accounts.signed_in_places import sign_out_everywhere


class AsksTheDevice:
    """What the browser asks the device stands in the form, for the script that asks."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        asked = context.pop("js_data", None)
        return {**context, "options": json.dumps(asked) if asked else ""}


class AuthenticateView(AsksTheDevice, Answers422, base.AuthenticateView):
    """The second step, after the password."""


class ReauthenticateView(Answers422, base.ReauthenticateView):
    """A code once more, before something that matters."""


class ReauthenticatePasskeyView(AsksTheDevice, Answers422, webauthn.ReauthenticateWebAuthnView):
    """A passkey once more, before something that matters."""


class SecondStepView(base.IndexView):
    """What one has, and what one could set up."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        keys = [(passkey_id(key.instance), key) for key in context["authenticators"].get("webauthn", [])]
        return {**context, "keys": keys, "must": must_have_second_step(colleague(self.request))}


class ActivateAppView(Answers422, totp.ActivateTOTPView):
    """Set up an app that makes codes."""


class AddPasskeyView(AsksTheDevice, Answers422, webauthn.AddWebAuthnView):
    """Set up a passkey or security key."""


class SignInPasskeyView(webauthn.LoginWebAuthnView):
    """Signing in with a passkey alone."""


class OneOfMine:
    """The passkey that the address names, among one's own."""

    request: HttpRequest
    kwargs: dict[str, Any]

    def get_object(self) -> Authenticator:
        mine = Authenticator.objects.filter(user=colleague(self.request), type=Authenticator.Type.WEBAUTHN)
        found = next((each for each in mine if passkey_id(each) == self.kwargs["public_id"]), None)
        if found is None:
            raise Http404
        return found


class EditPasskeyView(Answers422, OneOfMine, webauthn.EditWebAuthnView):
    """Rename one."""


class RemovePasskeyView(OneOfMine, webauthn.RemoveWebAuthnView):
    """Take one off; whoever must have a second step keeps the last one."""

    def form_valid(self, form: Any) -> HttpResponse:
        if must_have_second_step(colleague(self.request)) and is_last_step(self.get_object()):
            messages.error(self.request, SecondStepAdapter.error_messages["cannot_delete_authenticator"])
            return see_other(self.request, "mfa_index")
        answer: HttpResponse = super().form_valid(form)
        return answer


@requires(Capability.MANAGE_FIRM)
@require_POST
@asks_again
def start_over_second_step(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a lost second step off a colleague, sign them out everywhere, and tell them."""
    user = get_object_or_404(User, public_id=public_id)
    if user.pk == colleague(request).pk:
        messages.error(request, "Nobody takes off their own second step here. Ask another administrator.")
    elif start_over(user=user):
        sign_out_everywhere(user, but="")
        if user.email:
            get_adapter(request).send_notification_mail("account/email/second_step_started_over", user)
        messages.success(
            request, f"{user.name} signs in with the password alone next time, and sets up a new second step."
        )
    else:
        messages.info(request, f"{user.name} has no second step.")
    return see_other(request, "colleague_detail", public_id)
