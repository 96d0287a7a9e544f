"""What operators read names everything that can be set, and every dependency with its reason."""

from __future__ import annotations

import re

from crm.environment import ROOT

READ_IN_CODE = re.compile(r'(?:\benv\.\w+|\benviron\.get)\(\s*"([A-Z_]+)"')
INTERNAL = {"CRM_PROCESS", "CRM_DATABASE_ROLE", "DJANGO_SETTINGS_MODULE"}


def named_in_code() -> set[str]:
    sources = [each.read_text() for each in (ROOT / "crm").rglob("*.py")]
    return {name for source in sources for name in READ_IN_CODE.findall(source)} - INTERNAL


def test_the_example_shows_every_variable() -> None:
    shown = set(re.findall(r"^# ([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert shown == named_in_code()


def test_the_manual_explains_every_variable() -> None:
    table = (ROOT / "docs" / "operations.md").read_text().split("## Environment")[1]
    assert set(re.findall(r"^\| `([A-Z_]+)`", table, re.MULTILINE)) == named_in_code()


def test_every_dependency_has_its_reason() -> None:
    wanted = set()
    for file in ("requirements.in", "requirements-dev.in"):
        wanted |= set(re.findall(r"^([a-z0-9-]+)(?:\[[\w,]+\])?==", (ROOT / file).read_text(), re.MULTILINE))
    rows = re.findall(r"^\| ([a-z0-9, -]+) \|", (ROOT / "docs/adr/0005-dependencies.md").read_text(), re.MULTILINE)
    reasons = {name for row in rows for name in row.split(", ")} - {"package", "---"}
    assert reasons == wanted


def test_nothing_of_the_machine_that_pinned_them_is_left_in_the_pins() -> None:
    for file in ("requirements.txt", "requirements-dev.txt"):
        assert re.findall(r"(?:file:|https?:|--index|--find)\S*", (ROOT / file).read_text()) == []
