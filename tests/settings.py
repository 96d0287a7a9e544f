"""Settings of the test run: the real ones, with cheap passwords and the owner's role (it makes the test database)."""

from __future__ import annotations

import os
import re
from urllib.parse import urlsplit

os.environ["CRM_DATABASE_ROLE"] = "owner"
os.environ["CRM_MODE"] = "local"
os.environ["FIRM_FIGURES_KEPT_SECONDS"] = "0"

from crm.settings import *
from crm.settings.broker import REDIS_URL, for_celery
from crm.settings.database import DATABASES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# No sweep runs beside the tests.
TELL_OF_DELAYS = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
# A crash in the middle of a test run may lose the test database.
DATABASES["default"]["OPTIONS"]["options"] += " -c synchronous_commit=off"
DATABASES["default"]["CONN_MAX_AGE"] = 0

# Each process of the test run has a broker database of its own; number 0 belongs to `make run`.
_process = re.sub(r"\D", "", os.environ.get("PYTEST_XDIST_WORKER", ""))
_number = int(_process) + 2 if _process else 1
if REDIS_URL.startswith("unix:"):
    REDIS_URL = f"{REDIS_URL}?db={_number}"
else:
    REDIS_URL = urlsplit(REDIS_URL)._replace(path=f"/{_number}").geturl()
CELERY_BROKER_URL = for_celery(REDIS_URL)
