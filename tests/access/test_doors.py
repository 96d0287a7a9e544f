"""What leaves the product by files, feeds, jobs and commands keeps to walls and scopes, and none of them is unknown."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from importlib import import_module
from io import StringIO
from zipfile import BadZipFile, ZipFile

import pytest
from django.apps import apps
from django.core import mail
from django.core.management import call_command, get_commands
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.policy import Capability, can
from accounts.token_actions import make_token
from accounts.tokens import Scope
from crm.celery import app
from relationships.attention.notice_actions import raise_notices, send_notice_mails
from relationships.capture.access_actions import make_feed
from relationships.capture.models import Message
from relationships.clients.models import Client, Wall
from relationships.clients.wall_notice_actions import send_wall_mails
from relationships.dashboards.models import WeeklyMailSubscription
from relationships.dashboards.weekly_mail_actions import send_weekly_mails
from relationships.interactions.models import Attachment, PlannedTouch
from tests import factories as make
from tests.access.doors import COMMANDS, FEEDS, TASKS, Reads
from tests.access.matrix import ALL, OPEN, PAGES, WHO_RUN_THE_FIRM, Page
from tests.access.world import World, build_world

ADD_A_LINE = "give it a line in tests/access/doors.py: in whose name it reads, and to whom it answers"
HIDDEN = ("Marrow & Pike", "Ana Pike")
FILES = [page for page in PAGES if page.name.startswith(("export_", "download_")) and page.get]
OF_NOTHING_SEEN = [page for page in FILES if not page.about and not page.whose]
LISTS_AS_FILES = [page for page in PAGES if page.is_file_too]


def our_commands() -> set[str]:
    labels = {each.name for each in apps.get_app_configs()}
    ours = {label for label in labels if label.split(".")[0] in ("accounts", "relationships", "crm")}
    return {name for name, label in get_commands().items() if label in ours}


def test_every_job_has_its_line() -> None:
    app.loader.import_default_modules()
    jobs = {name for name in app.tasks if not name.startswith("celery.")}
    assert {each.name for each in TASKS} == jobs, ADD_A_LINE


def test_every_command_has_its_line() -> None:
    assert {each.name for each in COMMANDS} == our_commands(), ADD_A_LINE


def test_every_feed_has_its_line() -> None:
    """Feeds are what a program reads over and over: their addresses end in the kind of file that they are."""
    names = {each.name for each in PAGES if each.get} | {each.name for each in OPEN}
    calendars = {name for name in names if name.endswith(("_calendar", "_feed"))} - {"subscribe_calendar"}
    assert {each.name for each in FEEDS} == calendars, ADD_A_LINE


@pytest.mark.parametrize("door", [*TASKS, *COMMANDS, *FEEDS], ids=lambda door: door.name)
def test_a_line_says_why_and_to_whom(door: object) -> None:
    assert getattr(door, "why", "")
    assert bool(getattr(door, "to", "")) == (getattr(door, "reads", "") is Reads.COLLEAGUE)


@pytest.fixture(scope="module")
def world(one_transaction: None) -> World:
    """The world of the matrix; everybody has something planned and promised on both sides of the wall."""
    world = build_world()
    today = timezone.localdate()
    seen = Client._base_manager.get(public_id=world.seen["client"]["public_id"])
    hidden = Client._base_manager.get(public_id=world.hidden["client"][0]["public_id"])
    insider = User.objects.get(name="Ruth Calder")
    for user in [*world.users.values(), insider]:
        for client in (seen, hidden):
            if (
                not PlannedTouch.objects.unscoped(reason="One pair, one plan.")
                .filter(client=client, colleague=user)
                .exists()
            ):
                make.PlannedTouchFactory(client=client, colleague=user, due_on=today)
            make.PromiseFactory(client=client, colleague=user, due_on=today, what=f"To {client.name}")
    return world


def wall_off_work(world: World) -> None:
    """A piece of work of the client in sight whose every word is a hidden one; everybody has promised something in it."""
    client = Client._base_manager.get(public_id=world.seen["client"]["public_id"])
    ruth = User.objects.get(name="Ruth Calder")
    work = make.EngagementFactory(client=client, name="Marrow & Pike inquiry", partner=ruth)
    make.LedgerEntryFactory(client=client, engagement=work, document="Marrow & Pike 7")
    everybody = [*world.users.values(), ruth]
    touch = make.InteractionFactory(
        clients=[client], colleagues=everybody, engagement=work, summary="About Marrow & Pike", created_by=ruth
    )
    make.AttachmentFactory(interaction=touch, name="Marrow & Pike.txt", content=b"Marrow & Pike")
    for user in everybody:
        make.PromiseFactory(
            client=client, colleague=user, touch=touch, due_on=timezone.localdate(), what="Marrow & Pike"
        )
    make.wall_around(work, ruth)


@pytest.fixture(params=["wall", "scope", "work"])
def apart(request: pytest.FixtureRequest, world: World) -> Iterator[World]:
    """Hidden by its wall; or, the wall taken away, by everybody's being limited to their own office; or, beside the wall,
    work of a client in sight hidden by a wall of its own."""
    with undone():
        if request.param == "work":
            wall_off_work(world)
        if request.param == "scope":
            hidden = Client._base_manager.get(public_id=world.hidden["client"][0]["public_id"])
            Wall.objects.filter(client=hidden).update(archived_at=timezone.now())
            near = make.OfficeFactory(name="Here")
            User.objects.filter(pk__in=[each.pk for each in world.users.values()]).update(
                clients_seen="office", office=near
            )
            for client in Client._base_manager.exclude(name__contains="Marrow"):
                make.TeamMemberFactory(client=client, colleague=world.users["P"], role="member")
            # An administrator is not limited.
            User.objects.filter(pk=world.users["D"].pk).update(role="partner")
        for user in world.users.values():
            user.refresh_from_db()
        yield world
    for user in world.users.values():
        user.refresh_from_db()


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def in_the_evening() -> datetime:
    """Of tomorrow, when everybody's hour for mail has come."""
    return timezone.now().replace(hour=22) + timedelta(days=1)


def told_in(content: bytes) -> list[str]:
    """Hidden names in a file, also in one that is an archive."""
    try:
        archive = ZipFile(io.BytesIO(content))
        text = "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    except BadZipFile:
        text = content.decode("utf-8", "replace")
    unfolded = text.replace("\r\n ", "").replace("&amp;", "&")
    return [word for word in HIDDEN if word in unfolded]


def content_of(answer: HttpResponseBase) -> bytes:
    return bytes(answer.getvalue())  # type: ignore[attr-defined]


def nobody_is_limited(page: Page, user: User) -> bool:
    """Where the administrator of this world is limited, they are a partner: what administrators alone may open."""
    return page.get == WHO_RUN_THE_FIRM and user.role == "partner"


@pytest.mark.parametrize("page", OF_NOTHING_SEEN, ids=lambda page: page.name)
def test_no_file_tells_of_what_is_hidden(page: Page, apart: World) -> None:
    """Asked by one of those who may have it; by whom else and in which order, the twin worlds ask."""
    user = next((apart.users[letter] for letter in "MPULD" if letter in page.get), None)
    assert user is not None
    browser = Browser()
    browser.force_login(user)
    with undone():
        answer = browser.get(reverse(page.name) + page.query)
        if nobody_is_limited(page, user):
            assert answer.status_code == 403
            return
        assert answer.status_code == 200
        assert told_in(content_of(answer)) == []


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("page", LISTS_AS_FILES, ids=lambda page: page.name)
def test_no_list_as_a_file_tells_of_what_is_hidden(page: Page, kind: str, apart: World) -> None:
    user = next((apart.users[letter] for letter in "MPULD" if letter in page.get), None)
    assert user is not None
    browser = Browser()
    browser.force_login(user)
    with undone():
        answer = browser.get(f"{reverse(page.name)}?format={kind}")
        if nobody_is_limited(page, user):
            assert answer.status_code == 403
            return
        assert answer.status_code == 200
        assert answer["Content-Disposition"].startswith("attachment")
        assert told_in(content_of(answer)) == []


@pytest.mark.parametrize("letter", ALL)
def test_a_feed_answers_to_whom_its_line_says_and_tells_nothing_hidden(letter: str, apart: World) -> None:
    user, (feed, *_) = apart.users[letter], FEEDS
    with undone():
        answer = Browser().get(reverse(feed.name, args=[make_feed(user=user)]))
        assert answer.status_code == (200 if letter in feed.to else 404)
        if letter in feed.to:
            assert b"Novagen" in answer.content
            assert told_in(answer.content) == []


def test_an_insider_s_feed_tells_it(apart: World) -> None:
    """Else the test above is blind."""
    with undone():
        address = reverse("calendar_feed", args=[make_feed(user=User.objects.get(name="Ruth Calder"))])
        assert told_in(Browser().get(address).content)


def test_a_file_of_hidden_work_is_downloaded_by_those_inside_alone(world: World) -> None:
    with undone():
        wall_off_work(world)
        file = Attachment.objects.select_related("interaction").get(name="Marrow & Pike.txt")
        address = reverse("download_attachment", args=[file.interaction.public_id, file.public_id])
        never = reverse("download_attachment", args=[file.interaction.public_id, "NeverThere00"])
        for user in world.users.values():
            browser = Browser()
            browser.force_login(user)
            answers = [browser.get(each) for each in (address, never)]
            assert [each.status_code for each in answers] == [404, 404], user
        browser = Browser()
        browser.force_login(User.objects.get(name="Ruth Calder"))
        assert told_in(content_of(browser.get(address)))


def test_a_token_opens_no_page_and_no_file(apart: World) -> None:
    """It is for programs; what signs a browser in does not come with it, whatever its scopes."""
    user = apart.users["D"]
    with undone():
        _, secret = make_token(user=user, name="Reports", scopes=list(Scope), days=30)
        browser = Browser(headers={"Authorization": f"Bearer {secret}"})
        for page in OF_NOTHING_SEEN:
            answer = browser.get(reverse(page.name) + page.query)
            assert (answer.status_code, answer.headers.get("Location", "")[:16]) == (302, "/accounts/login/"), page.name
            inside = browser.get(f"{reverse(page.name)}?token={secret}")
            assert inside.status_code == 302, page.name


def test_no_mail_of_a_job_tells_of_what_is_hidden(apart: World) -> None:
    """Notices, the weekly mail and reminders of walls, to everybody of the firm."""
    tomorrow = in_the_evening()
    with undone():
        for user in apart.users.values():
            WeeklyMailSubscription.objects.create(user=user)
        WeeklyMailSubscription.objects.update(subscribed_at=timezone.now() - timedelta(days=30))
        raise_notices()
        mail.outbox.clear()
        sent = send_notice_mails(tomorrow), send_weekly_mails(tomorrow), send_wall_mails(tomorrow)
        assert sent[0] >= len(apart.users)
        insider = User.objects.get(name="Ruth Calder").email
        told: dict[str, str] = {}
        for each in mail.outbox:
            for to in each.to:
                told[to] = f"{told.get(to, '')}\n{each.subject}\n{each.body}"
        outside = {to: told_in(text.encode()) for to, text in told.items() if to != insider}
        assert {to: words for to, words in outside.items() if words} == {}
        assert told_in(told[str(insider)].encode()), "else the test is blind"


def test_a_command_in_somebodys_name_keeps_to_what_they_see(apart: World, tmp_path: object) -> None:
    """Mail with somebody whom only a hidden client knows makes no touchpoint of hers, and says nothing of why."""
    post = tmp_path / "a.eml"  # type: ignore[operator]
    maya = apart.users["M"]
    post.write_text(
        f"From: {maya.email}\nTo: ana@marrow.example\nSubject: Lunch\nMessage-ID: <1@x.example>\n"
        "Date: Mon, 02 Nov 2026 10:00:00 +0000\n\nShall we?\n"
    )
    with undone():
        before, out = set(Message.objects.values_list("pk", flat=True)), StringIO()
        call_command("capture", str(post), user=maya.email, stdout=out, stderr=StringIO())
        assert told_in(out.getvalue().encode()) == []
        made = Message.objects.exclude(pk__in=before)
        assert [each.interaction_id for each in made if each.interaction_id] == []


def test_a_system_job_reads_in_nobodys_name() -> None:
    """Whoever may open nothing gets nothing: a task of the system takes no colleague."""
    for door in TASKS:
        module, name = door.name.rsplit(".", 1)
        job = getattr(import_module(module), name)
        named = {"user", "user_id", "colleague", "reader"} & set(job.run.__code__.co_varnames)
        assert not named, f"{door.name} takes a colleague: say which in its line, and ask the gate when it runs"


def test_nobody_gone_is_written_to(world: World) -> None:
    with undone():
        gone = world.users["M"]
        User.objects.filter(pk=gone.pk).update(left_on=timezone.localdate() - timedelta(days=1))
        gone.refresh_from_db()
        assert not any(can(gone, each) for each in Capability)
        raise_notices()
        mail.outbox.clear()
        send_notice_mails(in_the_evening())
        assert gone.email not in {to for each in mail.outbox for to in each.to}
    gone.refresh_from_db()
