"""Whoever was erased does not come back by a list or a mail; whoever is added by hand does."""

from __future__ import annotations

import io
from typing import Any

import pytest

from accounts.models import User
from relationships.alumni.models import Alumnus
from relationships.capture import reasons
from relationships.capture.models import Message, Proposal
from relationships.capture.run_actions import capture_file
from relationships.clients.models import Client
from relationships.contacts.forgotten import forgotten_among
from relationships.contacts.models import ContactPoint, Forgotten, Person
from relationships.interactions.models import Interaction, TouchPerson
from relationships.trust.erasure_actions import ask_erasure, erase_waiting
from tests import factories as make
from tests.capture.letters import letter
from tests.imports.bringing import bring, counts

pytestmark = pytest.mark.django_db
MAIL = "zerlina@quexbury.example"


@pytest.fixture(autouse=True)
def erased(tmp_path: Any, settings: Any, administrator: User, novagen: Client) -> Person:
    settings.ERASURE_LOG, settings.CAPTURE_MAILDIR = tmp_path / "erasures.jsonl", tmp_path / "maildir"
    settings.IMPORTS_ROOT = tmp_path / "imports"
    person = make.PersonFactory(name="Zerlina Quexbury", source="crm", external_id="P-17")
    make.ContactPointFactory(person=person, value=MAIL)
    make.PositionFactory(person=person, client=novagen)
    ask_erasure(kind="person", subject=person, by=administrator)
    assert erase_waiting() == 1
    return person


def test_the_table_holds_no_address() -> None:
    assert {len(each) for each in Forgotten.objects.values_list("digest", flat=True)} == {64}
    assert forgotten_among([MAIL, "ana@novagen.example"]) == {MAIL}


def test_under_another_key_the_old_one_still_tells(settings: Any) -> None:
    before, settings.SECRET_KEY = settings.SECRET_KEY, "another key that is long enough to be taken for one"
    assert forgotten_among([MAIL]) == set()
    settings.SECRET_KEY_FALLBACKS = [before]
    assert forgotten_among([MAIL]) == {MAIL}


@pytest.mark.parametrize(
    ("kind", "text", "column"),
    [
        ("people", f"name,email,client\nZ Quexbury,{MAIL.upper()},Novagen\nAna Ruiz,ana@x.example,Novagen\n", "email"),
        ("people", "name,external_id\nZerlina Quexbury,P-17\nAna Ruiz,P-18\n", "external_id"),
        ("alumni", f"name,email\nZerlina Quexbury,{MAIL}\nAna Ruiz,ana@x.example\n", "email"),
    ],
)
def test_a_list_is_refused_row_by_row_and_says_why(kind: str, text: str, column: str) -> None:
    report = bring(kind, text, source="crm")
    assert counts(report) == {"read": 2, "created": 1, "rejected": 1}
    [error] = report.errors
    assert (error.line, error.column, error.value) == (2, column, "")
    assert "erased" in error.reason
    assert not Person._base_manager.filter(name__icontains="quexbury").exists()
    assert not ContactPoint.objects.filter(value=MAIL).exists()


def test_touchpoints_come_in_without_them() -> None:
    text = (
        "client,occurred_at,kind,colleagues,people\n"
        f"Novagen,2026-01-05,call,Maya Okafor,Zerlina Quexbury <{MAIL}>; Ana Ruiz <ana@x.example>\n"
    )
    report = bring("interactions", text)
    assert (report.created, [word for word in report.warnings if "erased" in word]) == (
        1,
        ["1 person who was erased stayed out of touchpoints that name them."],
    )
    touch = Interaction._base_manager.get()
    assert [each.person.name for each in TouchPerson.objects.filter(interaction=touch).select_related("person")] == [
        "Ana Ruiz"
    ]


def test_mail_with_them_alone_keeps_nothing_and_proposes_nobody(account_manager: User) -> None:
    for mail in (letter(to=MAIL), letter(sender=f"Zerlina <{MAIL}>", to=account_manager.email, message_id="<2@x>")):
        capture_file(user=account_manager, file=io.BytesIO(mail), name="one.eml", source="upload")
    for message in Message.objects.all():
        assert (message.fate, message.reason, message.subject) == (reasons.IGNORED, reasons.ERASED, "")
        assert MAIL not in [message.sender, *message.parties, *message.unknown]
    assert Message.objects.count() == 2
    assert not Proposal.objects.exists()


def test_mail_with_others_too_goes_on_without_them(account_manager: User) -> None:
    mail = letter(to=f"{MAIL}, bo@quillon.example")
    capture_file(user=account_manager, file=io.BytesIO(mail), name="one.eml", source="upload")
    assert [each.address for each in Proposal.objects.all()] == ["bo@quillon.example"]
    assert MAIL not in Message.objects.get().parties


def test_whoever_was_added_by_hand_is_here_again() -> None:
    person = make.PersonFactory(name="Zerlina Quexbury")
    make.ContactPointFactory(person=person, value=MAIL)
    report = bring("alumni", f"name,email\nZerlina Quexbury,{MAIL}\n")
    assert counts(report) == {"read": 1, "created": 1}
    assert Alumnus._base_manager.get().person == person
