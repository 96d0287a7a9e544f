"""App configuration of the people who sign in."""

from __future__ import annotations

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.core.signals import request_finished, request_started


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import idle, policy, queries

        user_logged_in.connect(idle.begin)
        request_started.connect(queries.begin_request)
        request_finished.connect(queries.end_request)
        policy.Withheld.asks = staticmethod(queries.withholds)
