"""What every test may rely on: running PostgreSQL and Valkey, which end with the test run."""

from __future__ import annotations

from django.conf import settings

from crm.services import Services
from crm.settings.database import database

_services = Services()


def pytest_configure() -> None:
    _services.__enter__()
    # Only now is it certain where the servers listen.
    settings.DATABASES["default"]["HOST"] = database().get("HOST", "")


def pytest_unconfigure() -> None:
    _services.release()
