"""Signing in through the firm's own provider (OpenID Connect): it says who somebody is, we know whether they work here.

Nobody becomes a colleague that way. The provider's account is joined, once, to the colleague whose address it vouches for;
afterwards the provider's own number for them counts, whatever becomes of the address.
"""

from __future__ import annotations

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from accounts.models import User

PROVIDER = "firm"


def provider_name() -> str:
    """What the button on the sign-in page calls it; "" while none is set up."""
    return settings.OIDC_NAME if settings.OIDC_ISSUER else ""


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """Who comes from the provider is a colleague already, or stays outside."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Accounts are made by the firm's administrator."""
        return False

    def list_apps(self, request: HttpRequest, provider: str | None = None, client_id: str | None = None) -> list[Any]:
        """The one provider of the settings; none can be added in the database."""
        return super().list_apps(request, provider=provider, client_id=client_id) if settings.OIDC_ISSUER else []

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Join the provider's account to the colleague it vouches for."""
        if sociallogin.is_existing:
            return
        user = _vouched_for(sociallogin)
        if user is None:
            raise refused(
                request, "Your provider knows you, this firm does not yet. Ask an administrator to add your address."
            )
        sociallogin.connect(request, user)

    def on_authentication_error(self, request: HttpRequest, provider: Any, **told: Any) -> None:
        """One sentence on the sign-in page, whatever went wrong over there."""
        raise refused(request, "Signing in there did not work. Try once more, or use your password.")


def _vouched_for(sociallogin: Any) -> User | None:
    """The colleague with an address that the provider has made sure of."""
    for address in sociallogin.email_addresses:
        if address.verified or settings.OIDC_TRUSTS_ADDRESSES:
            found = User.objects.filter(email=address.email.strip().lower(), archived_at__isnull=True).first()
            if found is not None:
                return found
    return None


def refused(request: HttpRequest, why: str) -> ImmediateHttpResponse:
    """Back to the sign-in page with one sentence; to be raised."""
    messages.error(request, why)
    return ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login")))
