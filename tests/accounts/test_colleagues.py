"""Running the firm: colleagues, their rights, and who may change them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import authenticate
from django.core import mail
from django.core.mail import EmailMessage
from django.utils import timezone

from accounts.admin_actions import (
    AddressTaken,
    LastAdministrator,
    YourOwnRights,
    add_colleague,
    close_account,
    edit_colleague,
    reopen_account,
)
from accounts.models import User
from accounts.policy import Role
from tests.cast import SignIn
from tests.factories import OfficeFactory, PracticeFactory, UserFactory


def form_of(user: User, **changes: object) -> dict[str, object]:
    """What the browser would send from the unchanged form."""
    sent = {
        "version": user.version,
        "name": user.name,
        "email": user.email or "",
        "role": user.role,
        "office": user.office.public_id if user.office else "",
        "practice": user.practice.public_id if user.practice else "",
        "supports": "",
        "joined_on": "",
    }
    return {**sent, **changes}


def test_an_added_colleague_gets_in_through_the_link_in_their_mail(administrator: User, sign_in: SignIn) -> None:
    browser = sign_in(administrator)
    sent = {"name": "Zoë Ahlgren", "email": "Zoe@Firm.example", "role": "assistant"}
    answer = browser.post("/settings/colleagues/new/", sent)
    user = User.objects.get(email="zoe@firm.example")
    assert (answer.status_code, answer["Location"]) == (303, f"/settings/colleagues/{user.public_id}/")
    assert not user.has_usable_password()
    assert browser.post(f"/settings/colleagues/{user.public_id}/link/").status_code == 303
    message: EmailMessage = mail.outbox[0]
    assert message.to == ["zoe@firm.example"]
    assert "/accounts/password/reset/key/" in message.body


def test_nobody_raises_or_drops_their_own_rights(administrator: User, sign_in: SignIn) -> None:
    UserFactory(role=Role.ADMINISTRATOR.value)
    browser, address = sign_in(administrator), f"/settings/colleagues/{administrator.public_id}/edit/"
    for changes in ({"role": "partner"}, {"firm_totals": "on"}):
        answer = browser.post(address, form_of(administrator, **changes))
        assert answer.status_code == 422
        assert "Ask another administrator" in answer.content.decode()
    administrator.refresh_from_db()
    assert (administrator.role, administrator.firm_totals) == (Role.ADMINISTRATOR, False)


def test_an_administrator_may_change_their_own_name(administrator: User, sign_in: SignIn) -> None:
    address = f"/settings/colleagues/{administrator.public_id}/edit/"
    assert sign_in(administrator).post(address, form_of(administrator, name="Gerd A.")).status_code == 303
    administrator.refresh_from_db()
    assert administrator.name == "Gerd A."


def test_the_last_administrator_stays(administrator: User, partner: User) -> None:
    other = UserFactory(role=Role.ADMINISTRATOR.value)
    close_account(user=other, by=administrator)
    # Neither can come in: one has left, the other has nothing to sign in with.
    UserFactory(role=Role.ADMINISTRATOR.value, left_on=timezone.localdate() - timedelta(days=3))
    UserFactory(role=Role.ADMINISTRATOR.value, email=None)
    with pytest.raises(LastAdministrator):
        close_account(user=administrator, by=partner)
    for changes in ({"role": "auditor"}, {"email": None}):
        with pytest.raises(LastAdministrator):
            edit_colleague(user=administrator, by=partner, expected_version=1, changes=changes)


def test_nobody_closes_their_own_account(administrator: User) -> None:
    UserFactory(role=Role.ADMINISTRATOR.value)
    with pytest.raises(YourOwnRights):
        close_account(user=administrator, by=administrator)


def test_a_closed_account_is_out_with_the_next_click(administrator: User, outsider: User, sign_in: SignIn) -> None:
    theirs = sign_in(outsider)
    assert theirs.get("/me/").status_code == 200
    answer = sign_in(administrator).post(f"/settings/colleagues/{outsider.public_id}/close/")
    assert answer.status_code == 303
    refused = theirs.get("/me/")
    assert (refused.status_code, refused["Location"]) == (302, "/accounts/login/?next=/me/")
    outsider.refresh_from_db()
    reopened = reopen_account(user=outsider)
    assert (reopened.is_active, reopened.left_on) == (True, None)


def test_a_new_address_is_the_one_to_sign_in_with(partner: User, administrator: User) -> None:
    partner.set_password("a long enough one")
    partner.save()
    saved = edit_colleague(user=partner, by=administrator, expected_version=1, changes={"email": "h@firm.example"})
    assert list(EmailAddress.objects.filter(user=saved).values_list("email", "verified")) == [("h@firm.example", True)]
    assert authenticate(request=None, email="h@firm.example", password="a long enough one") == saved
    edit_colleague(user=saved, by=administrator, expected_version=2, changes={"email": None})
    saved.refresh_from_db()
    assert not saved.has_usable_password()
    assert not EmailAddress.objects.filter(user=saved).exists()


def test_an_address_belongs_to_one_colleague(partner: User, outsider: User, administrator: User) -> None:
    with pytest.raises(AddressTaken):
        add_colleague(email=partner.email, name="Somebody", role="auditor")
    with pytest.raises(AddressTaken):
        edit_colleague(user=outsider, by=administrator, expected_version=1, changes={"email": partner.email})


def test_the_list_finds_by_name_address_role_and_state(administrator: User, partner: User, sign_in: SignIn) -> None:
    gone = UserFactory(name="Beatriz Fontes", is_active=False)
    unnamed = UserFactory(name="Known Byname", email=None)
    browser = sign_in(administrator)

    def shown(query: str) -> set[str]:
        page = browser.get(f"/settings/colleagues/{query}").context["page"]
        return {each.name for each in page}

    everybody_here = {administrator.name, partner.name, unnamed.name}
    assert shown("") == everybody_here
    assert shown("?state=closed") == {gone.name}
    assert shown("?state=unnamed") == {unnamed.name}
    assert shown("?state=") == {*everybody_here, gone.name}
    assert shown("?q=lindqv") == shown("?q=henrik@firm") == shown("?role=partner") == {partner.name}
    assert shown("?role=nonsense&state=nonsense") == {*everybody_here, gone.name}


def test_the_page_tells_who_changed_what(administrator: User, outsider: User, sign_in: SignIn) -> None:
    browser = sign_in(administrator)
    madrid = OfficeFactory(name="Madrid")
    sent = form_of(outsider, office=madrid.public_id, role="partner")
    assert browser.post(f"/settings/colleagues/{outsider.public_id}/edit/", sent).status_code == 303
    newest = browser.get(f"/settings/colleagues/{outsider.public_id}/").context["changes"].rows[0]
    told = {(field.label, field.before, field.after) for field in newest.fields}
    assert newest.who == "Gerd Achleitner"
    assert told == {("Role", "Account manager", "Partner"), ("Office", "Basel", "Madrid")}


def test_both_versions_are_shown_when_somebody_saved_in_between(
    administrator: User, outsider: User, sign_in: SignIn
) -> None:
    before = form_of(outsider, name="Tomás I.")
    practice = PracticeFactory(name="Tax")
    edit_colleague(user=outsider, by=administrator, expected_version=1, changes={"practice": practice})
    answer = sign_in(administrator).post(f"/settings/colleagues/{outsider.public_id}/edit/", before)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Tomás I." in text
    assert "Tax" in text


def test_without_mail_the_sign_in_link_is_shown_once(
    administrator: User, account_manager: User, sign_in: SignIn, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    browser, here = sign_in(administrator), f"/settings/colleagues/{account_manager.public_id}/"
    browser.post(f"{here}link/")
    assert "/accounts/password/reset/key/" in browser.get(here).text
    assert "/accounts/password/reset/key/" not in browser.get(here).text
    # It lets anybody in as them, so whoever only found the computer unlocked gets none.
    administrator.set_password("long enough, never used")
    administrator.save()
    found_unlocked = sign_in(administrator)
    assert found_unlocked.post(f"{here}link/")["Location"].startswith("/accounts/reauthenticate/")
    assert "/accounts/password/reset/key/" not in found_unlocked.get(here).text
