"""What becomes of captured messages: one fate each, one touchpoint for a mail, and nothing from behind a wall."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from relationships.capture.models import CaptureChoice, CaptureRun, Message, Proposal
from relationships.capture.run_actions import capture_file
from relationships.capture.tally import Tally
from relationships.clients.models import Client
from relationships.interactions.actions import undo_interaction
from relationships.interactions.models import Interaction, TouchClient, TouchColleague, TouchPerson
from relationships.scoring.models import StaleMark
from tests.capture.letters import calendar, letter, mailbox, meeting
from tests.factories import ClientFactory, ContactPointFactory, PersonFactory, PositionFactory, WallFactory

pytestmark = pytest.mark.django_db


def capture(user: User, content: bytes, name: str = "file.eml") -> Tally:
    return capture_file(user=user, file=BytesIO(content), name=name, source="upload")


def touches() -> list[Interaction]:
    return list(Interaction._base_manager.order_by("pk"))


def fate(user: User) -> tuple[str, str]:
    message = Message.objects.get(user=user)
    return message.fate, message.reason


def test_a_mail_becomes_a_touch_of_its_colleague_person_and_client(account_manager, novagen, ana):
    tally = capture(account_manager, letter())
    (touch,) = touches()
    assert (touch.kind, touch.direction, touch.summary, touch.source) == ("email", "ours", "The audit", "mail")
    assert TouchPerson.objects.get(interaction=touch).person == ana
    assert TouchClient.objects.get(interaction=touch).client == novagen
    assert TouchColleague.objects.get(interaction=touch).colleague == account_manager
    assert (tally.read, tally.made, tally.by_reason) == (1, 1, {("touched", "new"): 1})
    assert StaleMark.objects.filter(client=novagen).exists()


def test_the_same_mail_again_changes_nothing(account_manager, ana):
    file = mailbox(
        letter(), letter(), letter(message_id="<two@x>", sender="ana@novagen.example", to="maya@firm.example")
    )
    first, second = capture(account_manager, file), capture(account_manager, file)
    assert len(touches()) == 2
    assert {each.direction for each in touches()} == {"ours", "theirs"}
    assert (first.read, first.made, first.of("touched")) == (3, 2, 3)
    assert (second.read, second.made, second.of("touched")) == (3, 0, 3)
    assert {each.version for each in touches()} == {1}


def test_two_colleagues_with_one_mail_have_one_touch(account_manager, partner, ana):
    mail = letter(Cc="henrik@firm.example")
    capture(account_manager, mail)
    tally = capture(partner, mail)
    (touch,) = touches()
    taking_part = TouchColleague.objects.filter(interaction=touch).values_list("colleague__name", flat=True)
    assert sorted(taking_part) == ["Henrik Lindqvist", "Maya Okafor"]
    assert (tally.made, tally.by_reason) == (0, {("touched", "joined"): 1})
    assert capture(partner, mail).by_reason == {("touched", "joined"): 1}


def test_a_touch_that_was_undone_is_not_captured_again(account_manager, ana):
    capture(account_manager, letter())
    undo_interaction(user=account_manager, interaction=touches()[0])
    for _ in range(2):
        assert capture(account_manager, letter()).by_reason == {("ignored", "removed"): 1}
    assert [each.archived_at is None for each in touches()] == [False]


def test_somebody_unknown_is_proposed_and_nobody_is_created(account_manager, novagen):
    before = len(PersonFactory._meta.model._base_manager.all())
    assert capture(account_manager, letter()).by_reason == {("proposed", "unknown"): 1}
    assert len(PersonFactory._meta.model._base_manager.all()) == before
    assert list(Proposal.objects.values_list("user__name", "address", "name", "times")) == [
        ("Maya Okafor", "ana@novagen.example", "Ana Ruiz", 1)
    ]
    capture(account_manager, letter())
    assert Proposal.objects.get().times == 1
    assert touches() == []


def test_an_address_of_somebody_known_is_no_colleagues(account_manager, outsider, ana):
    """Whoever calls a client's address their own keeps nobody else's mail from counting."""
    CaptureChoice.objects.create(user=outsider, own_addresses=["ana@novagen.example"])
    assert capture(account_manager, letter()).made == 1
    assert TouchPerson.objects.get().person == ana


def test_an_old_address_finds_the_person_and_an_archived_person_is_unknown(account_manager, ana):
    from django.utils import timezone

    type(ana)._base_manager.filter(pk=ana.pk).update(archived_at=timezone.now())
    assert capture(account_manager, letter()).of("proposed") == 1
    type(ana)._base_manager.filter(pk=ana.pk).update(archived_at=None)
    ContactPointFactory._meta.model.objects.filter(person=ana).update(archived_at=timezone.now())
    assert capture(account_manager, letter()).made == 1


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"Auto_Submitted": "auto-replied"}, ("ignored", "auto_reply")),
        ({"subject": "Automatic reply: The audit"}, ("ignored", "auto_reply")),
        ({"List_Id": "<talk.example>"}, ("ignored", "list")),
        ({"List_Unsubscribe": "<mailto:off@x.example>"}, ("ignored", "newsletter")),
        ({"sender": "noreply@novagen.example"}, ("ignored", "automatic")),
        ({"sender": "MAILER-DAEMON@mx.example"}, ("ignored", "bounce")),
        ({"to": "Henrik <henrik@firm.example>"}, ("ignored", "internal")),
        ({"to": "somebody@firm.example"}, ("ignored", "internal")),
        ({"to": "maya@firm.example"}, ("ignored", "nobody")),
        ({"to": ", ".join(f"p{n}@many.example" for n in range(21))}, ("ignored", "bulk")),
        ({"at": None}, ("refused", "no_date")),
        ({"sender": "nobody", "to": ""}, ("refused", "no_address")),
    ],
)
def test_what_is_no_touch_says_why(changes, expected, account_manager, partner, ana):
    tally = capture(account_manager, letter(**changes))
    assert fate(account_manager) == expected
    assert touches() == []
    assert (tally.read, tally.by_reason) == (1, {expected: 1})


def test_the_body_is_kept_only_where_the_colleague_says_so(account_manager, ana):
    mail = letter(body="Shall we meet?\n\nOn Monday Ana wrote:\n> secret")
    for keeps, number, summary in (
        ("nothing", 1, ""),
        ("subject", 2, "The audit"),
        ("body", 3, "The audit\n\nShall we meet?"),
    ):
        CaptureChoice.objects.update_or_create(user=account_manager, defaults={"keeps": keeps})
        capture(account_manager, mail.replace(b"<one@", f"<{number}@".encode()))
        assert touches()[-1].summary == summary
    assert not Message.objects.exclude(summary="").exists()
    assert sorted(Message.objects.values_list("subject", flat=True)) == ["", "The audit", "The audit"]


def test_a_touch_belongs_to_the_position_of_its_date(account_manager, novagen, ana):
    type(ana.positions.get()).objects.unscoped(reason="test").update(started_on="2026-11-10")
    former = ClientFactory(name="Before")
    PositionFactory(person=ana, client=former, started_on="2020-01-01", ended_on="2026-11-09")
    capture(account_manager, letter())
    assert TouchClient.objects.get().client == former


def test_meetings_have_been_or_are_to_come(account_manager, ana):
    file = calendar(
        meeting("past", more="DTEND:20261102T101500Z\n"),
        meeting("weekly", "20261005T080000Z", "RRULE:FREQ=WEEKLY;COUNT=3\nEXDATE:20261012T080000Z\n"),
        meeting("later", "20991102T093000Z"),
        meeting("off", more="STATUS:CANCELLED\n"),
        meeting("never", more="RRULE:FREQ=SECONDLY\n"),
    )
    tally = capture(account_manager, file, "file.ics")
    found = [(each.kind, each.direction, each.duration_minutes, f"{each.occurred_at:%m-%d}") for each in touches()]
    assert sorted(found, key=str) == [
        ("meeting", "mutual", 45, "11-02"),
        ("meeting", "mutual", None, "10-05"),
        ("meeting", "mutual", None, "10-19"),
        ("meeting", "mutual", None, "11-02"),
    ]
    assert tally.by_reason["ignored", "future"] == 1
    assert tally.by_reason["ignored", "cancelled"] == 1
    assert tally.by_reason["ignored", "often"] == 1
    assert capture(account_manager, file, "file.ics").made == 0
    assert len(touches()) == 4


class TestWalls:
    """Tomás stands outside the wall; Maya and Henrik inside."""

    @pytest.fixture
    def secret(self, walled_client: Client):
        person = PersonFactory(name="Zed Marrow")
        PositionFactory(person=person, client=walled_client)
        ContactPointFactory(person=person, value="zed@marrow.example")
        return person

    def test_an_outsider_is_told_what_they_would_be_without_the_wall(self, outsider, account_manager, secret):
        mail = letter("zed@marrow.example", "tomas@firm.example", Cc="maya@firm.example")
        capture(account_manager, mail)
        before = len(touches())
        assert capture(outsider, mail).by_reason == {("proposed", "unknown"): 1}
        assert Proposal.objects.get(user=outsider).address == "zed@marrow.example"
        assert len(touches()) == before == 1

    def test_a_mail_to_both_sides_of_a_wall_is_two_touches(self, outsider, account_manager, secret, ana):
        mail = letter(to="ana@novagen.example, zed@marrow.example", Cc="tomas@firm.example")
        for first, second in ((account_manager, outsider), (outsider, account_manager)):
            Message.objects.all().delete()
            Interaction._base_manager.all().delete()
            capture(first, mail)
            capture(second, mail)
            clients = [
                sorted(TouchClient.objects.filter(interaction=each).values_list("client__name", flat=True))
                for each in touches()
            ]
            assert sorted(clients) == [["Marrow & Pike Diagnostics", "Novagen Therapeutics"], ["Novagen Therapeutics"]]
            seen = Interaction.objects.visible_to(outsider)
            assert [TouchPerson.objects.filter(interaction=each).count() for each in seen] == [1]

    def test_a_confidential_touch_is_not_joined(self, outsider, account_manager, ana):
        mail = letter(Cc="tomas@firm.example")
        capture(account_manager, mail)
        Interaction._base_manager.update(confidential=True)
        capture(outsider, mail)
        assert len(touches()) == 2
        assert Interaction.objects.visible_to(outsider).count() == 1


def test_a_run_that_lost_a_message_can_not_be_written(account_manager):
    from django.db import IntegrityError

    with pytest.raises(IntegrityError, match="none_lost"):
        CaptureRun.objects.create(user=account_manager, source="upload", name="x", read=2, touched=1)


class TestTwinWorlds:
    """The same mail in a firm without and with what stands behind a wall: an outsider's pages are the same."""

    PLAIN = letter("tomas@firm.example", "ana@novagen.example", "Plain", message_id="<p@x>")
    MAILS = mailbox(
        letter("zed@marrow.example", "tomas@firm.example", "To Zed", message_id="<z@x>"),
        letter(
            "tomas@firm.example",
            "ana@novagen.example, zed@marrow.example",
            "Both",
            message_id="<b@x>",
            Cc="maya@firm.example",
        ),
        letter("Zed Marrow <z2@marrow.example>", "tomas@firm.example", "Namesake", message_id="<n@x>"),
        PLAIN,
    )

    def look(self, browser) -> list[str]:
        names = ("capture_list", "correspondent_list", "upload_capture", "capture_settings")
        pages = [browser.get(reverse(name)).content.decode() for name in names]
        pages.append(browser.get(reverse("capture_list") + "?q=zed").content.decode())
        random = r'(csrfmiddlewaretoken" value=")[^"]+|(X-CSRFToken[^:]*: ?\W*)\w{20,}|(/)[0-9A-Za-z]{12}(?=/)'
        return [re.sub(random, "random", page) for page in pages]

    def test_an_outsider_can_not_tell(self, sign_in, outsider, account_manager, partner, novagen, ana):
        browser = sign_in(outsider)
        capture(account_manager, self.PLAIN)
        with transaction.atomic():
            without_counts = capture(outsider, self.MAILS).by_reason
            without = self.look(browser)
            transaction.set_rollback(True)
        secret = ClientFactory(name="Marrow & Pike Diagnostics")
        WallFactory(client=secret, insiders=[partner, account_manager], created_by=partner)
        zed = PersonFactory(name="Zed Marrow")
        PositionFactory(person=zed, client=secret)
        for address in ("zed@marrow.example", "other@marrow.example"):
            ContactPointFactory(person=zed, value=address)
        capture(account_manager, self.MAILS)
        assert TouchClient.objects.filter(client=secret).exists()
        assert capture(outsider, self.MAILS).by_reason == without_counts
        assert self.look(browser) == without
        inside = self.look(sign_in(account_manager))
        assert any("Marrow &amp; Pike" in page for page in inside), "else the test is blind"
