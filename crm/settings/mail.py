"""Outgoing mail. Without EMAIL_URL it is printed to standard error instead of sent."""

from __future__ import annotations

from typing import Any

from crm.environment import env

_found: dict[str, Any] = env.email_url_config(env.str("EMAIL_URL", default="consolemail://"))
EMAIL_BACKEND: str = _found["EMAIL_BACKEND"]
EMAIL_HOST: str = _found.get("EMAIL_HOST") or "localhost"
EMAIL_PORT: int = _found.get("EMAIL_PORT") or 25
EMAIL_HOST_USER: str = _found.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD: str = _found.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS: bool = _found.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL: bool = _found.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL: str = env.str("DEFAULT_FROM_EMAIL", default="Perennial <perennial@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
