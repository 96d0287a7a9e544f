"""The database: PostgreSQL through psycopg2, with timeouts by kind of process."""

from __future__ import annotations

import os
from typing import Any

from crm.environment import env, process, var_dir
from crm.services.addresses import database_address

# Milliseconds; 0 means none. Commands run as long as they need.
STATEMENT_TIMEOUT = {"web": 5_000, "worker": 600_000}
LOCK_TIMEOUT = {"web": 2_000, "worker": 30_000}
IDLE_IN_TRANSACTION_TIMEOUT = {"web": 30_000, "worker": 600_000}


def is_owner() -> bool:
    """Tell whether this process changes tables (migrations) rather than rows."""
    return os.environ.get("CRM_DATABASE_ROLE") == "owner"


def database() -> dict[str, Any]:
    """Answer Django's settings of the one database."""
    given: str = env.str("DATABASE_URL", default="")
    owner_given: str = env.str("DATABASE_OWNER_URL", default="")
    chosen = (is_owner() and owner_given) or given
    found: dict[str, Any] = env.db_url_config(chosen) if chosen else database_address(var_dir(), owner=is_owner())
    return {
        **found,
        "ENGINE": "django.db.backends.postgresql",
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**found.get("OPTIONS", {}), **options()},
    }


def options() -> dict[str, Any]:
    """Answer psycopg2's connection parameters: no wait without an end."""
    kind = process()
    limits = {
        "statement_timeout": STATEMENT_TIMEOUT.get(kind, 0),
        "lock_timeout": LOCK_TIMEOUT.get(kind, 0),
        "idle_in_transaction_session_timeout": IDLE_IN_TRANSACTION_TIMEOUT.get(kind, 0),
        # Compiling a statement costs more than any of ours saves by it (repeat business: 1.8 s with, 1.1 s without).
        "jit": "off",
        # What is prepared (`accounts.prepared`) is prepared to be planned once, not once for each client asked for.
        "plan_cache_mode": "force_generic_plan",
        # From this word similarity on the index finds a name that was perhaps meant (`accounts.name_search`).
        "pg_trgm.word_similarity_threshold": "0.36",
        # From this likeness on two whole names are worth a look (`contacts.alike`).
        "pg_trgm.similarity_threshold": "0.55",
    }
    return {
        "connect_timeout": 3,
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
        "tcp_user_timeout": 10_000,
        "application_name": f"perennial-{kind}",
        "options": " ".join(f"-c {name}={value}" for name, value in limits.items()),
    }


DATABASES = {"default": database()}

# Kept in PostgreSQL: limits on sign-in survive a restart of everything else, and no page needs the broker.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "crm_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
SESSION_ENGINE = "accounts.sessions"
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
