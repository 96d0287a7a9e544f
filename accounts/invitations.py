"""Letting colleagues in: a link with which they choose a password, by mail or, without mail, to hand over."""

from __future__ import annotations

from allauth.account.forms import ResetPasswordForm, default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User

_STAYS_HERE = ("console", "dummy", "filebased")


def mail_is_sent() -> bool:
    """Whether mail leaves this machine; without EMAIL_URL it is only printed."""
    return not any(word in settings.EMAIL_BACKEND for word in _STAYS_HERE)


def sign_in_link(user: User) -> str:
    """A link that works once and ends when it is used, or after `PASSWORD_RESET_TIMEOUT`."""
    key = default_token_generator.make_token(user)
    address = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})
    return f"{settings.BASE_URL}{address}"


def invite(request: HttpRequest, user: User) -> str:
    """Mail the link, or answer it where no mail is sent; then it is shown once and kept nowhere."""
    if not mail_is_sent():
        return sign_in_link(user)
    form = ResetPasswordForm({"email": user.email or ""})
    if form.is_valid():
        form.save(request)
    return ""


def link_days() -> int:
    """For how many days a link works."""
    return int(settings.PASSWORD_RESET_TIMEOUT // 86_400)
