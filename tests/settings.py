"""Settings of the test run: the real ones, with cheap passwords and the owner's role (it makes the test database)."""

from __future__ import annotations

import os

os.environ["CRM_DATABASE_ROLE"] = "owner"
os.environ.setdefault("CRM_MODE", "local")

from crm.settings import *
from crm.settings.database import DATABASES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
# A crash in the middle of a test run may lose the test database.
DATABASES["default"]["OPTIONS"]["options"] += " -c synchronous_commit=off"
DATABASES["default"]["CONN_MAX_AGE"] = 0
