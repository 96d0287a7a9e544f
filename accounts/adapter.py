"""How signing in speaks, and that nobody lets themselves in."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """allauth with our words: what to do next, never which half was wrong."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "That e-mail and password don't match.",
        "invalid_login": "That e-mail and password don't match.",
        "incorrect_password": "That is not your password.",
        "enter_current_password": "Enter the password you use now.",
        "too_many_login_attempts": "Too many tries. Wait a few minutes, or ask an administrator of your firm.",
        "invalid_or_expired_key": "This link has been used or is too old. Ask for a new one.",
        "invalid_password_reset": "This link has been used or is too old. Ask for a new one.",
        "incorrect_code": "That is not the code. Look at the newest message.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by the firm's administrator."""
        return False
