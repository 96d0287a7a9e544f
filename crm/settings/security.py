"""Hosts, cookies, headers and limits on what may be sent."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from crm.environment import env, is_production, var_dir
from crm.settings.secret_key import secret_key

SECRET_KEY = secret_key()
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", default=[])
DEBUG: bool = env.bool("DEBUG", default=False)


def _running_here() -> str:
    """Where `make run` serves this checkout, so that a command in another terminal prints links that open."""
    try:
        return (var_dir() / "run" / "address").read_text().strip() or "http://localhost:8000"
    except OSError:
        return "http://localhost:8000"


def _provider() -> list[str]:
    issuer = urlsplit(env.str("OIDC_ISSUER", default=""))
    return [f"{issuer.scheme}://{issuer.netloc}"] if issuer.netloc else []


# Links in mail start with this, never with what a request claims.
BASE_URL: str = env.str("BASE_URL", default="" if is_production() else _running_here()).rstrip("/")
_host = urlsplit(BASE_URL).hostname
_local_hosts = ["localhost", "127.0.0.1", "[::1]", ".localhost"]
ALLOWED_HOSTS: list[str] = env.list(
    "ALLOWED_HOSTS", default=([_host] if _host else []) if is_production() else _local_hosts
)
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
CSRF_FAILURE_VIEW = "crm.errors.csrf_failure"
CSRF_COOKIE_HTTPONLY = False
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 60 * 60

SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "microphone",
        "payment",
        "usb",
        "browsing-topics",
    )
)
CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        # The button that leads to the firm's provider is a form: browsers hold its redirect to this too.
        "form-action": [SELF, *_provider()],
        "frame-ancestors": [NONE],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

if is_production():
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", default=True)
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_SECURE = True
    CSRF_COOKIE_NAME = "__Host-csrf"
    if env.bool("BEHIND_PROXY", default=False):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Who was erased, as keyed hashes; kept outside of the database, so that a restored backup forgets them again.
ERASURE_LOG = Path(env.str("ERASURE_LOG", default="") or var_dir() / "erasures.jsonl")
