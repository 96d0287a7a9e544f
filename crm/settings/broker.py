"""Celery and its broker. A message is a hint: what must not be lost lies in PostgreSQL."""

from __future__ import annotations

from typing import Any

from crm.environment import env, process, var_dir
from crm.services.addresses import broker_url

REDIS_URL: str = env.str("REDIS_URL", default="") or broker_url(var_dir())
REDIS_TIMEOUT_SECONDS = 0.3

_is_worker = process() in {"worker", "beat"}


def for_celery(url: str) -> str:
    """Answer `url` as kombu spells it: a socket is `redis+socket`, its database a parameter."""
    if not url.startswith("unix://"):
        return url
    path, _, query = url.removeprefix("unix://").partition("?")
    return f"redis+socket://{path}" + (f"?{query.replace('db=', 'virtual_host=')}" if query else "")


CELERY_BROKER_URL = for_celery(REDIS_URL)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_TIMEOUT = REDIS_TIMEOUT_SECONDS
# Whoever answers a person must not wait for the broker; a worker may wait a little.
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
    "visibility_timeout": 600,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5 if _is_worker else REDIS_TIMEOUT_SECONDS,
    "socket_connect_timeout": REDIS_TIMEOUT_SECONDS,
    "health_check_interval": 10,
    **({} if _is_worker else {"max_retries": 0}),
}
CELERY_TASK_PUBLISH_RETRY = _is_worker
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SOFT_TIME_LIMIT = 60
CELERY_TASK_TIME_LIMIT = 90
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 300_000
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 25
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True

# How long a worker goes by what it last summed up of the firm; tests want it anew each time.
FIRM_FIGURES_KEPT_SECONDS: float = env.float("FIRM_FIGURES_KEPT_SECONDS", default=60.0)
