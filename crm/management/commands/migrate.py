"""`manage.py migrate`, and afterwards what the application's role needs to work with the tables."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.commands import migrate
from django.db import connection

from crm.grants import application_role, grant_application
from crm.migration_state import models_drawn_once
from relationships.trust.erasure_actions import erase_again
from relationships.trust.erasure_log import KeyLost


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with models_drawn_once():
            super().handle(*args, **options)
        if options["plan"] or options["check_unapplied"]:
            return
        call_command("createcachetable", verbosity=0)
        role = application_role()
        if role and _exists(role):
            grant_application(role)
        # A restored database may know people again who have been erased since.
        _erase_again()


def _erase_again() -> None:
    if settings.ERASURE_LOG.exists() and "trust_erasure" in connection.introspection.table_names():
        try:
            erase_again()
        except KeyLost as problem:
            raise CommandError(str(problem)) from problem


def _exists(role: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s AND rolname <> current_user", [role])
        return cursor.fetchone() is not None
