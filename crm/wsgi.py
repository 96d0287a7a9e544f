"""The web application, for gunicorn."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
os.environ.setdefault("CRM_PROCESS", "web")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
