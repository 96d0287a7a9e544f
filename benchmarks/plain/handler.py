"""The plain pages as a WSGI application of their own, in the same process and on the same database."""

from __future__ import annotations

from collections.abc import Callable

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.test.utils import override_settings

# What `django-admin startproject` lists.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]


class PlainAddresses:
    """Sends requests to the plain pages; the product's addresses are the process's default."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.urlconf = "benchmarks.plain.urls"  # type: ignore[attr-defined]  # read by Django's handler
        return self.get_response(request)


# Who is there, as Django itself reads it: sessions and colleagues of the product are read by statements of its own.
BACKEND = "django.contrib.auth.backends.ModelBackend"
SESSIONS = "django.contrib.sessions.backends.db"


def application() -> WSGIHandler:
    middleware = [f"{__name__}.{PlainAddresses.__name__}", *MIDDLEWARE]
    with override_settings(MIDDLEWARE=middleware, SESSION_ENGINE=SESSIONS):
        return WSGIHandler()
