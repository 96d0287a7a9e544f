"""The product's settings, with an empty page of its own frame and the plain pages' tables beside it."""

from __future__ import annotations

from typing import Any

from benchmarks.discovery import HERE
from crm.settings import *  # noqa: F403
from crm.settings.applications import INSTALLED_APPS, TEMPLATES
from crm.settings.sign_in import AUTHENTICATION_BACKENDS

INSTALLED_APPS = [*INSTALLED_APPS, "benchmarks.plain"]
# Last: only whoever visits the plain pages came in by it.
AUTHENTICATION_BACKENDS = [*AUTHENTICATION_BACKENDS, "django.contrib.auth.backends.ModelBackend"]
ROOT_URLCONF = "benchmarks.addresses"
_engine: dict[str, Any] = TEMPLATES[0]
TEMPLATES = [{**_engine, "DIRS": [*_engine["DIRS"], HERE / "templates"]}]
