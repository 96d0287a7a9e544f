"""App configuration of the people who sign in."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.signals import request_finished, request_started


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import queries

        request_started.connect(queries.begin_request)
        request_finished.connect(queries.end_request)
