"""The project as an app: it holds the commands that concern the installation."""

from __future__ import annotations

from django.apps import AppConfig


class CrmConfig(AppConfig):
    name = "crm"

    def ready(self) -> None:
        from crm import celery, production

        assert celery.app
        production.watch_connections()
