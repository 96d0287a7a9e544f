"""A colleague leaves: heirs, the goodbye, what is handed over, the alumnus that stays, and the way back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import admin_actions
from accounts.models import User
from accounts.policy import Role
from relationships.alumni.models import Alumnus, Consent
from relationships.clients.models import Client, TeamMember, Wall
from relationships.contacts.models import ContactPoint, Person
from relationships.foundation.firm_day import firm_day
from relationships.interactions.models import PlannedTouch, Promise
from relationships.network.actions import rebuild_ties, record_departure
from relationships.network.departure_actions import (
    AlreadyLeaving,
    NoSuchDay,
    complete_departure,
    complete_due_departures,
    edit_departure,
    undo_departure,
)
from relationships.network.departure_models import Departure, Handover
from relationships.network.handover_actions import NotTheirs, choose_heir, follow_heirs, goodbye_days
from relationships.network.tie_rules import DEFAULT_RULES
from tests.cast import colleague
from tests.factories import (
    AlumnusFactory,
    ClientFactory,
    DeclaredTieFactory,
    LedgerEntryFactory,
    PersonFactory,
    PositionFactory,
    PromiseFactory,
    TeamMemberFactory,
)
from tests.network.touching import TouchSpec, make_touches

pytestmark = pytest.mark.django_db


def ahead(days: int) -> date:
    return firm_day().on + timedelta(days=days)


def tie(client: Client | None, person: Person, ours: User, strength: int) -> None:
    DeclaredTieFactory(client=client, person=person, colleague=ours, declared_by=ours, strength=strength)


def of(departure: Departure, client: Client | None, person: Person | None = None) -> Handover:
    return Handover._base_manager.get(departure=departure, client=client, person=person)


@pytest.fixture
def leaver(db: None) -> User:
    return colleague("Dag Holm", Role.ACCOUNT_MANAGER)


@pytest.fixture
def kestrel(leaver: User) -> Client:
    """Dag's own client, worth the most."""
    client = ClientFactory(name="Kestrel Rail", owner=leaver)
    TeamMemberFactory(client=client, colleague=leaver, role="account_manager")
    LedgerEntryFactory(client=client, booked_on=ahead(-100), amount=90_000, base_amount=90_000)
    LedgerEntryFactory(client=client, booked_on=ahead(-800), amount=5_000, base_amount=5_000)
    return client


@pytest.fixture
def ana(novagen: Client) -> Person:
    person = PersonFactory(name="Ana Ruiz")
    PositionFactory(person=person, client=novagen)
    return person


@pytest.fixture
def ben(kestrel: Client) -> Person:
    person = PersonFactory(name="Ben Wu")
    PositionFactory(person=person, client=kestrel)
    return person


def leave(by: User, leaver: User, days: int = 20, **fields: object) -> Departure:
    return record_departure(by=by, colleague=leaver, last_day=ahead(days), **fields)


def test_each_tie_has_the_heir_who_knows_them_best_and_its_money(
    administrator: User, leaver: User, account_manager: User, partner: User, novagen: Client, kestrel: Client,
    ana: Person, ben: Person,
) -> None:  # fmt: skip
    tie(novagen, ana, leaver, 80)
    tie(novagen, ana, partner, 60)
    tie(kestrel, ben, leaver, 70)
    tie(kestrel, ben, account_manager, 45)
    weak = PersonFactory(name="Never Answered")
    tie(kestrel, weak, leaver, 20)
    departure = leave(administrator, leaver)
    assert {
        (row.client.name, row.person and row.person.name, row.heir.name) for row in Handover._base_manager.all()
    } == {
        ("Novagen Therapeutics", None, "Henrik Lindqvist"),
        ("Novagen Therapeutics", "Ana Ruiz", "Henrik Lindqvist"),
        ("Kestrel Rail", None, "Maya Okafor"),
        ("Kestrel Rail", "Ben Wu", "Maya Okafor"),
    }
    row = of(departure, kestrel, ben)
    assert (row.strength, row.heir_before, row.fees) == (70, 45, 90_000)


def test_nobody_inherits_a_client_behind_a_wall_they_stand_outside_of(
    administrator: User, partner: User, outsider: User, wall: Wall, account_manager: User
) -> None:
    wilma = PersonFactory(name="Wilma")
    PositionFactory(person=wilma, client=wall.client)
    tie(wall.client, wilma, account_manager, 80)
    tie(wall.client, wilma, outsider, 79)
    departure = leave(administrator, account_manager)
    row = of(departure, wall.client, wilma)
    assert row.heir == partner
    assert not Handover.objects.visible_to(administrator).filter(departure=departure, client=wall.client).exists()
    with pytest.raises(NotTheirs):
        choose_heir(
            handover=row, heir=outsider, by=partner, expected_version=row.version, goodbye_on=None, rules=DEFAULT_RULES
        )


def test_the_goodbye_stands_on_both_days_before_the_last_one_and_moves_with_the_heir(
    administrator: User, leaver: User, account_manager: User, partner: User, kestrel: Client, ben: Person
) -> None:
    tie(kestrel, ben, leaver, 70)
    tie(kestrel, ben, account_manager, 45)
    departure = leave(administrator, leaver)
    words = PlannedTouch._base_manager.filter(archived_at__isnull=True)
    said = {each.colleague.name: (each.due_on, each.reason) for each in words}
    day = of(departure, kestrel).goodbye_on
    assert day in goodbye_days(ahead(0), ahead(20))
    assert said == {
        "Dag Holm": (day, "Say goodbye together with Maya Okafor: Ben Wu"),
        "Maya Okafor": (day, "Say goodbye together with Dag Holm: Ben Wu"),
    }
    row = of(departure, kestrel)
    choose_heir(
        handover=row, heir=partner, by=administrator, expected_version=row.version, goodbye_on=day, rules=DEFAULT_RULES
    )
    assert of(departure, kestrel, ben).heir == partner
    assert {each.colleague.name for each in words.all()} == {"Dag Holm", "Henrik Lindqvist"}


def words_planned() -> dict[str, tuple[date, str]]:
    open_ones = PlannedTouch._base_manager.filter(archived_at__isnull=True, done_at__isnull=True)
    return {each.colleague.name: (each.due_on, each.reason) for each in open_ones}


def test_whoever_has_gone_already_says_no_goodbye_together(
    administrator: User, leaver: User, account_manager: User, kestrel: Client, ben: Person
) -> None:
    tie(kestrel, ben, leaver, 70)
    departure = leave(administrator, leaver, days=-3, successor=account_manager)
    ((name, (day, words)),) = words_planned().items()
    assert (name, words) == ("Maya Okafor", "A first word, in place of Dag Holm: Ben Wu")
    assert day == goodbye_days(ahead(0), ahead(-3))[0]
    undo_departure(departure=departure)
    assert words_planned() == {}


def test_a_goodbye_that_was_not_said_by_the_last_day_the_heir_says_alone(
    administrator: User, leaver: User, account_manager: User, kestrel: Client, ben: Person
) -> None:
    tie(kestrel, ben, leaver, 70)
    departure = leave(administrator, leaver, successor=account_manager)
    assert {words for _, words in words_planned().values()} == {
        "Say goodbye together with Maya Okafor: Ben Wu", "Say goodbye together with Dag Holm: Ben Wu",
    }  # fmt: skip
    done = complete_departure(departure=departure, by=administrator)
    ((name, (day, words)),) = words_planned().items()
    assert (name, words) == ("Maya Okafor", "A first word, in place of Dag Holm: Ben Wu")
    assert ahead(0) < day <= ahead(15)
    row = of(departure, kestrel)
    choose_heir(
        handover=row, heir=administrator, by=administrator, expected_version=row.version, goodbye_on=ahead(-20),
        rules=DEFAULT_RULES,
    )  # fmt: skip
    assert words_planned() == {"Gerd Achleitner": (goodbye_days(ahead(0), ahead(0))[0], words)}
    undo_departure(departure=done)
    assert words_planned() == {}


def test_nothing_of_it_takes_effect_before_the_last_day_is_over(
    administrator: User, leaver: User, account_manager: User, kestrel: Client
) -> None:
    departure = leave(administrator, leaver, days=0, successor=account_manager)
    assert complete_due_departures() == 0
    leaver.refresh_from_db()
    kestrel.refresh_from_db()
    assert (leaver.is_active, kestrel.owner, departure.completed_at) == (True, leaver, None)
    Departure.objects.update(last_day=ahead(-1))
    assert complete_due_departures() == 1
    leaver.refresh_from_db()
    assert not leaver.is_active


@pytest.fixture
def gone(administrator: User, leaver: User, account_manager: User, kestrel: Client, ben: Person) -> Departure:
    """Dag left yesterday: Maya has what was his."""
    tie(kestrel, ben, leaver, 70)
    tie(kestrel, ben, account_manager, 45)
    PromiseFactory(client=kestrel, colleague=leaver, what="The rail study")
    PromiseFactory(client=None, person=ben, colleague=leaver, what="A book")
    PlannedTouch.objects.create(client=kestrel, colleague=leaver, due_on=ahead(9), reason="Renewal", planned_by=leaver)
    return record_departure(
        by=administrator, colleague=leaver, last_day=ahead(-1), plan_goodbyes=False, successor=account_manager,
        title="Senior associate", private_email="dag@home.example", consents=["news", "events"],
        heard_through="Exit talk", keeper=account_manager,
    )  # fmt: skip


def owners(kestrel: Client) -> dict[str, list[str]]:
    return {
        "owner": [Client._base_manager.get(pk=kestrel.pk).owner.name],
        "team": [m.colleague.name for m in TeamMember.objects.filter(client=kestrel, archived_at__isnull=True)],
        "promises": sorted({p.colleague.name for p in Promise._base_manager.all()}),
        "planned": [p.colleague.name for p in PlannedTouch._base_manager.filter(archived_at__isnull=True)],
    }


def test_heirs_have_all_that_had_an_owner_and_the_account_is_closed(
    gone: Departure, kestrel: Client, leaver: User
) -> None:
    assert set(map(tuple, owners(kestrel).values())) == {("Maya Okafor",)}
    leaver.refresh_from_db()
    assert (leaver.is_active, leaver.left_on) == (False, ahead(-1))


def test_an_alumnus_stays_with_what_they_agreed_to(gone: Departure, leaver: User, account_manager: User) -> None:
    alumnus = Alumnus.objects.unscoped(reason="test").get(colleague=leaver)
    assert (alumnus.person.name, alumnus.left_on, alumnus.title) == ("Dag Holm", ahead(-1), "Senior associate")
    assert (alumnus.keeper, alumnus.practice) == (account_manager, leaver.practice)
    assert ContactPoint.objects.get(person=alumnus.person).value == "dag@home.example"
    assert {(c.purpose, c.state, c.heard_through) for c in Consent.objects.filter(alumnus=alumnus)} == {
        ("news", "given", "Exit talk"), ("events", "given", "Exit talk"),
    }  # fmt: skip
    assert (gone.private_email, gone.alumnus) == ("", alumnus)


def test_it_can_be_taken_back_but_for_what_others_changed_since(
    gone: Departure, kestrel: Client, leaver: User, partner: User
) -> None:
    promise = Promise._base_manager.get(what="A book")
    promise.save_changes(expected_version=promise.version, changes={"colleague": partner})
    assert undo_departure(departure=gone) == 1
    leaver.refresh_from_db()
    assert (leaver.is_active, leaver.left_on) == (True, None)
    assert owners(kestrel) == {
        "owner": ["Dag Holm"], "team": ["Dag Holm"], "promises": ["Dag Holm", "Henrik Lindqvist"],
        "planned": ["Dag Holm"],
    }  # fmt: skip
    alumnus = Alumnus.objects.unscoped(reason="test").get(colleague=leaver)
    assert alumnus.archived_at is not None
    assert not Consent.objects.filter(alumnus=alumnus, archived_at__isnull=True).exists()


def test_whoever_came_back_and_leaves_again_keeps_their_record(
    administrator: User, leaver: User, account_manager: User
) -> None:
    known = AlumnusFactory(colleague=leaver, left_on=ahead(-2000), title="Trainee", joined_on=None)
    departure = leave(administrator, leaver, days=-3, title="Counsel", consents=["news"])
    known.refresh_from_db()
    assert (departure.alumnus, known.left_on, known.title) == (known, ahead(-3), "Counsel")
    assert Alumnus.objects.unscoped(reason="test").count() == 1
    undo_departure(departure=departure)
    known.refresh_from_db()
    assert (known.left_on, known.title, known.archived_at) == (ahead(-2000), "Trainee", None)


def test_whoever_asked_to_be_left_out_stays_out(administrator: User, leaver: User) -> None:
    known = AlumnusFactory(colleague=leaver, opted_out_on=ahead(-10))
    leave(administrator, leaver, days=-3, consents=["news"])
    known.refresh_from_db()
    assert known.opted_out_on == ahead(-10)
    assert not Consent.objects.filter(alumnus=known).exists()


def test_heirs_are_followed_at_30_60_and_90_days(
    administrator: User, leaver: User, account_manager: User, kestrel: Client, ben: Person
) -> None:
    tie(kestrel, ben, leaver, 70)
    departure = leave(administrator, leaver, days=-31, successor=account_manager, plan_goodbyes=False)
    row = of(departure, kestrel, ben)
    choose_heir(
        handover=row, heir=account_manager, by=administrator, expected_version=row.version, goodbye_on=None,
        rules=DEFAULT_RULES,
    )  # fmt: skip
    make_touches(TouchSpec(ahead(-n), [kestrel], [ben], [account_manager]) for n in (2, 12, 22))
    rebuild_ties(client_ids=[kestrel.pk])
    assert follow_heirs() == 2
    row = of(departure, kestrel, ben)
    assert row.heir_before is None
    assert (row.after_30 or 0) > 40
    assert (row.after_60, row.after_90) == (None, None)
    assert follow_heirs() == 0


def test_a_leaver_with_a_thousand_ties_costs_no_more_statements(
    administrator: User, leaver: User, account_manager: User
) -> None:
    def statements(who: User, ties: int) -> int:
        clients = [ClientFactory(owner=who) for _ in range(ties // 10)]
        people = Person.objects.bulk_create(Person(name=f"Guest {n}") for n in range(ties))
        for n, person in enumerate(people):
            tie(clients[n % len(clients)], person, who, 60)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            record_departure(by=administrator, colleague=who, last_day=ahead(-1), successor=account_manager)
        return len(asked)

    few = statements(leaver, 20)
    many = statements(colleague("Ada Long", Role.ACCOUNT_MANAGER), 200)
    assert many <= few + 2


def test_what_cannot_be_is_refused(administrator: User, leaver: User) -> None:
    with pytest.raises(admin_actions.YourOwnRights):
        leave(administrator, administrator)
    with pytest.raises(NoSuchDay):
        leave(administrator, leaver, days=400)
    departure = leave(administrator, leaver)
    with pytest.raises(AlreadyLeaving):
        leave(administrator, leaver)
    moved = edit_departure(departure=departure, expected_version=departure.version, changes={"last_day": ahead(40)})
    leaver.refresh_from_db()
    assert (moved.last_day, leaver.left_on) == (ahead(40), ahead(40))
    undo_departure(departure=moved)
    leaver.refresh_from_db()
    assert leaver.left_on is None
    assert leave(administrator, leaver).pk != departure.pk


def test_a_goodbye_falls_on_a_working_day_until_the_last_one() -> None:
    friday = date(2026, 11, 20)
    assert goodbye_days(friday, date(2026, 11, 25)) == [date(2026, 11, n) for n in (23, 24, 25)]
    assert goodbye_days(friday, friday)[0] == date(2026, 11, 23)
    assert goodbye_days(friday, date(2026, 11, 22))[0] == date(2026, 11, 23), "no working day is left for both"
    assert len(goodbye_days(friday, date(2026, 11, 1))) == 10


def test_only_what_may_be_completed_is(administrator: User, leaver: User) -> None:
    departure = leave(administrator, leaver)
    done = complete_departure(departure=departure, by=administrator)
    assert complete_departure(departure=done, by=administrator).version == done.version
