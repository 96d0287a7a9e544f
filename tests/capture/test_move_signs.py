"""What captured mail says of people who may have moved: a sign to look at, never a change."""

from __future__ import annotations

from io import BytesIO

import pytest

from accounts.models import User
from relationships.capture.run_actions import capture_file
from relationships.contacts.models import MoveSignal, Person, Position
from tests.capture.letters import letter
from tests.factories import ClientFactory, ContactPointFactory, PersonFactory, PositionFactory, WallFactory

pytestmark = pytest.mark.django_db
REPORT = "Final-Recipient: rfc822; Ana@Novagen.example\nAction: {}\nStatus: {}\n"


def signs(user: User, *letters: bytes) -> set[tuple[str, str]]:
    for content in letters:
        capture_file(user=user, file=BytesIO(content), name="file.eml", source="upload")
    return set(MoveSignal.objects.unscoped(reason="test").values_list("kind", "said"))


def bounce(action: str, status: str) -> bytes:
    return letter(
        "Mail Delivery System <MAILER-DAEMON@firm.example>", "maya@firm.example", "Undelivered",
        REPORT.format(action, status), message_id=f"<{action}@x>",
    )  # fmt: skip


def test_mail_that_came_back_for_good_is_a_sign(account_manager: User, ana: Person) -> None:
    assert signs(account_manager, bounce("delayed", "4.4.1")) == set()
    assert signs(account_manager, bounce("failed", "5.1.1")) == {("bounce", "ana@novagen.example")}


def test_a_known_name_at_a_new_domain_is_a_sign(account_manager: User, ana: Person) -> None:
    new = letter("Ana Ruiz <ana@quillon.example>", "maya@firm.example", message_id="<new@quillon.example>")
    free = letter("Ana Ruiz <ana@gmail.com>", "maya@firm.example", message_id="<free@gmail.com>")
    assert signs(account_manager, new, new, free) == {("address", "ana@quillon.example")}
    assert Position._base_manager.filter(person=ana, ended_on__isnull=True).count() == 1


def test_a_newsletter_says_nothing_of_a_person(account_manager: User, ana: Person) -> None:
    news = letter("Ana Ruiz <ana@news.example>", "maya@firm.example", List_Unsubscribe="<mailto:x@news.example>")
    assert signs(account_manager, news) == set()


def test_a_namesake_behind_a_wall_hinders_no_sign_and_one_in_sight_does(account_manager: User, ana: Person) -> None:
    """Whoever missed the sign would know that somebody of that name is behind a wall."""
    hidden = PersonFactory(name="Ana Ruiz")
    PositionFactory(person=hidden, client=WallFactory().client)
    ContactPointFactory(person=hidden, value="ana@marrow.example")
    new = letter("Ana Ruiz <ana@quillon.example>", "maya@firm.example", message_id="<new@quillon.example>")
    assert signs(account_manager, new) == {("address", "ana@quillon.example")}
    assert MoveSignal.objects.unscoped(reason="test").get().person == ana
    other = PersonFactory(name="Ana Ruiz")
    PositionFactory(person=other, client=ClientFactory())
    again = letter("Ana Ruiz <ana@zebra.example>", "maya@firm.example", message_id="<again@zebra.example>")
    assert signs(account_manager, again) == {("address", "ana@quillon.example")}
