"""Servers that somebody else runs: whether those named by DATABASE_URL and REDIS_URL can be used."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import psycopg2
import redis

from crm.environment import env
from crm.services.errors import ServiceError

OLDEST_POSTGRESQL = 15
POSTGRESQL = ("postgres", "postgresql", "psql", "pgsql")
SECONDS = 5


def check_given_servers() -> None:
    """Raise `ServiceError`, with the remedy, when a server named in the environment cannot be used."""
    for variable in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        if url := env.str(variable, default=""):
            _check_database(variable, url)
    if url := env.str("REDIS_URL", default=""):
        _check_broker(url)


def without_password(url: str) -> str:
    """Answer the address as it may be shown."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "…"
    if not parts.netloc:
        # No address at all: what stands in it may be anything.
        return f"{parts.scheme}:…"
    if parts.password is None:
        return url
    who, _, where = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{who.partition(':')[0]}:…@{where}").geturl()


def _check_database(variable: str, url: str) -> None:
    shown = f"The PostgreSQL of {variable} ({without_password(url)})"
    try:
        connection = psycopg2.connect(**_parameters(url), connect_timeout=SECONDS)
    except (psycopg2.Error, ValueError) as refused:
        reason = " ".join(str(refused).split())
        raise ServiceError(
            f"{shown} cannot be used: {reason}",
            "Start that server, create the database (createdb NAME) or correct the address; without "
            f"{variable} the PostgreSQL that comes with the installation is used.",
        ) from refused
    try:
        version = connection.server_version // 10_000
    finally:
        connection.close()
    if version < OLDEST_POSTGRESQL:
        raise ServiceError(
            f"{shown} is version {version}.",
            f"Name one of version {OLDEST_POSTGRESQL} or newer, or leave {variable} out to use the one that comes "
            "with the installation.",
        )


def _parameters(url: str) -> dict[str, Any]:
    """What Django makes of the address (`crm.settings.database`), as psycopg2 takes it; ValueError for another kind."""
    if urlsplit(url).scheme not in POSTGRESQL:
        raise ValueError("that is no address of a PostgreSQL, such as postgresql://user:password@host:5432/name")
    found = env.db_url_config(url)
    named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    return {**found.get("OPTIONS", {}), **{key: found[name] for key, name in named.items() if found[name]}}


def _check_broker(url: str) -> None:
    try:
        client = redis.Redis.from_url(url, socket_timeout=SECONDS, socket_connect_timeout=SECONDS)
        try:
            client.ping()
        finally:
            client.close()
    except (redis.RedisError, OSError, ValueError) as refused:
        raise ServiceError(
            f"The broker of REDIS_URL ({without_password(url)}) cannot be used: {refused}",
            "Start that server or correct the address; without REDIS_URL the Valkey that comes with the "
            "installation is used.",
        ) from refused
