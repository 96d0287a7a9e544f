"""Codes and passkeys as they are sent: bounded, used once, and never more than a refusal when they are nonsense."""

from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as codes
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as library
from django import forms
from django.core.cache import cache

from accounts.fields import GatedCharField

LONGEST = 20_000
# The library reads bytes that anybody may have made up, and names only some of what can be wrong with them.
_NONSENSE = (TypeError, ValueError, LookupError, AttributeError, RecursionError, OverflowError, AssertionError)


CODE_SECONDS = 120
"""Longer than any code is good for."""


class _OnceOnly(codes.BaseAuthenticateForm):
    """A code opens one door once: whoever read it over a shoulder is late."""

    code = forms.CharField(
        label="Code",
        max_length=20,
        help_text="Six digits of your app, or one of your recovery codes.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
    )

    def clean_code(self) -> str:
        code: str = super().clean_code()
        digits = "".join(letter for letter in code if letter.isalnum())
        if not cache.add(f"second-step-used-{self.user.pk}-{digits}", "y", timeout=CODE_SECONDS):
            raise _refused()
        return code


class CodeForm(_OnceOnly, codes.AuthenticateForm):
    """The code, as the second step."""


class ReauthenticateCodeForm(_OnceOnly, codes.ReauthenticateForm):
    """The code, before something that matters."""


class CredentialField(forms.JSONField):
    """What the authenticator answered, as JSON of bounded length and depth."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) > LONGEST:
            raise _refused()
        try:
            read = super().to_python(value)
        except RecursionError:
            raise _refused() from None
        if not isinstance(read, dict):
            raise _refused()
        return read

    def bound_data(self, data: Any, initial: Any) -> None:
        """What was sent is never shown again: it answers one question, once."""


class AddPasskeyForm(library.AddWebAuthnForm):
    """A new passkey or security key."""

    name = GatedCharField(longest=60, label="Name", required=False, help_text="So that you know it among others.")
    credential = CredentialField()
    passwordless = forms.BooleanField(
        label="Sign in with it alone",
        required=False,
        help_text="Without a password. Your device asks for a finger, a face or its PIN.",
    )

    def clean(self) -> dict[str, Any]:
        try:
            cleaned: dict[str, Any] = super().clean()
        except forms.ValidationError:
            raise
        except _NONSENSE:
            raise _refused() from None
        return cleaned


class EditPasskeyForm(library.EditWebAuthnForm):
    """What a passkey is called."""

    name = GatedCharField(longest=60, label="Name")


class _Answering(library.AuthenticateWebAuthnForm):
    """The authenticator's answer to our question."""

    credential = CredentialField()

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()
        except forms.ValidationError:
            raise
        except _NONSENSE:
            raise _refused() from None


class AuthenticatePasskeyForm(_Answering):
    """As the second step."""


class SignInPasskeyForm(_Answering, library.LoginWebAuthnForm):
    """Instead of e-mail and password."""


class ReauthenticatePasskeyForm(_Answering, library.ReauthenticateWebAuthnForm):
    """Before something that matters."""


def _refused() -> forms.ValidationError:
    refusal: forms.ValidationError = get_adapter().validation_error("incorrect_code")
    return refusal
