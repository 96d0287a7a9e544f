"""One table of keys: the help tells it, the pages carry it for the script."""

from __future__ import annotations

import re

import pytest

from accounts.models import User
from crm.environment import ROOT
from crm.keyboard import key_groups
from tests.cast import SignIn

pytestmark = pytest.mark.django_db


def test_the_script_acts_on_what_the_table_names() -> None:
    table = {key.does for group in key_groups(logs=True, finds=True, places=[("g c", "C", "/")]) for key in group.keys}
    script = (ROOT / "static/js/keys.js").read_text()
    acts = set(re.findall(r'act === "([a-z-]+)"', script)) | {"go"}
    assert table - {""} == acts


def test_the_page_and_the_dialog_tell_the_same_and_only_what_one_may(sign_in: SignIn, alumni_admin: User) -> None:
    page = sign_in(alumni_admin).get("/help/keyboard/").text
    listed = re.findall(r"<dd>([^<]+)</dd>", page)
    assert {each: listed.count(each) for each in listed if listed.count(each) % 2} == {}
    assert 'data-presses="g c" data-goes="/clients/"' in page
    assert "Repeat business" not in page
