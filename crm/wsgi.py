"""The web application, for gunicorn."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
os.environ.setdefault("CRM_PROCESS", "web")

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from crm.templates_drawn import compile_all

application = get_wsgi_application()
# Django would look for the addresses at the first request, and read each template at the first page that it draws; the
# first visitor need not wait for that, and what is read before the workers fork is in memory once.
assert get_resolver().url_patterns
compile_all()
