"""The second step of signing in: codes, passkeys, recovery codes, whose role must have one, and a lost phone."""

import json
import time

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.messages import get_messages
from django.core import mail
from django.test import Client as Browser

from accounts.firm_actions import lock_firm
from accounts.models import Firm, User
from accounts.second_step import second_step_in_words, second_steps_by_role

PASSWORD = "long enough, never used"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya(account_manager: User) -> User:
    account_manager.set_password(PASSWORD)
    account_manager.save()
    return account_manager


@pytest.fixture
def app(maya: User) -> Authenticator:
    return TOTP.activate(maya, SECRET).instance


def code(ago: int = 0) -> str:
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30 - ago))


def password_given(browser: Browser, user: User):
    return browser.post("/accounts/login/?next=/clients/", {"login": user.email, "password": PASSWORD})


def confirmed(user: User) -> Browser:
    """A browser in which `user` is signed in and gave their password a moment ago."""
    browser = Browser()
    browser.force_login(user)
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return browser


def is_signed_in(browser: Browser) -> bool:
    return browser.get("/me/").status_code == 200


def test_the_password_alone_opens_nothing(client, maya, app):
    answer = password_given(client, maya)
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/2fa/authenticate/")
    assert not is_signed_in(client)
    assert client.get("/clients/")["Location"].startswith("/accounts/login/")
    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert wrong.status_code == 422
    assert "That is not the code" in wrong.text
    assert not is_signed_in(client)
    right = client.post("/accounts/2fa/authenticate/", {"code": code()})
    assert (right.status_code, right["Location"]) == (302, "/clients/")
    assert is_signed_in(client)


def test_a_code_opens_once_even_while_it_is_good(client, maya, app):
    password_given(client, maya)
    taken = code()
    assert client.post("/accounts/2fa/authenticate/", {"code": taken}).status_code == 302
    over_the_shoulder = Browser()
    password_given(over_the_shoulder, maya)
    for written in (taken, f"{taken[:3]} {taken[3:]}"):
        assert over_the_shoulder.post("/accounts/2fa/authenticate/", {"code": written}).status_code == 422
    assert not is_signed_in(over_the_shoulder)


@pytest.mark.parametrize(("ago", "opens"), [(1, True), (-1, True), (2, False)])
def test_a_clock_may_be_half_a_minute_off(client, maya, app, ago, opens):
    password_given(client, maya)
    assert (client.post("/accounts/2fa/authenticate/", {"code": code(ago)}).status_code == 302) is opens


def test_guessing_codes_ends(client, maya, app):
    password_given(client, maya)
    for _ in range(10):
        client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    answer = client.post("/accounts/2fa/authenticate/", {"code": code()})
    assert answer.status_code in (422, 429)
    assert not is_signed_in(client)


def test_the_secret_does_not_lie_open_in_the_database(maya, app):
    assert SECRET not in json.dumps(app.data)
    assert get_adapter().decrypt(app.data["secret"]) == SECRET


def test_a_former_secret_key_still_reads_it_and_a_strange_one_opens_nothing(client, maya, app, settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 50, [settings.SECRET_KEY]
    assert get_adapter().decrypt(app.data["secret"]) == SECRET
    settings.SECRET_KEY_FALLBACKS = []
    password_given(client, maya)
    assert client.post("/accounts/2fa/authenticate/", {"code": code()}).status_code == 422


def test_setting_up_an_app_asks_for_the_password_and_shows_codes_once(client, maya):
    client.force_login(maya)
    asked = client.get("/accounts/2fa/totp/activate/")
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    client.post(asked["Location"], {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    assert secret in page.text
    refused = client.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    assert refused.status_code == 422
    assert secret in refused.text
    right = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    done = client.post("/accounts/2fa/totp/activate/", {"code": right})
    assert done["Location"] == "/accounts/2fa/recovery-codes/"
    codes = client.get("/accounts/2fa/recovery-codes/").context["unused_codes"]
    assert len(set(codes)) == 10
    later = Browser()
    later.force_login(maya)
    assert codes[0] not in later.get("/accounts/2fa/recovery-codes/").text
    late = Browser()
    password_given(late, maya)
    assert late.post("/accounts/2fa/authenticate/", {"code": codes[0]}).status_code == 302
    again = Browser()
    password_given(again, maya)
    assert again.post("/accounts/2fa/authenticate/", {"code": codes[0]}).status_code == 422


DEEP = "[" * 100_000
NONSENSE = [
    *("", "null", "[]", "7", '"x"', "{}", "{", DEEP, '{"a":' * 2_000),
    '{"id":"x","rawId":"x","type":"public-key","response":{}}',
    '{"id":1,"rawId":[],"type":{},"response":7}',
    '{"id":"","response":{"userHandle":"%%%"}}',
    '{"id":"eA","rawId":"eA","type":"public-key","response":{"clientDataJSON":"eA","attestationObject":"eA"}}',
    '{"id":"eA","rawId":"eA","response":{"clientDataJSON":"eA","authenticatorData":"eA","signature":"eA","userHandle":"eA"}}',
    '{"id":"\\u0000","response":{"clientDataJSON":"bnVsbA"}}',
]


def test_nonsense_instead_of_a_passkey_is_refused_everywhere(client, maya, app):
    password_given(client, maya)
    inside = confirmed(maya)
    for sent in NONSENSE:
        assert client.post("/accounts/2fa/authenticate/", {"credential": sent}).status_code in (422, 429), sent[:60]
        assert inside.post("/accounts/2fa/webauthn/add/", {"credential": sent}).status_code == 422, sent[:60]
        assert Browser().post("/accounts/2fa/webauthn/login/", {"credential": sent}).status_code in (302, 429), sent[
            :60
        ]
    assert not is_signed_in(client)
    assert Authenticator.objects.filter(type="webauthn").count() == 0


def require(*roles: str) -> None:
    Firm.objects.filter(pk=lock_firm().pk).update(second_step_roles=list(roles))


def test_whose_role_must_have_one_gets_no_further_than_setting_it_up(client, maya):
    client.force_login(maya)
    assert client.get("/clients/").status_code == 200
    require("account_manager")
    answer = client.get("/clients/")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/2fa/")
    assert "second step" in str(next(iter(get_messages(answer.wsgi_request))))
    assert client.post("/clients/new/", {"name": "Novagen"}).status_code == 303
    fragment = client.get("/clients/", headers={"HX-Request": "true"})
    assert (fragment.status_code, fragment["HX-Redirect"]) == (204, "/accounts/2fa/")
    assert client.get("/accounts/2fa/").status_code == 200
    TOTP.activate(maya, SECRET)
    assert client.get("/clients/").status_code == 200


def test_it_can_not_be_taken_off_by_whoever_must_have_it(maya, app):
    browser = confirmed(maya)
    require("account_manager")
    assert "Set up another one" in browser.get("/accounts/2fa/totp/deactivate/").text
    browser.post("/accounts/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(user=maya, type="totp").exists()
    require()
    browser.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=maya).exists()


@pytest.fixture
def gerd(administrator: User) -> User:
    administrator.set_password(PASSWORD)
    administrator.save()
    return administrator


def test_an_administrator_chooses_the_roles_after_their_password(client, gerd):
    client.force_login(gerd)
    sent = {"second_step_roles": ["partner", "auditor"], "version": str(lock_firm().version)}
    asked = client.post("/settings/sign-in/", sent)
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    assert Firm.objects.get().second_step_roles == []
    client.post(asked["Location"], {"password": PASSWORD})
    assert Firm.objects.get().second_step_roles == ["partner", "auditor"], "what was sent is done afterwards"


def test_who_has_one_is_counted_by_role(maya, app, outsider, partner):
    counted = {row.role: (row.colleagues, row.with_one) for row in second_steps_by_role()}
    assert counted == {"account_manager": (2, 1), "partner": (1, 0)}
    assert second_step_in_words(maya) == "an app"
    assert second_step_in_words(partner) == "none"


def test_a_lost_phone_is_taken_off_by_an_administrator(maya, app, administrator, sign_in):
    theirs, browser = sign_in(maya), sign_in(administrator)
    assert "Take off the second step" in browser.get(f"/settings/colleagues/{maya.public_id}/").text
    assert browser.post(f"/settings/colleagues/{maya.public_id}/second-step/").status_code == 303
    assert not Authenticator.objects.filter(user=maya).exists()
    assert theirs.get("/clients/").status_code == 302
    assert [message.to for message in mail.outbox] == [[maya.email]]
    assert password_given(Browser(), maya)["Location"] == "/clients/"


def test_nobody_takes_off_their_own_that_way(administrator, sign_in):
    TOTP.activate(administrator, SECRET)
    sign_in(administrator).post(f"/settings/colleagues/{administrator.public_id}/second-step/")
    assert Authenticator.objects.filter(user=administrator).exists()


def test_rights_are_changed_after_the_password_only(client, gerd, maya):
    client.force_login(gerd)
    sent = {"name": maya.name, "email": maya.email, "role": "administrator", "version": str(maya.version)}
    asked = client.post(f"/settings/colleagues/{maya.public_id}/edit/", sent)
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    assert User.objects.get(pk=maya.pk).role == "account_manager"
    client.post(asked["Location"], {"password": PASSWORD})
    assert User.objects.get(pk=maya.pk).role == "administrator"


@pytest.mark.parametrize(
    ("password", "fine"),
    [
        ("novagennovagen", False),
        ("qwertyuiop1234", False),
        ("December2026!", False),
        ("perennial 2026", False),
        ("tide lantern oboe mustard", True),
        ("x" * 5_000, False),
    ],
)
def test_what_a_guesser_tries_early_is_refused(client, maya, password, fine):
    Firm.objects.filter(pk=lock_firm().pk).update(name="Novagen")
    client.force_login(maya)
    sent = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    assert (client.post("/accounts/password/change/", sent).status_code == 302) is fine
