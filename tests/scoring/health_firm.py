"""A small random firm, and its health worked out in plain Python from the rows: what SQL must find as well."""

from __future__ import annotations

import itertools
import random
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from accounts.models import Firm, Practice, User
from relationships.clients.models import Client
from relationships.contacts.models import Person, Position
from relationships.engagements.models import Engagement, LedgerEntry
from relationships.foundation.firm_day import EPOCH
from relationships.foundation.periods import shift_months
from relationships.interactions.models import Interaction, Promise, TouchColleague, TouchPerson
from relationships.network.tie_rules import INTERVALS
from relationships.network.tie_strength import Touch, tie_facts, tie_strength
from relationships.scoring.health_inputs import HealthInputs
from relationships.scoring.health_rules import DEFAULT_RULES
from relationships.scoring.quickest_way import picture, two_way_sums
from tests.factories import PersonFactory, PositionFactory, PracticeFactory, PromiseFactory, UserFactory
from tests.network.touching import TouchSpec, make_touches

TODAY = date(2026, 11, 22)
ZONE = "America/New_York"
KINDS = [kind.value for kind in Interaction.Kind]
ROLES = ["decision_maker", "decision_maker", "user", "finance", "influencer", ""]


def days_before(days: int) -> date:
    return TODAY - timedelta(days=days)


def random_firm(seed: int, *, clients: int = 6, touches: int = 250) -> list[Client]:
    """Clients of every kind: silent, new, one-way, with people who left, with fees or none."""
    Firm.objects.create(time_zone=ZONE)
    dice = random.Random(seed)
    practices = [PracticeFactory(name=name) for name in ("Tax", "Disputes")]
    colleagues = [
        UserFactory(practice=dice.choice([*practices, None]), left_on=dice.choice([None, None, None, days_before(100)]))
        for _ in range(5)
    ]
    made = [
        Client.objects.create(
            name=f"Client {n}",
            tier=dice.choice(["A", "B", "", "D"]),
            expected_interval_days=dice.choice([None, None, 21]),
        )
        for n in range(clients)
    ]
    people = {client.pk: [PersonFactory() for _ in range(3)] for client in made}
    for client in made:
        for person in people[client.pk]:
            if dice.random() < 0.7:
                ended = dice.choice([None, None, days_before(dice.randrange(600))])
                PositionFactory(client=client, person=person, buying_role=dice.choice(ROLES), ended_on=ended)
    make_touches(_touch(dice, dice.choice(made[1:]), people, colleagues) for _ in range(touches))
    _ledger(dice, made[2:])
    _promises(dice, made[1:])
    return made


def _touch(dice: random.Random, client: Client, people: dict[int, list[Person]], colleagues: list[User]) -> TouchSpec:
    minutes = dice.randrange(dice.choice([60, 500, 1500]) * 1440)
    at = datetime(2026, 11, 22, 23, 30, tzinfo=ZoneInfo(ZONE)) - timedelta(minutes=minutes)
    return TouchSpec(
        at,
        [client],
        dice.sample(people[client.pk], dice.choice([0, 1, 1, 2])),
        dice.sample(colleagues, dice.choice([1, 1, 2])),
        kind=dice.choice([*KINDS, "email", "email"]),
        direction=dice.choice(["ours", "ours", "theirs", "mutual"]),
        fields={
            "sentiment": dice.choice([None, None, -2, 0, 1, 2]),
            "archived_at": dice.choice([None] * 9 + [at]),
        },
    )


def _promises(dice: random.Random, clients: list[Client]) -> None:
    for _ in range(40):
        made = dice.randrange(700)
        due, settled = made - dice.randrange(60), made - dice.randrange(90)
        outcome = dice.choice(["", "kept", "kept", "broken", "withdrawn"])
        PromiseFactory(
            client=dice.choice(clients),
            colleague=User.objects.order_by("pk")[0],
            side=dice.choice(["ours", "ours", "theirs"]),
            promised_on=days_before(made),
            due_on=days_before(due),
            outcome=outcome,
            settled_on=days_before(max(settled, 0)) if outcome else None,
        )


def _ledger(dice: random.Random, clients: list[Client]) -> None:
    rows = []
    for n in range(25 * len(clients)):
        kind = dice.choice(["fee", "fee", "fee", "credit", "tax"])
        amount = Decimal(dice.randrange(0, 90_000)) / 100 * (-1 if kind == "credit" else 1)
        rows.append(
            LedgerEntry(
                client=dice.choice(clients),
                booked_on=days_before(dice.randrange(-30, 1200)),
                kind=kind,
                amount=amount,
                base_amount=amount,
                currency="EUR",
                external_id=f"{n}",
                archived_at=dice.choice([None] * 9 + [datetime(2026, 1, 1, tzinfo=ZoneInfo(ZONE))]),
            )
        )
    LedgerEntry.objects.bulk_create(rows)
    Engagement.objects.bulk_create(
        Engagement(client=client, name="Study", opened_on=days_before(dice.randrange(900))) for client in clients
    )


@dataclass(frozen=True)
class Talk:
    """A touch as the reference reads it."""

    touch: Touch
    sentiment: int | None
    pairs: list[tuple[int, int]]


def in_python(client: Client, as_of: date) -> HealthInputs:
    """The facts of `client` on a day, row by row."""
    day = (as_of - EPOCH).days
    talks = _talks(client, day)
    dates = sorted(_business_days(client, as_of))
    gaps = sorted((later - earlier).days for earlier, later in itertools.pairwise(dates))
    interval = client.expected_interval_days or INTERVALS[client.tier]
    answered = _answered_days([talk.touch for talk in talks])
    quarter, year_before = two_way_sums([talk.touch for talk in talks], day, DEFAULT_RULES)
    fees = [entry for entry in _entries(client, as_of) if entry.kind == "fee" and entry.base_amount > 0]
    moods = [
        (t.sentiment, 0.5 ** ((day - t.touch.day) / 90))
        for t in talks
        if t.sentiment is not None and day - t.touch.day < 365
    ]
    found = HealthInputs(
        as_of,
        interval,
        touches=len(talks),
        first_touch_on=_date(min((talk.touch.day for talk in talks), default=None)),
        answered_on=_date(max(answered, default=None)),
        first_fee_on=min((entry.booked_on for entry in fees), default=None),
        business_on=max(dates, default=None),
        gap_days=gaps[-(-len(gaps) * 8 // 10) - 1] if gaps else None,
        answered_days=_counted(talks, day, answered),
        moods=tuple(
            each
            for (on, _), found in sorted(_moods_by_day(talks, day).items())
            for each in (on, sum(found), len(found))
        ),
        quarter=quarter,
        year_before=year_before,
        net=_net(client, shift_months(as_of, -12), as_of),
        net_before=_net(client, shift_months(as_of, -24), shift_months(as_of, -12)),
        sentiment=sum(m * w for m, w in moods) / sum(w for _, w in moods) if moods else None,
        sentiments=len(moods),
        firm_practices=Practice.objects.count(),
    )
    return replace(found, **_people(client, as_of, talks, interval), **_words(client, as_of))


def _counted(talks: list[Talk], day: int, answered: set[int]) -> tuple[int, ...]:
    """One for each kind and answered day of the last 455."""
    said = {(talk.touch.day, talk.touch.kind) for talk in talks}
    return tuple(sorted(on for on, _ in said if on in answered and day - on < 455))


def _moods_by_day(talks: list[Talk], day: int) -> dict[tuple[int, int], list[int]]:
    """What was declared in the last 365 days, by day and kind."""
    found: dict[tuple[int, int], list[int]] = {}
    kinds = sorted(DEFAULT_RULES.tie.depths)
    for talk in talks:
        if talk.sentiment is not None and day - talk.touch.day < 365:
            found.setdefault((talk.touch.day, kinds.index(talk.touch.kind)), []).append(talk.sentiment)
    return found


def _words(client: Client, as_of: date) -> dict[str, object]:
    """What became of our promises by the end of `as_of`."""
    rows = Promise.objects.unscoped(reason="test").filter(client=client, side="ours", promised_on__lte=as_of)
    done = [each for each in rows if each.settled_on and each.settled_on <= as_of]
    ages = {
        outcome: [(as_of - each.settled_on).days for each in done if each.outcome == outcome and each.settled_on]
        for outcome in ("kept", "broken")
    }
    fresh = {outcome: [age for age in found if age < 365] for outcome, found in ages.items()}
    return {
        "kept": sum(0.5 ** (age / 180) for age in fresh["kept"]),
        "broken": sum(0.5 ** (age / 180) for age in fresh["broken"]),
        "promises_kept": len(fresh["kept"]),
        "promises_settled": len(fresh["kept"]) + len(fresh["broken"]),
        "promises_overdue": sum(each.due_on < as_of for each in rows if each not in done),
    }


def _talks(client: Client, day: int) -> list[Talk]:
    rows = Interaction.objects.filter(touch_clients__client=client, archived_at__isnull=True)
    found = []
    for row in rows:
        on = (row.occurred_at.astimezone(ZoneInfo(ZONE)).date() - EPOCH).days
        if on <= day:
            people = TouchPerson.objects.filter(interaction=row)
            colleagues = TouchColleague.objects.filter(interaction=row)
            pairs = [(p.person_id, c.colleague_id) for p in people for c in colleagues]
            found.append(Talk(Touch(on, row.kind, row.direction), row.sentiment, pairs))
    return found


def _answered_days(touches: list[Touch]) -> set[int]:
    ours = {touch.day for touch in touches if touch.direction != "theirs"}
    theirs = {touch.day for touch in touches if touch.direction != "ours"}
    return {
        touch.day
        for touch in touches
        if all(any(abs(touch.day - other) <= 30 for other in side) for side in (ours, theirs))
    }


def _people(client: Client, as_of: date, talks: list[Talk], interval: int) -> dict[str, object]:
    day = (as_of - EPOCH).days
    positions = list(Position.objects.filter(client=client))
    by_person: dict[int, list[Position]] = defaultdict(list)
    for position in positions:
        by_person[position.person_id].append(position)
    gone = {pk for pk, held in by_person.items() if all(each.ended_on and each.ended_on <= as_of for each in held)}
    here = [each for each in positions if each.ended_on is None or each.ended_on > as_of]
    colleagues = {user.pk: user for user in User.objects.all()}
    touches: dict[tuple[int, int], list[Touch]] = defaultdict(list)
    for talk in talks:
        for pair in talk.pairs:
            touches[pair].append(talk.touch)
    ties = {}
    for (person, colleague), found in touches.items():
        left = colleagues[colleague].left_on
        if person not in gone and (left is None or left > as_of):
            facts = tie_facts(found, interval_days=interval)
            assert facts
            ties[person, colleague] = tie_strength(facts, day)
    seats: dict[str, set[int]] = defaultdict(set)
    for position in here:
        seats[position.buying_role].add(position.person_id)
    departed = [each.ended_on for each in positions if each.person_id in gone and each.buying_role == "decision_maker"]
    return {
        **picture(ties, {pk: user.practice_id or 0 for pk, user in colleagues.items()}, seats),
        "people": len({pair[0] for pair in ties} | {each.person_id for each in here}),
        "decider_left_on": max(departed, default=None),
    }


def _entries(client: Client, as_of: date) -> list[LedgerEntry]:
    return list(LedgerEntry.objects.filter(client=client, booked_on__lte=as_of, archived_at__isnull=True))


def _business_days(client: Client, as_of: date) -> set[date]:
    fees = {entry.booked_on for entry in _entries(client, as_of) if entry.kind == "fee" and entry.base_amount > 0}
    opened = Engagement.objects.filter(client=client, opened_on__lte=as_of).values_list("opened_on", flat=True)
    return fees | set(opened)


def _net(client: Client, after: date, until: date) -> float:
    return float(
        sum(
            entry.base_amount
            for entry in _entries(client, until)
            if entry.booked_on > after and entry.kind in LedgerEntry.FEE_KINDS
        )
    )


def _date(day: int | None) -> date | None:
    return None if day is None else EPOCH + timedelta(days=day)
