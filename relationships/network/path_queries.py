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
from relationships.foundation.firm_day import FirmDay, firm_day
from relationships.network import tie_sql
from relationships.network.inferred_ties import Basis, Shared, by_touches, by_years
from relationships.network.path_sql import BRIDGES, MAY_KNOW, READER, TARGETS
from relationships.network.path_words import words_of
from relationships.network.paths import ASKABLE, MOST_WAYS, Link, Way, best_ways
from relationships.network.queries import KnownTie, tie_strengths
from relationships.network.tie_rules import DEFAULT_RULES, TieRules

MOST_BRIDGES = 250
"""People outside who are asked for their ties with us: those who most surely know somebody wanted."""
PER_BRIDGE = 3
ONE_OF_US = Link(ASKABLE, "one of us")
SPARE = 8
"""Ways found beyond those shown, for those that fall away when consent and walls are asked."""


@dataclass(frozen=True)
class Goal:
    """Whom somebody wants to reach: one person, or whoever sits at a client."""

    person: Person | None = None
    client: Client | None = None


@dataclass(frozen=True)
class Known:
    """Everything of one search before it is ranked."""

    day: FirmDay
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

    `left_out`: ("colleague" or "person", id) of those who must not be gone over. Eleven statements at most, each bounded.
    """
    if not can(user, Capability.SEE_PEOPLE):
        return []
    known = _gathered(user, goal, rules)
    if known is None:
        return []
    me = (start or user).pk
    found = best_ways(
        (way for way in _ways(known, me) if not _goes_over(way, left_out)), most=most + SPARE, stands_out=True
    )
    may = _may_know({way.colleague_id for way in found if way.colleague_id}, known.targets, goal.client)
    found = [way for way in found if way.colleague_id is None or (way.colleague_id, way.target_id) in may]
    closed = _must_not_be_asked({way.bridge_id for way in found if way.bridge_id}, known.day.on)
    return [way for way in found if way.bridge_id not in closed][:most]


def _gathered(user: User, goal: Goal, rules: TieRules) -> Known | None:
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
    bridges = _bridges(BRIDGES.rows({**asked, "targets": targets}), day.on)
    outside = {pk for of in bridges.values() for pk in of}
    ties = _strongest(tie_strengths(user, [*targets, *outside], rules=rules))
    return Known(day, targets, ties, bridges, _here({*targets, *outside}, ties, day.on))


def _left_out(person: Person) -> bool:
    """Whether somebody asked to be left out, or must not be contacted."""
    alumni = Alumnus.objects.unscoped(reason="of a person whom the caller found through the gate").filter(person=person)
    return alumni.filter(Q(opted_out_on__isnull=False) | Q(do_not_contact=True, archived_at__isnull=True)).exists()


def _bridges(rows: Iterable[Sequence[Any]], today: date) -> dict[int, dict[int, Link]]:
    """The surest link of each pair; of those the `MOST_BRIDGES` surest people."""
    best: dict[tuple[int, int], Link] = {}
    for target_id, person_id, basis, at, since, until, number, strength in rows:
        if strength is None:
            count = by_touches if basis == Basis.TOUCHES else None
            shared = Shared(since, min(until, today), number)
            strength = count(number, until, today) if count else by_years(shared, today)
        link = Link(
            strength,
            words_of(basis, at, since, until, number, today),
            inferred=basis != Basis.HELD,
            last_on=until if basis in (Basis.TOUCHES, Basis.HELD) else None,
        )
        key = (target_id, person_id)
        if key not in best or link.strength > best[key].strength:
            best[key] = link
    surest = sorted(best.items(), key=lambda each: (-each[1].strength, each[0]))
    found: dict[int, dict[int, Link]] = defaultdict(dict)
    people: set[int] = set()
    for (target_id, person_id), link in surest:
        if person_id in people or len(people) < MOST_BRIDGES:
            people.add(person_id)
            found[target_id][person_id] = link
    return found


def _strongest(ties: Iterable[KnownTie]) -> dict[int, dict[int, KnownTie]]:
    """Each colleague's strongest tie with each person, of colleagues who can be asked."""
    known = list(ties)
    here = set(_here_now().filter(pk__in={tie.colleague_id for tie in known}).values_list("pk", flat=True))
    found: dict[int, dict[int, KnownTie]] = defaultdict(dict)
    for tie in known:
        if tie.colleague_id in here:
            of = found[tie.person_id]
            if tie.colleague_id not in of or of[tie.colleague_id].strength < tie.strength:
                of[tie.colleague_id] = tie
    return found


def _here_now() -> Any:
    return User.objects.filter(is_active=True, left_on__isnull=True, archived_at__isnull=True)


def _here(people: Collection[int], ties: dict[int, dict[int, KnownTie]], today: date) -> dict[int, dict[int, Link]]:
    """Alumni among `people` and the colleagues of their practice and years who have no tie with them."""
    rows = Alumnus.objects.unscoped(reason="people whom the caller found through the gate")
    alumni = rows.listed().filter(
        person__in=people, joined_on__isnull=False, left_on__isnull=False, practice__isnull=False
    )
    left = list(alumni.values_list("person_id", "practice_id", "joined_on", "left_on"))
    if not left:
        return {}
    then = _here_now().filter(joined_on__isnull=False, practice__in={row[1] for row in left})
    colleagues = list(then.values_list("pk", "practice_id", "joined_on"))
    found: dict[int, dict[int, Link]] = defaultdict(dict)
    for person_id, practice_id, joined_on, left_on in left:
        together = [(pk, max(since, joined_on)) for pk, of, since in colleagues if since and of == practice_id]
        for pk, since in together:
            if joined_on and left_on and since <= left_on and pk not in ties.get(person_id, {}):
                shared = Shared(since, left_on, len(together))
                words = words_of(Basis.HERE, "", since, left_on, len(together), today)
                found[person_id][pk] = Link(by_years(shared, today), words, inferred=True)
    return found


def _ways(known: Known, me: int) -> Iterable[Way]:
    """Every way worth ranking: straight, over a colleague, over somebody outside, over both."""
    # Whoever is one target's acquaintance is often everybody's: who of us is nearest to them is asked once.
    nearest: dict[int, list[tuple[int, Link]]] = {}
    for target_id in known.targets:
        straight = dict(_our_links(known, target_id))
        for colleague_id, link in straight.items():
            yield _way(target_id, me, colleague_id, (link,))
        for person_id, last in known.bridges.get(target_id, {}).items():
            if person_id not in nearest:
                nearest[person_id] = _nearest(known, person_id, me)
            for colleague_id, link in nearest[person_id]:
                # Nobody goes over somebody else to whom they know as well themselves.
                own = straight.get(colleague_id)
                if own is None or own.strength < min(link.strength, last.strength):
                    yield _way(target_id, me, colleague_id, (link, last), bridge_id=person_id)


def _nearest(known: Known, person_id: int, me: int) -> list[tuple[int, Link]]:
    """The few of us who know somebody best, and whoever asks."""
    found = sorted(_our_links(known, person_id), key=lambda each: (-each[1].strength, each[0]))
    return [*found[:PER_BRIDGE], *(each for each in found[PER_BRIDGE:] if each[0] == me)]


def _our_links(known: Known, person_id: int) -> Iterable[tuple[int, Link]]:
    for pk, tie in known.ties.get(person_id, {}).items():
        words = "as declared" if tie.declared else ""
        yield pk, Link(tie.strength, words, last_on=tie.last_on)
    yield from known.here.get(person_id, {}).items()


def _way(target_id: int, me: int, colleague_id: int, links: tuple[Link, ...], bridge_id: int | None = None) -> Way:
    if colleague_id == me:
        return Way(target_id, links, None, bridge_id)
    return Way(target_id, (ONE_OF_US, *links), colleague_id, bridge_id)


def _goes_over(way: Way, left_out: Collection[tuple[str, int]]) -> bool:
    return ("colleague", way.colleague_id) in left_out or ("person", way.bridge_id) in left_out


def _may_know(
    colleague_ids: Collection[int], targets: Sequence[int], client: Client | None
) -> Collection[tuple[int, int]]:
    """Colleagues who may know of whom they would be asked about: (colleague, target)."""
    if not colleague_ids:
        return ()
    asked = {"colleagues": sorted(colleague_ids), "targets": list(targets), "client": client.pk if client else None}
    return {(colleague_id, target_id) for colleague_id, target_id in MAY_KNOW.rows(asked)}


def _must_not_be_asked(person_ids: Collection[int], today: date) -> Collection[int]:
    """Alumni who declined to be written to, or took their consent back."""
    said: dict[int, list[Consent]] = defaultdict(list)
    rows = Consent.objects.filter(alumnus__person__in=person_ids, archived_at__isnull=True).order_by("id")
    for each in rows.select_related("alumnus") if person_ids else ():
        said[each.alumnus.person_id].append(each)
    return {pk for pk, heard in said.items() if state_of(heard, today).key in ("declined", "withdrawn")}
