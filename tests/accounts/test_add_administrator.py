"""The first administrator comes from the command line; so does the way back in."""

from __future__ import annotations

from io import StringIO
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "a quiet afternoon in Basel"


def link(*arguments: str) -> str:
    said = StringIO()
    call_command("add_administrator", *arguments, stdout=said)
    return said.getvalue().split()[-1]


def choose(address: str) -> None:
    """Open the link and choose a password, as a browser does."""
    browser = Client()
    form = browser.get(urlsplit(address).path, follow=True)
    browser.post(form.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})


def signs_in(email: str) -> bool:
    browser = Client()
    browser.post("/accounts/login/", {"login": email, "password": PASSWORD})
    return "_auth_user_id" in browser.session


def test_a_new_administrator_chooses_a_password_and_signs_in() -> None:
    choose(link("Gerd@Firm.example", "--name", "Gerd Achleitner"))
    assert signs_in("gerd@firm.example")
    assert User.objects.get().role == "administrator"


def test_one_who_is_locked_out_gets_a_new_link() -> None:
    link("gerd@firm.example", "--name", "Gerd Achleitner")
    choose(link("gerd@firm.example"))
    assert signs_in("gerd@firm.example")


def test_nobody_is_raised_to_administrator_by_the_way(account_manager: User) -> None:
    with pytest.raises(CommandError, match="is no administrator"):
        link(account_manager.email or "", "--name", "Maya Okafor")
    account_manager.refresh_from_db()
    assert account_manager.role == "account_manager"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["gerd"], "is no e-mail address"),
        (["gerd@firm.example"], "Say who it is"),
        (["gerd@firm.example", "--name", "Ger\x00d"], "--name:"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(arguments: list[str], reason: str) -> None:
    with pytest.raises(CommandError, match=reason):
        link(*arguments)
    assert not User.objects.exists()
