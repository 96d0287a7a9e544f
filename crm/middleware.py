"""What every response carries, and in whose time zone it is written."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.middleware import get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import LazyObject
from pghistory.middleware import HistoryMiddleware

from accounts.queries import the_firm
from accounts.record import Conflict
from crm.errors import page_not_found, somebody_saved_first
from crm.health import healthz, readyz
from relationships.trust.middleware import whose_change

READ_FIRST = "wall_notices"
Responder = Callable[[HttpRequest], HttpResponse]


class MachinesMiddleware:
    """Answers probes before anything else: they come by number instead of name, over http, while the database is away."""

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        for view in (healthz, readyz):
            if request.path_info == f"/{view.__name__}":
                return view(request)
        return self.get_response(request)


class WhoDidItMiddleware(HistoryMiddleware):
    """Tells the history who changed something at which page, and not under which address: some addresses are secrets."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        return {"user": super().get_context(request)["user"], **whose_change(request)}


class PermissionsPolicyMiddleware:
    """Turns off browser features that no page uses."""

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        return response


class NamelessMiddleware:
    """Nothing has a name with a NUL in it, and no query may ask for one: such an address leads nowhere."""

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info:
            return page_not_found(request)
        return self.get_response(request)


class PrivateCacheMiddleware:
    """Keeps pages of signed-in people out of every cache: after signing out, Back shows nothing."""

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES or settings.SESSION_COOKIE_NAME in response.cookies:
            response.headers["Cache-Control"] = "no-store, private"
        return response


class ReadFirstMiddleware:
    """Leads whoever has something to confirm (a wall's notice) to it before the next page that shows the firm's data.

    Their account says so, which every page reads anyway. What they were about to save is saved.
    """

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *arguments: object) -> HttpResponse | None:
        if request.method != "GET" or not hasattr(view, "capability") or "HX-Request" in request.headers:
            return None
        match = request.resolver_match
        if not getattr(request.user, "must_confirm", False) or (match and match.url_name == READ_FIRST):
            return None
        return HttpResponseRedirect(f"{reverse(READ_FIRST)}?{urlencode({'next': request.get_full_path()})}")


class ConflictMiddleware:
    """Two who archive, close or bring back the same record at once: the second is told, and shown what there is now."""

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return somebody_saved_first(request) if isinstance(exception, Conflict) else None


class TimeZoneMiddleware:
    """Writes times in the zone of the person who reads them, else in the firm's."""

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(None):
            return self.get_response(request)

    def process_view(self, request: HttpRequest, *arguments: object) -> None:
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            # Asked for on every page, hundreds of times by templates: themselves, not a stand-in that asks each time.
            if isinstance(request.user, LazyObject):
                request.user = get_user(request)
            timezone.activate(self._zone(request.user))

    def _zone(self, user: AbstractBaseUser | AnonymousUser) -> zoneinfo.ZoneInfo:
        for name in (getattr(user, "time_zone", ""), the_firm().time_zone):
            try:
                return zoneinfo.ZoneInfo(name)
            except (zoneinfo.ZoneInfoNotFoundError, ValueError):
                continue
        return zoneinfo.ZoneInfo(settings.TIME_ZONE)
