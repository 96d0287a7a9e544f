"""Refusals of production mode that only the database can answer."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from crm.environment import is_production
from crm.settings.database import is_owner


def watch_connections() -> None:
    if is_production():
        connection_created.connect(refuse_superuser, dispatch_uid="crm.production.refuse_superuser")


def refuse_superuser(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Refuse to work as a database superuser: a hole in one query would then be a hole in the machine."""
    raw = connection.connection
    if is_owner() or raw is None or raw.info.parameter_status("is_superuser") != "on":
        return
    connection.close()
    raise ImproperlyConfigured(
        "CRM_MODE=production refuses to start: DATABASE_URL signs in as a database superuser. "
        "Make a role without it (docs/operations.md), and give the owner's address as DATABASE_OWNER_URL."
    )
