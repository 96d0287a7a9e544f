"""The second step of signing in, in our words; its secrets lie encrypted in the database."""

from __future__ import annotations

import base64
import hashlib

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from accounts.models import User
from accounts.queries import the_firm
from accounts.second_step import is_last_step, must_have_second_step

NAMES = ("This computer or phone", "Second key")


class SecondStepAdapter(DefaultMFAAdapter):
    """allauth's second step, speaking as the rest of the product does."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": "Your role signs in with a second step. Set up another one before you take this off.",
        "cannot_generate_recovery_codes": "Set up an app or a passkey first. Recovery codes stand in for those.",
        "incorrect_code": "That is not the code. Wait for the next one, and check the clock of your phone.",
        "unverified_email": "Your address is not confirmed yet. Ask an administrator of your firm for a sign-in link.",
    }

    def encrypt(self, text: str) -> str:
        """What is copied out of the database opens nothing without the server's secret key."""
        return _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Counterpart of `encrypt`; what an older secret key wrote is read through `SECRET_KEY_FALLBACKS`.

        What no key opens answers nothing that a code could match: the person uses a recovery code or an administrator.
        """
        try:
            return _keys().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(
                hashlib.sha256(encrypted_text.encode() + settings.SECRET_KEY.encode()).digest()
            ).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whoever must have a second step keeps the last one."""
        user = authenticator.user
        assert isinstance(user, User)
        return not (must_have_second_step(user) and is_last_step(authenticator))

    def generate_authenticator_name(self, user: object, type: str) -> str:  # noqa: A002 - the library's word
        """What a new passkey is called until somebody says otherwise."""
        assert isinstance(user, User)
        count = Authenticator.objects.filter(user=user, type=type).count()
        return NAMES[count] if count < len(NAMES) else f"Key {count + 1}"

    def _get_site_name(self) -> str:
        return the_firm().name


def _keys() -> MultiFernet:
    return MultiFernet([_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"second step of signing in " + secret.encode()).digest()))
