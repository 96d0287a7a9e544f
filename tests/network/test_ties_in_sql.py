"""SQL over all touches and Python over one pair's give the same number."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.models import Firm
from relationships.clients.models import Client
from relationships.foundation.firm_day import EPOCH
from relationships.interactions.models import Interaction
from relationships.network.actions import rebuild_ties
from relationships.network.models import Tie
from relationships.network.queries import strongest_ties, tie_rows, tie_strengths
from relationships.network.tie_rules import DEFAULT_RULES
from relationships.network.tie_strength import Touch, tie_facts, tie_strength
from tests.network.touching import TouchSpec, make_client, make_colleague, make_person, make_touch, make_touches

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
ZONE = ZoneInfo("America/New_York")
KINDS = [kind.value for kind in Interaction.Kind]


@pytest.fixture
def random_touches() -> dict[tuple[int, int, int | None], list[Touch]]:
    """A few hundred touches among few, some before 2000, some of several clients or none; what each tie consists of."""
    Firm.objects.create(time_zone="America/New_York")
    dice = random.Random(4)
    clients = [
        make_client("None"),
        make_client("Key", tier="A"),
        make_client("Own", tier="C", expected_interval_days=41),
    ]
    people, colleagues = [make_person(f"P{n}") for n in range(3)], [make_colleague(f"C{n}") for n in range(3)]
    ties, specs = defaultdict(list), []
    for _ in range(400):
        span = dice.choice([40, 400, 4000, 12000])
        at = datetime(2026, 11, 22, 23, 50, tzinfo=ZONE) - timedelta(minutes=dice.randrange(span * 1440))
        kind, direction = dice.choice([*KINDS, "email", "email"]), dice.choice(["ours", "ours", "theirs", "mutual"])
        who = dice.sample(people, dice.choice([1, 1, 2])), dice.sample(colleagues, dice.choice([1, 1, 2]))
        about = dice.sample(clients, dice.choice([0, 1, 1, 2]))
        specs.append(TouchSpec(at, about, *who, kind=kind, direction=direction))
        touch = Touch((at.date() - EPOCH).days, kind, direction)
        for person in who[0]:
            for colleague in who[1]:
                for client in about or [None]:
                    ties[colleague.pk, person.pk, client.pk if client else None].append(touch)
    make_touches(specs)
    return ties


def in_python(ties, as_of: date) -> dict:
    intervals = dict.fromkeys([key[2] for key in ties], 30)
    for client in Client.objects.all():
        intervals[client.pk] = client.expected_interval_days or DEFAULT_RULES.intervals[client.tier]
    day = (as_of - EPOCH).days
    found = {}
    for key, touches in ties.items():
        facts = tie_facts([each for each in touches if each.day <= day], interval_days=intervals[key[2]])
        if facts:
            found[key] = (facts, tie_strength(facts, day))
    return found


@pytest.mark.parametrize("as_of", [TODAY, date(2026, 10, 1), date(2015, 6, 30), date(2000, 1, 1)])
def test_the_two_agree_on_any_day(random_touches, as_of):
    expected = in_python(random_touches, as_of)
    rows = {(row.colleague_id, row.person_id, row.client_id): row for row in tie_rows(as_of)}
    assert rows.keys() == expected.keys()
    for key, (facts, strength) in expected.items():
        assert rows[key].strength == pytest.approx(strength, abs=1e-9)
        assert rows[key].touches == facts.touches


def test_the_table_holds_the_same_facts_however_it_was_built(random_touches):
    rebuild_ties(as_of=TODAY)
    in_bulk = list(Tie.objects.order_by("client", "person", "colleague").values_list())
    Tie.objects.filter(client__name="Key").delete()
    Tie.objects.filter(client__name="Own").update(frequency=99)
    for client_id in {key[2] for key in random_touches} - {None}:
        rebuild_ties(as_of=TODAY, client_ids=[client_id])
    rebuild_ties(as_of=TODAY, clientless=True)
    one_by_one = list(Tie.objects.order_by("client", "person", "colleague").values_list())
    assert [row[1:] for row in one_by_one] == [row[1:] for row in in_bulk]
    stored = {(tie.colleague_id, tie.person_id, tie.client_id): tie for tie in Tie.objects.all()}
    for key, (facts, _) in in_python(random_touches, TODAY).items():
        assert stored[key].frequency == pytest.approx(facts.frequency, abs=1e-9)
        assert stored[key].half_life_days == pytest.approx(facts.half_life_days, abs=1e-9)


def test_an_undone_touch_counts_nowhere(random_touches):
    rebuild_ties(as_of=TODAY)
    Interaction.objects.update(archived_at=datetime(2026, 11, 22, tzinfo=ZONE))
    assert tie_rows(TODAY) == []
    rebuild_ties(as_of=TODAY)
    assert not Tie.objects.exists()


def test_pages_read_the_same_strength(random_touches, partner):
    rebuild_ties(as_of=TODAY)
    expected = {key: strength for key, (_, strength) in in_python(random_touches, TODAY).items()}
    people = {key[1] for key in expected}
    found = {(tie.colleague_id, tie.person_id, tie.client_id): tie for tie in tie_strengths(partner, people, on=TODAY)}
    assert found.keys() == expected.keys()
    for key, tie in found.items():
        assert tie.strength == pytest.approx(expected[key], abs=1e-9)
        assert not tie.declared


def test_a_viewer_is_shown_the_strongest_tie_among_the_clients_they_may_see(
    novagen, walled_client, partner, outsider, account_manager
):
    person = make_person()
    make_touch(TODAY, clients=[walled_client], people=[person], colleagues=[account_manager])
    make_touch(date(2026, 9, 1), clients=[novagen], people=[person], colleagues=[account_manager], kind="call")
    rebuild_ties(as_of=TODAY)
    inside = strongest_ties(partner, [person.pk], on=TODAY)[0][person.pk][account_manager.pk]
    outside = strongest_ties(outsider, [person.pk], on=TODAY)[0][person.pk][account_manager.pk]
    rows = {row.client_id: row.strength for row in tie_rows(TODAY)}
    assert (inside, outside) == pytest.approx((rows[walled_client.pk], rows[novagen.pk]))
    assert inside > outside
