"""Bringing a list of walls in: all of it or nothing, by the same actions as the form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from accounts.fields import colleagues_here
from accounts.models import User
from relationships.clients.models import Alias, Client, Wall, WallInsider
from relationships.clients.wall_actions import (
    EndsBeforeItStarts,
    NobodyCouldEndIt,
    NotTopmost,
    OnBothSides,
    OwnerOutside,
    add_wall,
    edit_wall,
)
from relationships.clients.wall_notice_actions import told_outside
from relationships.clients.wall_queries import walls_known_to
from relationships.engagements.models import Engagement, WalledWork
from relationships.engagements.wall_actions import add_engagement_wall
from relationships.foundation.csv_dialect import NotCsv, decoded, survey
from relationships.foundation.firm_day import firm_day
from relationships.imports.parties import Party, label
from relationships.imports.problems import ImportRefused, RowError
from relationships.imports.wall_list import ListedWall, NoList, WallList, read_wall_list

_MOMENTS = ("starts_at", "ends_at")
_REFUSALS = (NobodyCouldEndIt, NotTopmost, EndsBeforeItStarts, OwnerOutside, OnBothSides)
_SAID: dict[type[Exception], tuple[str, str]] = {
    NobodyCouldEndIt: ("insiders", "Nobody inside could end this wall. Add a partner or an administrator."),
    NotTopmost: ("covers_group", "This client belongs to another one. Name the topmost client of the group."),
    EndsBeforeItStarts: ("ends_at", "This is not after the wall begins."),
}


WALLS = "walls"


@dataclass
class WallsBrought:
    """What came of a list: walls put up, changed and left as they were, and what is wrong. With an error: nothing."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    errors: list[RowError] = field(default_factory=list)
    applied: bool = False
    names: list[tuple[str, str]] = field(default_factory=list)
    """What each wall stands around, and what becomes of it."""


def import_wall_file(path: str, *, dry_run: bool = False) -> WallsBrought:
    """Bring the walls of a CSV file in, as a command. Raises `ImportRefused` when it is no such list."""
    try:
        file = Path(path)
        text = "".join(decoded(file, survey(file).encoding))
        listed = read_wall_list(text, zone=ZoneInfo(firm_day().zone))
    except (NoList, NotCsv) as problem:
        raise ImportRefused(f"{path}: {problem}") from None
    except (OSError, ValueError) as problem:
        raise ImportRefused(f"{path} can't be read: {getattr(problem, 'strerror', None) or problem}.") from None
    return bring_walls(listed, by=None, dry_run=dry_run)


def bring_walls(listed: WallList, *, by: User | None, dry_run: bool = False) -> WallsBrought:
    """Put up and change the walls of `listed`, or none of them when anything is wrong; with `dry_run` only say so.

    With `by`, through the gate: clients and walls that they may not know of do not exist. None: a command.
    """
    brought = WallsBrought(read=listed.read, errors=list(listed.errors))
    with transaction.atomic():
        known = _Known(by)
        for wall in listed.walls:
            _bring(wall, known, brought)
        brought.applied = not brought.errors and not dry_run
        brought.errors.sort(key=lambda each: each.line)
        transaction.set_rollback(not brought.applied)
    return brought


def _bring(listed: ListedWall, known: _Known, brought: WallsBrought) -> None:
    before = len(brought.errors)
    complain = _Complaints(listed.line, brought.errors)
    client = known.client(listed.client, complain)
    work = known.work(client, listed, complain) if client and listed.work else None
    insiders = known.people("insiders", listed.insiders, complain)
    outside = known.people("outside", listed.outside, complain)
    facts = _facts(listed, known, complain)
    wall = known.wall(client, work, listed, complain) if client and (work or not listed.work) else None
    if outside and not (facts.get("outside_notice") or (wall and wall.outside_notice)):
        complain("outside_notice", "", "Write what those who stand outside are told.")
    if client is None or len(brought.errors) > before:
        return
    try:
        with transaction.atomic():
            became = _put(wall, work or client, insiders, outside, facts, known.by)
    except _REFUSALS as refused:
        column, said = _SAID.get(type(refused), ("insiders", str(refused)))
        complain(column, "", said)
        return
    setattr(brought, became, getattr(brought, became) + 1)
    brought.names.append((f"{work.name} for {client.name}" if work else client.name, became))


def _put(
    wall: Wall | None,
    around: Client | Engagement,
    insiders: list[User],
    outside: list[User],
    facts: dict[str, Any],
    by: User | None,
) -> str:
    if wall is None:
        put_up: dict[str, Any] = {**facts, "insiders": insiders, "outside": outside, "by": by}
        if isinstance(around, Engagement):
            add_engagement_wall(engagement=around, **put_up)
        else:
            add_wall(client=around, **put_up)
        return "created"
    same = all(getattr(wall, name) == value for name, value in facts.items())
    inside = set(WallInsider.objects.filter(wall=wall).values_list("colleague_id", flat=True))
    told = {each.pk for each in told_outside(wall)} if outside else set()
    if same and inside == {each.pk for each in insiders} and told == {each.pk for each in outside}:
        return "unchanged"
    edit_wall(wall=wall, expected_version=wall.version, insiders=insiders, outside=outside or None, changes=facts)
    return "updated"


def _facts(listed: ListedWall, known: _Known, complain: _Complaints) -> dict[str, Any]:
    facts: dict[str, Any] = dict(listed.facts)
    for name in _MOMENTS:
        if name in facts:
            facts[name] = datetime.fromisoformat(facts[name])
    if "covers_group" in facts:
        facts["covers_group"] = facts["covers_group"] == "true"
    if "attest_months" in facts:
        facts["attest_months"] = int(facts["attest_months"])
    if "approved_by" in facts:
        named = (
            Party("", facts["approved_by"].lower()) if "@" in facts["approved_by"] else Party(facts["approved_by"], "")
        )
        found = known.people("approved_by", [named], complain)
        facts["approved_by"] = found[0] if found else None
    return facts


class _Complaints:
    """Says what is wrong with the wall that begins in a line."""

    def __init__(self, line: int, errors: list[RowError]) -> None:
        self.line, self.errors = line, errors

    def __call__(self, column: str, value: str, reason: str) -> None:
        self.errors.append(RowError(self.line, column, value[:200], reason))


class _Known:
    """Clients, colleagues and walls as `by` may know of them."""

    def __init__(self, by: User | None) -> None:
        self.by = by
        self.here = list(colleagues_here())

    def client(self, name: str, complain: _Complaints) -> Client | None:
        """The one client of exactly this name or alias."""
        clients = Client.objects.visible_to(self.by) if self.by else Client.objects.unscoped(reason="A command.")
        aliases = Alias.objects.filter(name=name, archived_at__isnull=True)
        current = clients.filter(archived_at__isnull=True)
        found = set(current.filter(name=name)[:2]) or set(current.filter(pk__in=aliases.values("client_id"))[:2])
        if len(found) == 1:
            return found.pop()
        complain(
            "client", name, f"{'Several clients are' if found else 'No client is'} called that. Write one name in full."
        )
        return None

    def work(self, client: Client, listed: ListedWall, complain: _Complaints) -> Engagement | None:
        """The client's work of exactly this name; a wall around work covers no group."""
        every = Engagement.objects.visible_to(self.by) if self.by else Engagement.objects.unscoped(reason="A command.")
        found = list(every.filter(client=client, name=listed.work, archived_at__isnull=True)[:2])
        if listed.facts.get("covers_group") == "true":
            complain("covers_group", "", "A wall around one piece of work covers no group. Leave one of the two empty.")
        if len(found) == 1:
            return found[0]
        said = "Several pieces of work are" if found else "No open or closed work of this client is"
        complain("engagement", listed.work, f"{said} called that. Write its name as its page does.")
        return None

    def people(self, column: str, named: Iterable[Party], complain: _Complaints) -> list[User]:
        """The colleagues who work here under these names or addresses."""
        found = []
        for each in sorted(named):
            here = [
                user
                for user in self.here
                if (each.address and user.email == each.address) or (not each.address and user.name == each.name)
            ]
            if len(here) == 1:
                found += here
            else:
                said = "Several colleagues are" if here else "Nobody who works here is"
                complain(column, label(each), f"{said} called that. Write the address they sign in with.")
        return found

    def wall(self, client: Client, work: Engagement | None, listed: ListedWall, complain: _Complaints) -> Wall | None:
        """The standing or planned wall that the list means: by its reference, else the only one around the client or
        its `work`."""
        now = timezone.now()
        walls = walls_known_to(self.by) if self.by else Wall._base_manager.all()
        walls = walls.filter(client=client, archived_at__isnull=True, around_work=work is not None)
        if work:
            walls = walls.filter(pk__in=WalledWork.objects.filter(engagement=work).values("wall"))
        found = [each for each in walls if each.ends_at is None or each.ends_at > now]
        reference = listed.facts.get("reference", "")
        if reference:
            found = [each for each in found if each.reference == reference]
        if len(found) > 1:
            complain(
                "reference",
                reference,
                f"Several walls stand around this {'work' if work else 'client'}. Give the reference of one.",
            )
        return found[0] if found else None
