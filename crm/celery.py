"""The Celery application."""

from __future__ import annotations

import gc
import os
import sys
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_process_init

from crm.services.processes import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
if len(sys.argv) > 1 and "celery" in sys.argv[0]:
    os.environ.setdefault("CRM_PROCESS", "beat" if "beat" in sys.argv else "worker")

# Django's checks of the code belong to `make test` and `check --deploy`; a worker that starts need not wait for them.
os.environ.setdefault("CELERY_SKIP_CHECKS", "true")

from crm.schedule import SCHEDULE

if "celery" in sys.argv[0]:
    # While everything else is imported; `crm.apps` turns it on again.
    gc.disable()
app = Celery("crm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = SCHEDULE
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="insight_tasks")


@setup_logging.connect
def keep_our_logging(**kwargs: Any) -> None:
    """Having a receiver at all keeps Celery from replacing the logging of the settings."""


@worker_process_init.connect
def end_with_the_worker(**kwargs: Any) -> None:
    """A pool process whose worker was killed must not live on."""
    end_with_parent()
