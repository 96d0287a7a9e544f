"""What every response carries."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.models import Firm, User
from crm.middleware import TimeZoneMiddleware

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


@pytest.fixture
def colleague() -> User:
    return User.objects.create_user("maya@example.com", name="Maya Okafor")


def test_headers_that_keep_the_browser_strict(client: Client) -> None:
    headers = client.get("/accounts/login/").headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert "camera=()" in headers["Permissions-Policy"]


def test_pages_of_signed_in_people_are_kept_by_nobody(client: Client, colleague: User) -> None:
    client.force_login(colleague)
    assert client.get("/accounts/password/change/").headers["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("where", ["/walls/%00/edit/", "/settings/rates/a%00/edit/", "/clients/x/shares/%00/archive/"])
def test_an_address_that_no_record_can_have_leads_nowhere(client: Client, where: str, method: str) -> None:
    client.force_login(User.objects.create_user("gerd@example.com", name="Gerd", role="administrator"))
    client.raise_request_exception = False
    answer = getattr(client, method)(where)
    assert (answer.status_code, "There is no such page" in answer.text or "not for you" in answer.text) == (404, True)


@pytest.mark.parametrize(
    ("own", "firm", "hour"),
    [("Asia/Tokyo", "Europe/Zurich", 21), ("", "Europe/Zurich", 14), ("No/Where", "Europe/Zurich", 14), ("", "?", 12)],
)
def test_times_are_written_in_the_readers_zone(colleague: User, own: str, firm: str, hour: int) -> None:
    Firm.objects.all().delete()
    Firm.objects.create(time_zone=firm)
    colleague.time_zone = own
    request = RequestFactory().get("/")
    request.COOKIES["sessionid"] = "of today"
    request.user = colleague
    seen = []

    def view(asked: HttpRequest) -> HttpResponse:
        middleware.process_view(asked)
        seen.append(timezone.localtime(NOON).hour)
        return HttpResponse()

    middleware = TimeZoneMiddleware(view)
    middleware(request)
    assert seen == [hour]
    assert timezone.get_current_timezone() == zoneinfo.ZoneInfo("UTC")
