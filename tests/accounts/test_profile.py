"""What colleagues set for themselves."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from tests.cast import SignIn

SET = {"time_zone": "Europe/Zurich", "theme": "dark", "density": "compact", "start_page": "client_list", "version": "1"}


def test_appearance_is_saved_and_shapes_every_page(sign_in: SignIn, account_manager: User) -> None:
    browser = sign_in(account_manager)
    answer = browser.post("/me/appearance/", SET)
    account_manager.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (303, "/me/appearance/")
    assert (account_manager.time_zone, account_manager.theme, account_manager.density) == (
        "Europe/Zurich",
        "dark",
        "compact",
    )
    assert 'data-bs-theme="dark" data-density="compact"' in browser.get("/clients/").content.decode()
    assert answer.cookies["theme"].value == "dark"
    assert browser.get("/")["Location"] == "/clients/", "not the role's first page, which shows only one's own"


def test_a_first_page_that_is_no_longer_ones_own_gives_way(sign_in: SignIn, alumni_admin: User) -> None:
    alumni_admin.start_page = "repeat_business"
    alumni_admin.save(update_fields=["start_page"])
    browser = sign_in(alumni_admin)
    assert browser.get("/")["Location"] != "/repeat/"
    assert "Repeat business" not in browser.get("/me/appearance/").content.decode()
    assert browser.post("/me/appearance/", {**SET, "start_page": "repeat_business"}).status_code == 422


def test_single_letters_are_switched_off_and_on(sign_in: SignIn, account_manager: User) -> None:
    browser = sign_in(account_manager)
    browser.post("/me/keyboard/", {"version": "1"})
    assert 'data-keys="off"' in browser.get("/me/").content.decode(), "a box that is not ticked is not sent"
    browser.post("/me/keyboard/", {"version": "2", "single_keys": "on"})
    assert 'data-keys="on"' in browser.get("/me/").content.decode()


@pytest.mark.parametrize(
    ("page", "field", "value"),
    [
        ("/me/", "name", " "),
        ("/me/", "name", "x" * 201),
        ("/me/appearance/", "time_zone", "Mars/Olympus"),
        ("/me/appearance/", "theme", "pink"),
        ("/me/appearance/", "density", "dense"),
        ("/me/appearance/", "start_page", "healthz"),
        ("/me/keyboard/", "log_language", "xx"),
    ],
)
def test_what_does_not_fit_is_named(sign_in: SignIn, account_manager: User, page: str, field: str, value: str) -> None:
    answer = sign_in(account_manager).post(page, {**SET, field: value})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_nobody_gives_themselves_rights(sign_in: SignIn, account_manager: User) -> None:
    more = {"role": "administrator", "firm_totals": "on", "email": "other@firm.example", "is_active": ""}
    assert sign_in(account_manager).post("/me/", {"name": "Maya", "version": "1", **more}).status_code == 303
    account_manager.refresh_from_db()
    assert (account_manager.role, account_manager.firm_totals, account_manager.email, account_manager.is_active) == (
        "account_manager",
        False,
        "maya@firm.example",
        True,
    )


def test_a_profile_changed_elsewhere_is_shown_side_by_side(sign_in: SignIn, account_manager: User) -> None:
    browser = sign_in(account_manager)
    browser.post("/me/appearance/", SET)
    answer = browser.post("/me/appearance/", {**SET, "theme": "light"})
    rows = {row.name: (row.yours_text, row.theirs_text) for row in answer.context["rows"] if row.differs}
    assert (answer.status_code, rows) == (409, {"theme": ("Light", "Dark")})


@pytest.mark.parametrize(
    ("wanted", "goes_to"),
    [
        ("/clients/?q=nova", "/clients/?q=nova"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_colours_are_chosen_from_any_page_and_stay_in_the_house(
    sign_in: SignIn, account_manager: User, wanted: str, goes_to: str
) -> None:
    answer = sign_in(account_manager).post("/me/appearance/theme/", {"theme": "light", "next": wanted})
    account_manager.refresh_from_db()
    assert (answer.status_code, answer["Location"], account_manager.theme) == (303, goes_to, "light")


def test_unknown_colours_and_reading_change_nothing(sign_in: SignIn, account_manager: User) -> None:
    browser = sign_in(account_manager)
    assert browser.post("/me/appearance/theme/", {"theme": "pink"}).status_code == 400
    assert browser.get("/me/appearance/theme/").status_code == 405
    account_manager.refresh_from_db()
    assert (account_manager.theme, account_manager.version) == ("auto", 1)


def test_strangers_have_no_profile(stranger: Any) -> None:
    assert stranger.get("/me/").status_code == 302
    assert stranger.post("/me/appearance/theme/", {"theme": "dark"}).status_code == 302
