"""The pages of capture, asked as a browser asks them."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from relationships.capture import run_actions
from relationships.capture.models import CaptureChoice, CaptureRun, DropAddress
from relationships.capture.tasks import read_dropped_mail, read_uploads
from relationships.interactions.actions import undo_interaction
from relationships.interactions.models import Interaction
from tests.capture.letters import letter, mailbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(sign_in, account_manager):
    return sign_in(account_manager)


def upload(browser, *files: tuple[str, bytes]):
    given = [SimpleUploadedFile(name, content) for name, content in files]
    return browser.post(reverse("upload_capture"), {"file": given}, follow=True)


def test_files_are_read_and_every_fate_is_listed_with_its_reason(browser, ana, account_manager):
    told = upload(
        browser,
        ("one.eml", letter()),
        ("box.mbox", mailbox(letter(message_id="<l@x>", List_Id="<x>"), letter(to="bo@x.example", message_id="<b@x>"))),
        ("photo.png", b"\x89PNG\r\n\x1a\n"),
    ).content.decode()
    assert "one.eml: 1 read. 1 new touchpoint." in told
    assert "box.mbox: 2 read. 1 ignored, 1 wait for a name." in told
    assert "photo.png: 1 read. 1 refused." in told
    where = reverse("capture_list")
    page = browser.get(where).content.decode()
    for reason in ("Made a touchpoint.", "Came through a mailing list.", "Is no mail, mailbox or calendar."):
        assert reason in page
    assert "1 correspondent is not known yet" in " ".join(page.split())
    assert "Came through" not in browser.get(where + "?fate=touched").content.decode()
    assert "No message fits." in browser.get(where + "?q=nothing-like-it").content.decode()
    undo_interaction(user=account_manager, interaction=Interaction._base_manager.get())
    assert "The touchpoint was undone" in browser.get(where).content.decode()


def test_nobody_sees_anothers_messages(browser, sign_in, partner, ana):
    upload(browser, ("one.eml", letter(subject="For Maya alone")))
    assert "For Maya alone" in browser.get(reverse("capture_list")).content.decode()
    assert "For Maya alone" not in sign_in(partner).get(reverse("capture_list")).content.decode()


def test_a_large_file_waits_for_the_worker_and_is_dropped_once_it_was_read(browser, ana, monkeypatch):
    monkeypatch.setattr(run_actions, "AT_ONCE_IN_A_PAGE", 10)
    assert "is large" in upload(browser, ("one.eml", letter())).content.decode()
    run = CaptureRun.objects.get()
    assert (run.state, bytes(run.content)) == ("waiting", letter())
    read_uploads()
    read_uploads()
    run.refresh_from_db()
    assert (run.state, run.content, run.read, run.touched) == ("done", None, 1, 1)


def test_what_three_workers_died_over_is_refused(browser, ana, monkeypatch):
    monkeypatch.setattr(run_actions, "AT_ONCE_IN_A_PAGE", 10)
    upload(browser, ("one.eml", letter()))
    CaptureRun.objects.update(attempts=3)
    read_uploads()
    run = CaptureRun.objects.get()
    assert (run.state, run.content, run.read, run.refused) == ("done", None, 1, 1)


def test_a_file_too_large_or_too_many_are_refused_with_the_remedy(browser, monkeypatch):
    from relationships.capture import forms

    monkeypatch.setattr(forms, "LARGEST", 10)
    refused = upload(browser, ("one.eml", letter()))
    assert refused.status_code == 422
    assert "manage.py capture" in refused.content.decode()
    many = upload(browser, *[(f"{n}.eml", b"x") for n in range(20)], ("x.eml", b"y"))
    assert many.status_code in (400, 422)


def test_a_name_of_a_file_is_text_and_no_path(browser, ana):
    page = upload(browser, ("../../<img src=x>.eml", letter())).content.decode()
    assert "<img src=x>" not in page
    assert CaptureRun.objects.get().name == "<img src=x>.eml"


def test_addresses_of_ones_own_and_what_is_kept(browser, account_manager, partner):
    where = reverse("capture_settings")
    browser.post(where, {"keeps": "body", "own_addresses": "Maya@Home.example\nm@x.example"})
    choice = CaptureChoice.objects.get()
    assert (choice.keeps, choice.own_addresses) == ("body", ["maya@home.example", "m@x.example"])
    for typed, says in (("nonsense", "is no mail address"), (partner.email, "is a colleague’s address")):
        refused = browser.post(where, {"keeps": "body", "own_addresses": typed, "version": "1"})
        assert refused.status_code == 422
        assert says in refused.content.decode().replace("&#x27;", "’").replace("'", "’")
    stale = browser.post(where, {"keeps": "nothing", "own_addresses": "", "version": "7"})
    assert stale.status_code == 409


def test_a_drop_address_is_made_replaced_and_withdrawn(browser, account_manager, settings):
    for _ in range(2):
        browser.post(reverse("make_drop_address"))
    standing = DropAddress.objects.get(archived_at=None)
    assert f"drop+{standing.token}@" in browser.get(reverse("capture_settings")).content.decode()
    browser.post(reverse("withdraw_drop_address"))
    assert standing.token not in browser.get(reverse("capture_settings")).content.decode()
    assert DropAddress.objects.count() == 2


def test_the_worker_reads_the_folder(maildir, account_manager, ana):
    from relationships.capture.access_actions import make_drop_address
    from relationships.capture.drop_actions import deliver
    from relationships.capture.own_queries import drop_written

    deliver(letter(Delivered_To=drop_written(make_drop_address(user=account_manager))), "a")
    read_dropped_mail()
    assert Interaction._base_manager.count() == 1
