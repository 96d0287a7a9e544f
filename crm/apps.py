"""The project as an app: it holds the commands that concern the installation."""

from __future__ import annotations

import gc

from django.apps import AppConfig

from crm.trigger_registry import index_triggers

# The modules of all apps' configurations come first, then their models.
index_triggers()


class CrmConfig(AppConfig):
    name = "crm"

    def ready(self) -> None:
        from crm import celery, production

        assert celery.app
        production.watch_connections()
        # What was imported stays to the end: the garbage collector need not walk through it again and again.
        gc.freeze()
        gc.enable()
