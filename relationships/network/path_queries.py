"""Finding ways to a person or to a client for one reader: nothing hidden from them, nobody who asked to be left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q

from accounts.models import User
from accounts.policy import Capability, can
from relationships.alumni.consent_state import state_of
from relationships.alumni.models import Alumnus, Consent
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.foundation.firm_day import firm_day
from relationships.network import tie_sql
from relationships.network.inferred_ties import Basis, Shared, by_years
from relationships.network.path_sql import BRIDGES, MAY_KNOW, READER, TARGETS
from relationships.network.path_words import words_of
from relationships.network.paths import ASKABLE, MOST_WAYS, Link, Way, best_ways
from relationships.network.queries import KnownTie, tie_strengths
from relationships.network.tie_rules import DEFAULT_RULES, TieRules

MOST_BRIDGES = 100
"""People outside who are asked for their ties with us: those who most surely know somebody wanted."""
PER_BRIDGE = 3
MOST_HERE = 24
"""Colleagues without a tie whose years here are told of one alumnus: those who shared the most."""
ONE_OF_US = Link(ASKABLE, "one of us")
SPARE = 8
"""Ways found beyond those shown, for those that fall away when consent and walls are asked."""

Here = dict[int, tuple[int | None, date | None]]


@dataclass(frozen=True)
class Goal:
    """Whom somebody wants to reach: one person, or whoever sits at a client."""

    person: Person | None = None
    client: Client | None = None


@dataclass(frozen=True)
class Known:
    """Everything of one search before it is ranked."""

    targets: Sequence[int]
    ties: dict[int, dict[int, KnownTie]]
    """Person -> colleague -> their strongest tie."""
    bridges: dict[int, dict[int, Link]]
    """Target -> person outside -> what is inferred between them."""
    here: dict[int, dict[int, Link]] = field(default_factory=dict)
    """Alumnus -> colleague -> the years both were here."""


def ways_to(
    user: User,
    goal: Goal,
    *,
    start: User | None = None,
    left_out: Collection[tuple[str, int]] = (),
    most: int = MOST_WAYS,
    rules: TieRules = DEFAULT_RULES,
) -> list[Way]:
    """Up to `most` ways for `start` (else `user`) as far as `user` may know, best first; a client's are to its people.

    `left_out`: ("colleague" or "person", id) of those who must not be gone over. Who may not be asked, or may not know of
    whom, is left out before ways are counted: eleven statements, and one more for each time that too many fell away.
    """
    if not can(user, Capability.SEE_PEOPLE):
        return []
    known = _gathered(user, goal, rules, left_out)
    if known is None:
        return []
    refused: set[tuple[int, int]] = set()
    wanted = most + SPARE
    while True:
        found = best_ways(_ways(known, (start or user).pk, refused), most=wanted, stands_out=True)
        may = _may_know({way.colleague_id for way in found if way.colleague_id}, known.targets, goal.client)
        kept = [way for way in found if way.colleague_id is None or (way.colleague_id, way.target_id) in may]
        if len(kept) >= most or len(kept) == len(found):
            return kept[:most]
        asked = {way.colleague_id for way in found if way.colleague_id}
        refused |= {(colleague_id, target_id) for colleague_id in asked for target_id in known.targets} - set(may)
        wanted *= 2


def _gathered(user: User, goal: Goal, rules: TieRules, left_out: Collection[tuple[str, int]]) -> Known | None:
    day = firm_day()
    asked: dict[str, Any] = {
        **tie_sql.parameters(rules),
        **dict.fromkeys(READER, user.pk),
        "as_of": day.on,
        "today": day.on,
        "zone": day.zone,
    }
    if goal.person is not None:
        targets = [] if _left_out(goal.person) else [goal.person.pk]
    else:
        assert goal.client is not None
        targets = [pk for (pk,) in TARGETS.rows({**asked, "client": goal.client.pk})]
    if not targets:
        return None
    rows = BRIDGES.rows({**asked, "targets": targets})
    closed = {pk for kind, pk in left_out if kind == "person"} | _must_not_be_asked({row[1] for row in rows}, day.on)
    bridges = _bridges((row for row in rows if row[1] not in closed), day.on)
    outside = {pk for of in bridges.values() for pk in of}
    here = _here_now({pk for kind, pk in left_out if kind == "colleague"})
    ties = _strongest(tie_strengths(user, [*targets, *outside], rules=rules), here)
    return Known(targets, ties, bridges, _years_here({*targets, *outside}, ties, here, day.on))


def _left_out(person: Person) -> bool:
    """Whether somebody asked to be left out, or must not be contacted."""
    alumni = Alumnus.objects.unscoped(reason="of a person whom the caller found through the gate").filter(person=person)
    return alumni.filter(Q(opted_out_on__isnull=False) | Q(do_not_contact=True, archived_at__isnull=True)).exists()


def _bridges(rows: Iterable[Sequence[Any]], today: date) -> dict[int, dict[int, Link]]:
    """The surest link of each pair; of those, surest first, the `MOST_BRIDGES` surest people."""
    found: dict[int, dict[int, Link]] = defaultdict(dict)
    people: set[int] = set()
    for target_id, person_id, basis, at, since, until, number, strength in rows:
        known = person_id in people or len(people) < MOST_BRIDGES
        if not known or person_id in found[target_id]:
            continue
        people.add(person_id)
        found[target_id][person_id] = Link(
            strength,
            words_of(basis, at, since, until, number, today),
            inferred=basis != Basis.HELD,
            last_on=until if basis in (Basis.TOUCHES, Basis.HELD) else None,
        )
    return found


def _strongest(ties: Iterable[KnownTie], here: Here) -> dict[int, dict[int, KnownTie]]:
    """Each colleague's strongest tie with each person, of colleagues who can be asked."""
    found: dict[int, dict[int, KnownTie]] = defaultdict(dict)
    for tie in ties:
        if tie.colleague_id in here:
            of = found[tie.person_id]
            if tie.colleague_id not in of or of[tie.colleague_id].strength < tie.strength:
                of[tie.colleague_id] = tie
    return found


def _here_now(left_out: Collection[int]) -> Here:
    """Who can be asked: colleague -> their practice and first day."""
    rows = User.objects.filter(is_active=True, left_on__isnull=True, archived_at__isnull=True)
    named = rows.exclude(pk__in=left_out) if left_out else rows
    return {
        pk: (practice_id, joined_on) for pk, practice_id, joined_on in named.values_list("pk", "practice", "joined_on")
    }


def _years_here(
    people: Collection[int], ties: dict[int, dict[int, KnownTie]], here: Here, today: date
) -> dict[int, dict[int, Link]]:
    """Alumni among `people`, and the colleagues who were here longest with them in their practice, without a tie."""
    rows = Alumnus.objects.unscoped(reason="people whom the caller found through the gate")
    alumni = rows.listed().filter(
        person__in=people, joined_on__isnull=False, left_on__isnull=False, practice__isnull=False
    )
    then: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for pk, (practice_id, since) in here.items():
        if practice_id and since:
            then[practice_id].append((since, pk))
    found: dict[int, dict[int, Link]] = defaultdict(dict)
    for person_id, practice_id, joined_on, left_on in alumni.values_list(
        "person_id", "practice_id", "joined_on", "left_on"
    ):
        assert joined_on is not None
        assert left_on is not None
        together = sorted((max(since, joined_on), pk) for since, pk in then[practice_id or 0] if since <= left_on)
        untied = [each for each in together if each[1] not in ties.get(person_id, {})][:MOST_HERE]
        for since, pk in untied:
            shared = Shared(since, left_on, len(together))
            words = words_of(Basis.HERE, "", since, left_on, len(together), today)
            found[person_id][pk] = Link(by_years(shared, today), words, inferred=True)
    return found


def _ways(known: Known, me: int, refused: Collection[tuple[int, int]]) -> Iterable[Way]:
    """Every way worth ranking: straight, over a colleague, over somebody outside, over both. `refused`: (colleague, target)."""
    # Whoever is one target's acquaintance is often everybody's: who of us is nearest to them is asked once.
    nearest: dict[int, list[tuple[int, Link]]] = {}
    for target_id in known.targets:
        straight = {pk: link for pk, link in _our_links(known, target_id) if (pk, target_id) not in refused}
        for colleague_id, link in straight.items():
            yield _way(target_id, me, colleague_id, (link,))
        for person_id, last in known.bridges.get(target_id, {}).items():
            if person_id not in nearest:
                nearest[person_id] = sorted(_our_links(known, person_id), key=lambda each: (-each[1].strength, each[0]))
            for colleague_id, link in _few(nearest[person_id], target_id, me, refused):
                # Nobody goes over somebody else to whom they know as well themselves.
                own = straight.get(colleague_id)
                if own is None or own.strength < min(link.strength, last.strength):
                    yield _way(target_id, me, colleague_id, (link, last), bridge_id=person_id)


def _few(
    nearest: Sequence[tuple[int, Link]], target_id: int, me: int, refused: Collection[tuple[int, int]]
) -> list[tuple[int, Link]]:
    """The few of us who know somebody best and may be asked about the one wanted, and whoever asks."""
    may = [each for each in nearest if (each[0], target_id) not in refused] if refused else nearest
    return [*may[:PER_BRIDGE], *(each for each in may[PER_BRIDGE:] if each[0] == me)]


def _our_links(known: Known, person_id: int) -> Iterable[tuple[int, Link]]:
    for pk, tie in known.ties.get(person_id, {}).items():
        words = "as declared" if tie.declared else ""
        yield pk, Link(tie.strength, words, last_on=tie.last_on)
    yield from known.here.get(person_id, {}).items()


def _way(target_id: int, me: int, colleague_id: int, links: tuple[Link, ...], bridge_id: int | None = None) -> Way:
    if colleague_id == me:
        return Way(target_id, links, None, bridge_id)
    return Way(target_id, (ONE_OF_US, *links), colleague_id, bridge_id)


def _may_know(
    colleague_ids: Collection[int], targets: Sequence[int], client: Client | None
) -> Collection[tuple[int, int]]:
    """Colleagues who may know of whom they would be asked about: (colleague, target)."""
    if not colleague_ids:
        return ()
    asked = {"colleagues": sorted(colleague_ids), "targets": list(targets), "client": client.pk if client else None}
    return {(colleague_id, target_id) for colleague_id, target_id in MAY_KNOW.rows(asked)}


def _must_not_be_asked(person_ids: Collection[int], today: date) -> set[int]:
    """Alumni who declined to be written to, or took their consent back."""
    said: dict[int, list[Consent]] = defaultdict(list)
    rows = Consent.objects.filter(alumnus__person__in=person_ids, archived_at__isnull=True).order_by("id")
    for each in rows.select_related("alumnus") if person_ids else ():
        said[each.alumnus.person_id].append(each)
    return {pk for pk, heard in said.items() if state_of(heard, today).key in ("declined", "withdrawn")}
