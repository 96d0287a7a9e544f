"""Where each role begins."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from accounts.models import Firm
from tests.cast import SignIn


def exists(name: str) -> bool:
    try:
        reverse(name)
    except NoReverseMatch:
        return False
    return True


@pytest.mark.parametrize(
    ("who", "wished", "until_then"),
    [
        ("account_manager", "my_day", "/clients/?owner=me"),
        ("partner", "repeat_business", "/clients/"),
        ("assistant", "my_day", "/clients/"),
        ("alumni_admin", "alumni_list", "/people/"),
        ("administrator", "my_day", "/clients/"),
        ("auditor", "audit_log", "/repeat/" if exists("repeat_business") else "/clients/"),
    ],
)
def test_the_first_page_is_one_that_exists_and_opens(
    request: pytest.FixtureRequest, sign_in: SignIn, who: str, wished: str, until_then: str
) -> None:
    Firm.objects.create(set_up_at=timezone.now())
    browser = sign_in(request.getfixturevalue(who))
    answer = browser.get("/")
    expected = reverse(wished) if exists(wished) else until_then
    expected += "?show=moved" if wished == "alumni_list" and exists(wished) else ""
    assert (answer.status_code, answer["Location"]) == (302, expected)
    assert browser.get(answer["Location"]).status_code == 200


def test_strangers_sign_in_first(stranger: Any) -> None:
    assert stranger.get("/")["Location"] == "/accounts/login/?next=/"
