"""The drop folder: each file ends in exactly one fate, whoever dies on the way."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.db import DataError, OperationalError

from accounts.models import User
from relationships.capture import drop_actions
from relationships.capture.access_actions import make_drop_address, withdraw_drop_address
from relationships.capture.models import CaptureRun, Message
from relationships.capture.own_queries import drop_written
from relationships.interactions.models import Interaction
from tests.capture.letters import letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def drop(maildir: Path, account_manager: User) -> str:
    return drop_written(make_drop_address(user=account_manager))


def delivered(*letters: bytes) -> None:
    for number, each in enumerate(letters):
        drop_actions.deliver(each, f"{number}.mail")


def files(maildir: Path) -> dict[str, int]:
    return {each.name: len(list(each.iterdir())) for each in sorted(maildir.iterdir()) if list(each.iterdir())}


def fates() -> list[tuple[str, str]]:
    return list(Message.objects.order_by("pk").values_list("fate", "reason"))


def test_a_blind_copy_is_captured_and_the_file_is_gone(maildir, drop, ana):
    delivered(letter(Delivered_To=drop), letter(message_id="<two@x>", Bcc=f"Me <{drop.upper()}>"))
    assert drop_actions.read_drop_folder() == 2
    assert fates() == [("touched", "new")] * 2
    assert files(maildir) == {}
    assert drop_actions.read_drop_folder() == 0


def test_mail_that_was_forwarded_is_the_mail_inside(maildir, drop, ana):
    quoted = (
        "fyi\n\n---------- Forwarded message ---------\nFrom: Ana Ruiz <ana@novagen.example>\n"
        "Date: Mon, 2 Nov 2026 09:10:00 +0100\nSubject: Budget\nTo: Maya Okafor <maya@firm.example>\n\nHere."
    )
    german = (
        "Von: Ana Ruiz [mailto:ana@novagen.example]\nGesendet: 3. November 2026 10:00\nAn: maya@firm.example\n"
        "Betreff: Angebot\n\nHier."
    )
    attached = (
        letter(to=drop, subject="Fwd: Plan", message_id="<f3@x>")
        .replace(b'Content-Type: text/plain; charset="utf-8"', b'Content-Type: multipart/mixed; boundary="b"')
        .replace(b"Content-Transfer-Encoding: 7bit\n", b"")
        .replace(
            b"Shall we meet?",
            b"--b\nContent-Type: message/rfc822\n\n"
            + letter("ana@novagen.example", "maya@firm.example", "Plan", message_id="<inner@x>")
            + b"\n--b--",
        )
    )
    delivered(
        letter(to=drop, subject="Fwd: Budget", body=quoted, message_id="<f1@x>"),
        letter(to=drop, subject="WG: Angebot", body=german, message_id="<f2@x>"),
        attached,
    )
    drop_actions.read_drop_folder()
    found = Interaction._base_manager.order_by("occurred_at").values_list("summary", "direction", "occurred_at")
    assert [(summary, direction, f"{at:%d %H:%M}") for summary, direction, at in found] == [
        ("Budget", "theirs", "02 08:10"),
        ("Plan", "theirs", "02 09:30"),
        ("Angebot", "theirs", "03 10:00"),
    ]


def test_the_inner_mail_and_the_mail_itself_are_one(maildir, drop, ana, account_manager):
    from tests.capture.test_settle import capture

    inner = letter("ana@novagen.example", "maya@firm.example", "Plan", message_id="<inner@x>")
    capture(account_manager, inner)
    outer = (
        (
            f"From: maya@firm.example\nTo: {drop}\nSubject: Fwd\nDate: Mon, 2 Nov 2026 10:00:00 +0000\n"
            f'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: message/rfc822\n\n'
        ).encode()
        + inner
        + b"\n--b--\n"
    )
    delivered(outer)
    drop_actions.read_drop_folder()
    assert Interaction._base_manager.count() == 1


def test_strangers_and_withdrawn_addresses_are_refused(maildir, drop, ana, account_manager):
    delivered(letter("spam@x.example", drop, message_id="<s@x>"))
    drop_actions.read_drop_folder()
    assert fates() == [("refused", "stranger")]
    withdraw_drop_address(user=account_manager)
    delivered(
        letter(Delivered_To=drop), letter(Delivered_To="drop+aaaaaaaaaaaaaaaaaaaa@crm.example"), b"\xff\x00 no mail"
    )
    assert drop_actions.read_drop_folder() == 3
    assert fates()[1:] == [("refused", "no_such_drop")] * 3
    assert not Message.objects.filter(user=None).exclude(subject="", sender="").exists()
    assert files(maildir) == {"aside": 3}


def test_whoever_left_has_no_drop_address(maildir, drop, ana, account_manager):
    User.objects.filter(pk=account_manager.pk).update(is_active=False)
    delivered(letter(Delivered_To=drop))
    drop_actions.read_drop_folder()
    assert fates() == [("refused", "no_such_drop")]


@pytest.mark.parametrize("where", ["settle", "unlink", "rename"])
def test_killed_at_any_step_every_file_has_one_fate_in_the_end(where, maildir, drop, ana, monkeypatch):
    delivered(letter(Delivered_To=drop), letter(Delivered_To=drop, message_id="<two@x>"), letter(message_id="<3@x>"))

    class Killed(BaseException):
        pass

    def die(*args, **kwargs):
        raise Killed

    with monkeypatch.context() as patched:
        if where == "settle":
            patched.setattr(drop_actions, "capture_messages", die)
        elif where == "unlink":
            patched.setattr(Path, "unlink", die)
        else:
            patched.setattr(drop_actions.os, "replace", die)
        with pytest.raises(Killed):
            drop_actions.read_drop_folder()
    drop_actions.read_drop_folder()
    assert sorted(fates()) == [("refused", "no_such_drop"), ("touched", "new"), ("touched", "new")]
    assert Interaction._base_manager.count() == 2
    assert files(maildir) == {"aside": 1}


def test_a_link_is_not_followed(maildir, drop, tmp_path):
    drop_actions.make_folders()
    secret = tmp_path / "secret"
    secret.write_bytes(letter(Delivered_To=drop))
    (maildir / "new" / "link").symlink_to(secret)
    assert drop_actions.read_drop_folder() == 0
    assert Message.objects.count() == 0


def test_one_that_was_replaced_takes_no_mail(maildir, drop, ana, account_manager):
    newer = drop_written(make_drop_address(user=account_manager))
    assert newer != drop
    delivered(letter(Delivered_To=drop), letter(Delivered_To=newer, message_id="<n@x>"))
    drop_actions.read_drop_folder()
    assert sorted(fates()) == [("refused", "no_such_drop"), ("touched", "new")]
    assert CaptureRun.objects.filter(source="drop", touched=1).count() == 1


def test_one_that_can_not_be_written_stops_no_other(maildir, drop, ana, monkeypatch, caplog):
    settle = drop_actions.capture_messages

    def balk(**given):
        found = list(given["messages"])
        if any(each.subject == "Poison" for each in found):
            raise DataError("no")
        return settle(**{**given, "messages": iter(found)})

    monkeypatch.setattr(drop_actions, "capture_messages", balk)
    delivered(letter(Delivered_To=drop), letter(Delivered_To=drop, message_id="<two@x>", subject="Poison"))
    drop_actions.read_drop_folder()
    assert sorted(fates()) == [("refused", "unreadable"), ("touched", "new")]
    assert files(maildir) == {}


def test_one_that_the_database_gave_up_over_waits_for_another_turn(maildir, drop, ana, monkeypatch):
    def balk(**given):
        raise OperationalError("deadlock detected")

    delivered(letter(Delivered_To=drop), letter(message_id="<3@x>"))
    with monkeypatch.context() as patched:
        patched.setattr(drop_actions, "capture_messages", balk)
        assert drop_actions.read_drop_folder() == 1
        assert drop_actions.read_drop_folder() == 0
    assert files(maildir) == {"claimed": 1, "aside": 1}
    assert drop_actions.read_drop_folder() == 1
    assert sorted(fates()) == [("refused", "no_such_drop"), ("touched", "new")]


def test_a_name_that_is_no_text_is_no_trouble(maildir, drop, ana):
    drop_actions.make_folders()
    name = os.fsdecode(b"\xff\xfe.mail")
    (maildir / "new" / name).write_bytes(letter())
    assert drop_actions.read_drop_folder() == 1
    assert fates() == [("refused", "no_such_drop")]
