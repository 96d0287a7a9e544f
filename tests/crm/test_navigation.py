"""The frame links what exists and what the role may see."""

import pytest
from django.test import RequestFactory

from accounts.models import User
from accounts.policy import Capability, Role
from crm.navigation import Link, Place, allowed, chosen_theme, link, standing_at

EVERYWHERE = Place("healthz", "Health", "heartbeat")
FEES = Place("healthz", "Repeat business", "repeat", needs=Capability.SEE_REPEAT_BUSINESS)


def asked_by(role: Role | None = None, path: str = "/", theme: str = "auto", cookie: str = ""):
    request = RequestFactory().get(path)
    request.user = User(role=role.value, theme=theme) if role else None
    if cookie:
        request.COOKIES["theme"] = cookie
    return request


def linked(request, place: Place) -> Link | None:
    return link(place, allowed(request.user), standing_at(request.path, [place]))


@pytest.mark.parametrize("role", Role)
def test_a_place_appears_for_those_who_may_go_there(role):
    sees_fees = role in {Role.ACCOUNT_MANAGER, Role.PARTNER, Role.ADMINISTRATOR, Role.AUDITOR}
    assert bool(linked(asked_by(role), FEES)) == sees_fees
    assert linked(asked_by(role), EVERYWHERE) is not None


def test_a_page_that_does_not_exist_yet_is_not_linked():
    assert linked(asked_by(Role.PARTNER), Place("no_such_page", "Someday", "sun")) is None


def test_the_place_one_stands_in_is_current():
    assert linked(asked_by(Role.PARTNER, path="/healthz"), EVERYWHERE).current
    assert not linked(asked_by(Role.PARTNER, path="/elsewhere/"), EVERYWHERE).current


def test_a_closed_account_sees_no_place():
    request = asked_by(Role.PARTNER)
    request.user.is_active = False
    assert linked(request, FEES) is None


@pytest.mark.parametrize(
    ("theme", "cookie", "chosen"),
    [
        ("dark", "light", "dark"),
        ("auto", "dark", "dark"),
        ("auto", "", "auto"),
        ("auto", 'purple"><script>', "auto"),
    ],
)
def test_the_person_decides_the_theme_before_the_browser(theme, cookie, chosen):
    assert chosen_theme(asked_by(Role.PARTNER, theme=theme, cookie=cookie)) == chosen


def test_a_visitor_gets_the_theme_of_this_browser():
    assert chosen_theme(asked_by(None, cookie="dark")) == "dark"
