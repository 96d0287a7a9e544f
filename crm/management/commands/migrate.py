"""`manage.py migrate`, and afterwards what the application's role needs to work with the tables."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connection

from crm.grants import application_role, grant_application
from crm.migration_state import models_drawn_once


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


def _exists(role: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s AND rolname <> current_user", [role])
        return cursor.fetchone() is not None
