"""What capture holds of one colleague, for the world of the matrix and for its lists."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.models import User
from relationships.capture.models import (
    CalendarReading,
    CalendarSubscription,
    CaptureRun,
    DraftTouch,
    Message,
    Proposal,
)
from relationships.contacts.models import Person
from tests import factories as make

if TYPE_CHECKING:
    from tests.access.world import World

Address = dict[str, str]


def captured(user: User, person: Person, word: str) -> dict[str, Address]:
    """One of each record of `user`'s that an address names."""
    proposal = Proposal.objects.create(user=user, address=f"new@{word}.example", name="New")
    calendar = CalendarSubscription.objects.create(user=user, name=word, url=f"https://{word}.example/ical")
    CalendarReading.objects.create(subscription=calendar, due_at=timezone.now() + timedelta(days=1))
    draft = DraftTouch.objects.create(user=user, person=person)
    return {
        "correspondent": {"public_id": proposal.public_id},
        "calendar": {"public_id": calendar.public_id},
        "draft": {"public_id": draft.public_id},
    }


def messages(world: World, n: int) -> None:
    user = world.users["D"]
    for k in range(n):
        touch = make.InteractionFactory(clients=[make.ClientFactory()], colleagues=[user])
        facts = {"user": user, "kind": "mail", "source": "upload", "sender": f"s{k}@x.example"}
        before = Message.objects.count()
        Message.objects.create(**facts, key=f"{before:064}", fate="touched", reason="new", interaction=touch)
        Message.objects.create(**facts, key=f"{before + 1:064}", fate="ignored", reason="list")


def nobodys(world: World, n: int) -> None:
    for _ in range(n):
        key = f"{Message.objects.count():064}"
        Message.objects.create(key=key, kind="mail", source="drop", fate="refused", reason="no_such_drop", label=key)


def runs(world: World, n: int) -> None:
    # The page shows the last twenty.
    for k in range(n):
        CaptureRun.objects.create(user=world.users["D"], source="upload", name=f"{k}.mbox", state="done")


def correspondents(world: World, n: int) -> None:
    """Each at a client of their own that others of that domain work at, and some with a namesake."""
    for _ in range(n):
        k = Proposal.objects.count()
        person = make.PersonFactory(name=f"Known {k}")
        make.PositionFactory(person=person, client=make.ClientFactory())
        make.ContactPointFactory(person=person, value=f"known@domain{k}.example")
        user = world.users["D"]
        Proposal.objects.create(user=user, address=f"new@domain{k}.example", name=f"Known {k - 1}")
        Proposal.objects.create(user=user, address=f"out@domain{k}.example", archived_at=timezone.now())


def calendars(world: World, n: int) -> None:
    for _ in range(n):
        k = CalendarSubscription.objects.count()
        made = CalendarSubscription.objects.create(user=world.users["D"], name=f"C{k}", url=f"https://c{k}.example/")
        CalendarReading.objects.create(subscription=made)
