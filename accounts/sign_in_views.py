"""The sign-in library's forms, answering as ours do: 422 when what was sent can't be used."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from allauth.account import views as library
from django.http import HttpResponse

from accounts import first_key
from accounts.single_sign_on import provider_name


class Answers422:
    """A refused form is no success: scripts, proxies and password managers can tell."""

    def form_invalid(self, form: Any) -> HttpResponse:
        answer: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        if answer.status_code == HTTPStatus.OK:
            answer.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return answer


class SignInView(Answers422, library.LoginView):
    """E-mail and password; on a new installation, the way to the first administrator."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "is_first_run": first_key.is_open(), "provider": provider_name()}


class ReauthenticateView(Answers422, library.ReauthenticateView):
    """The password once more, before something that matters."""


class ChangePasswordView(Answers422, library.PasswordChangeView):
    """A new password for the old one."""


class ResetPasswordView(Answers422, library.PasswordResetView):
    """Ask for a link."""


class NewPasswordView(Answers422, library.PasswordResetFromKeyView):
    """A new password, for whoever holds the link."""
