"""Logs go to standard error, one line each; standard output belongs to the commands' answers."""

from __future__ import annotations

from typing import Any

from crm.environment import env

# Pages say so when scores lag behind (crm.delay).
TELL_OF_DELAYS: bool = True

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO").upper()},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        "django.request": {"level": "ERROR"},
        # One line a minute on every terminal is too many; naming a level brings them back.
        "celery": {"level": env.str("LOG_LEVEL", default="WARNING").upper()},
    },
}
