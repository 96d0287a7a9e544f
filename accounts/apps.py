"""App configuration of the people who sign in."""

from __future__ import annotations

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.core.signals import request_finished, request_started


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from allauth.account.signals import password_changed, password_reset

        from accounts import idle, policy, queries, receivers

        for new_password in (password_changed, password_reset):
            new_password.connect(receivers.end_tokens)
        user_logged_in.connect(idle.begin)
        request_started.connect(queries.begin_request)
        request_finished.connect(queries.end_request)
        policy.Withheld.asks = staticmethod(queries.withholds)
