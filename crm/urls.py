"""Every address of the product starts here."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from crm import health, keyboard_help
from crm.by_first_word import by_first_word

ROOMS = (
    "accounts",
    "relationships.clients",
    "relationships.contacts",
    "relationships.engagements",
    "relationships.interactions",
    "relationships.alumni",
    "relationships.hospitality",
    "relationships.network",
    "relationships.scoring",
    "relationships.dashboards",
    "relationships.imports",
    "relationships.capture",
    "relationships.merging",
    "relationships.attention",
    "relationships.firm",
    "relationships.trust",
)


def _with_addresses(app: str) -> bool:
    return find_spec(f"{app}.urls") is not None


_addresses: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("help/keyboard/", keyboard_help.keyboard_help, name="keyboard_help"),
    *(path("", include(f"{app}.urls")) for app in ROOMS if _with_addresses(app)),
    path("accounts/", include("allauth.account.urls")),
]
urlpatterns = by_first_word(_addresses, first=("log", "clients", "people", "find", "repeat", "alumni"))

handler400 = "crm.errors.bad_request"
handler403 = "crm.errors.permission_denied"
handler404 = "crm.errors.page_not_found"
handler500 = "crm.errors.server_error"
