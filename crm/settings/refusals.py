"""What production mode refuses to start with. Local mode refuses nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from crm.environment import is_production

SHORTEST_KEY = 50
FEWEST_CHARACTERS = 8


def refuse_unsafe(settings: Mapping[str, Any]) -> None:
    """Raise `ImproperlyConfigured` naming every unsafe setting at once, with its remedy."""
    if not is_production():
        return
    found = [*_key(settings), *_debug(settings), *_hosts(settings), *_base_url(settings), *_broker(settings)]
    if found:
        raise ImproperlyConfigured("CRM_MODE=production refuses to start:\n  - " + "\n  - ".join(found))


def _key(settings: Mapping[str, Any]) -> list[str]:
    key = settings["SECRET_KEY"]
    if len(key) >= SHORTEST_KEY and len(set(key)) >= FEWEST_CHARACTERS and not key.startswith("django-insecure"):
        return []
    return [f"SECRET_KEY is missing or weak. Give a random one of {SHORTEST_KEY} characters or more."]


def _debug(settings: Mapping[str, Any]) -> list[str]:
    return ["DEBUG is on. Leave it out."] if settings["DEBUG"] else []


def _hosts(settings: Mapping[str, Any]) -> list[str]:
    hosts = settings["ALLOWED_HOSTS"]
    if not hosts:
        return ["ALLOWED_HOSTS is empty. Name the host people type."]
    return ["ALLOWED_HOSTS holds '*'. Name the hosts."] if any("*" in host for host in hosts) else []


def _base_url(settings: Mapping[str, Any]) -> list[str]:
    if urlsplit(settings["BASE_URL"]).scheme == "https" and urlsplit(settings["BASE_URL"]).hostname:
        return []
    return ["BASE_URL is not an https address. Give the one people type, such as https://crm.example.com."]


def _broker(settings: Mapping[str, Any]) -> list[str]:
    address = urlsplit(settings["REDIS_URL"])
    if address.scheme == "unix" or address.password:
        return []
    return ["REDIS_URL has no password: anyone who reaches the broker may start jobs. Give one, or use a socket."]
