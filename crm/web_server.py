"""How gunicorn runs the web application. Sizes are for a small server behind a buffering proxy."""

from __future__ import annotations

import gc
from pathlib import Path

from crm.environment import env, is_production

loglevel = "warning"
worker_class = "gthread"
# Loaded once, before the fork: half the work at the start, and the workers share the memory.
preload_app = True
workers: int = env.int("WEB_CONCURRENCY", default=2)
threads: int = env.int("WEB_THREADS", default=8)
timeout = 30
graceful_timeout = 25 if is_production() else 5
keepalive = 5
max_requests = 2_000
max_requests_jitter = 200
limit_request_line = 4_094
limit_request_fields = 100
limit_request_field_size = 8_190
control_socket_disable = True
# A heartbeat file on a slow disk would make a busy worker look dead.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108

# While the application is imported; `crm.apps` turns it on again.
gc.disable()


def when_ready(server: object) -> None:
    """Before the first fork: what is loaded by now stays for good, and what nobody writes to the workers share.

    Without it the first collection in each worker touches every object, and the kernel copies every page of them.
    """
    gc.collect()
    gc.freeze()
