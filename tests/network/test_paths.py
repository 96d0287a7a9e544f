"""Ways to somebody: the weakest tie first, then the length; nobody hidden, left out or unwilling on them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from relationships.alumni.models import Alumnus
from relationships.clients.models import Client
from relationships.contacts.models import Person, Position
from relationships.network.actions import rebuild_ties
from relationships.network.models import OutOfGraph
from relationships.network.path_queries import Goal, ways_to
from relationships.network.paths import Link, Way, best_ways
from tests import factories as make
from tests.network.touching import TouchSpec, make_touches

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
YEARS = {"started_on": date(2015, 1, 1), "ended_on": date(2021, 1, 1)}
Found = list[tuple[str, ...]]


def way(*strengths: float, colleague_id: int | None = 1, bridge_id: int | None = None) -> Way:
    """Over a colleague; its last steps have these strengths."""
    return Way(9, (Link(100, "one of us"), *(Link(each) for each in strengths)), colleague_id, bridge_id)


def test_the_weakest_tie_decides_before_the_length() -> None:
    long_but_strong, short_but_faint = way(80, 75, bridge_id=5), way(15, colleague_id=2)
    assert best_ways([short_but_faint, long_but_strong]) == [long_but_strong, short_but_faint]


def test_of_equal_bars_the_shorter_goes_first() -> None:
    longer, shorter = way(69, 69, bridge_id=5), way(41, colleague_id=2)
    assert best_ways([longer, shorter]) == [shorter, longer]


def test_at_most_two_ways_lead_over_the_same_acquaintance() -> None:
    many = [way(80, 30, colleague_id=n, bridge_id=5) for n in range(1, 6)]
    assert len(best_ways(many)) == 2


def tie(person: Person, of: User, strength: int = 80, client: Client | None = None) -> None:
    make.DeclaredTieFactory(person=person, colleague=of, strength=strength, client=client)


@pytest.fixture
def henrik(partner: User) -> User:
    return partner


@pytest.fixture
def maya(account_manager: User) -> User:
    return account_manager


@pytest.fixture
def peter(novagen: Client) -> Person:
    """Chief financial officer of Novagen; nobody of us knows him."""
    person = make.PersonFactory(name="Peter Amrein")
    make.PositionFactory(person=person, client=novagen, title="CFO")
    return person


def found(user: User, goal: Goal, **options: object) -> Found:
    """The names on each way."""
    names = dict(User.objects.values_list("pk", "name"))
    people = dict(Person._base_manager.values_list("pk", "name"))
    return [
        tuple(
            name
            for name in (
                names.get(each.colleague_id or 0),
                people.get(each.bridge_id or 0),
                people[each.target_id],
            )
            if name
        )
        for each in ways_to(user, goal, **options)
    ]


def mate_of(person: Person, name: str = "Felix Brandt") -> Person:
    """Somebody who was at another client with `person`, and has left it."""
    client = make.ClientFactory(name="Fennmoor Capital")
    make.PositionFactory(person=person, client=client, **YEARS)
    return make.PositionFactory(person=make.PersonFactory(name=name), client=client, **YEARS).person


def test_straight_over_a_colleague_and_over_both(henrik: User, maya: User, peter: Person) -> None:
    felix = mate_of(peter)
    tie(felix, henrik)
    assert found(maya, Goal(peter)) == [("Henrik Lindqvist", "Felix Brandt", "Peter Amrein")]
    tie(peter, henrik, strength=45)
    assert found(maya, Goal(peter))[0] == ("Henrik Lindqvist", "Peter Amrein")
    tie(felix, maya)
    assert ("Felix Brandt", "Peter Amrein") in found(maya, Goal(peter))
    tie(peter, maya, strength=90)
    assert found(maya, Goal(peter))[0] == ("Peter Amrein",)


def test_what_is_inferred_says_so_and_why(henrik: User, maya: User, peter: Person) -> None:
    tie(mate_of(peter), henrik)
    (only,) = ways_to(maya, Goal(peter))
    assert [link.inferred for link in only.links] == [False, False, True]
    assert only.links[-1].words == "both at Fennmoor Capital, 2015 to 2021"
    assert only.weakest < 40


def test_other_years_at_the_same_employer_are_no_way(henrik: User, maya: User, peter: Person) -> None:
    client = make.ClientFactory()
    make.PositionFactory(person=peter, client=client, **YEARS)
    later = make.PositionFactory(client=client, started_on=date(2021, 2, 1)).person
    tie(later, henrik)
    assert found(maya, Goal(peter)) == []


def test_the_same_employer_need_not_be_a_client(henrik: User, maya: User, peter: Person) -> None:
    make.OutsidePostFactory(person=peter, employer="Städtisches Museum", **YEARS)
    felix = make.OutsidePostFactory(employer="STÄDTISCHES MUSEUM", **YEARS).person
    tie(felix, henrik)
    assert len(found(maya, Goal(peter))) == 1


def test_who_met_us_together_may_know_each_other(henrik: User, maya: User, peter: Person, novagen: Client) -> None:
    other = make.PersonFactory(name="Leila Haddad")
    make.InteractionFactory(people=[peter, other], clients=[novagen], occurred_at=timezone.now() - timedelta(days=400))
    tie(other, henrik)
    (only,) = ways_to(maya, Goal(peter))
    assert only.links[-1].words == f"together in 1 touchpoint, {(TODAY - timedelta(days=400)).year}"


def test_a_former_colleague_opens_doors_they_held_here(henrik: User, maya: User, peter: Person) -> None:
    """An alumnus who knew the one wanted while with us, and a colleague of those years."""
    practice = make.PracticeFactory()
    account = make.UserFactory(name="Rosa Fenn", left_on=date(2021, 6, 30), is_active=False)
    rosa = make.AlumnusFactory(person__name="Rosa Fenn", colleague=account, practice=practice).person

    make_touches(TouchSpec(date(2021, month, 3), people=[peter], colleagues=[account]) for month in range(1, 6))
    rebuild_ties()
    henrik.joined_on, henrik.practice = date(2012, 1, 1), practice
    henrik.save(update_fields=["joined_on", "practice"])
    assert found(maya, Goal(peter)) == [("Henrik Lindqvist", "Rosa Fenn", "Peter Amrein")]
    here, held = ways_to(maya, Goal(peter))[0].links[1:]
    assert (here.inferred, held.inferred) == (True, False)
    assert here.words == "both worked here, 2014 to 2021"
    assert held.words == "knew them when with us, 2021"
    tie(rosa, henrik)
    assert [link.inferred for link in ways_to(maya, Goal(peter))[0].links] == [False, False, False]


def test_a_way_to_a_client_leads_to_its_people(henrik: User, maya: User, peter: Person, novagen: Client) -> None:
    ana = make.PersonFactory(name="Ana Ruiz")
    make.PositionFactory(person=ana, client=novagen)
    tie(ana, henrik)
    assert found(maya, Goal(client=novagen)) == [("Henrik Lindqvist", "Ana Ruiz")]
    assert found(maya, Goal(client=make.ClientFactory())) == []


def test_who_has_left_us_is_nobodys_way(henrik: User, maya: User, peter: Person) -> None:
    tie(peter, henrik)
    User.objects.filter(pk=henrik.pk).update(is_active=False)
    assert found(maya, Goal(peter)) == []


@pytest.fixture
def felix(henrik: User, peter: Person) -> Person:
    """The only way to Peter."""
    felix = mate_of(peter)
    tie(felix, henrik)
    return felix


@pytest.mark.parametrize(
    "how", ["out of the graph", "opted out", "do not contact", "withdrawn", "archived", "left out"]
)
def test_whoever_must_not_be_asked_is_on_no_way(how: str, maya: User, peter: Person, felix: Person) -> None:
    assert len(found(maya, Goal(peter))) == 1
    left_out = []
    if how == "out of the graph":
        OutOfGraph.objects.create(person=felix, reason="He asked for it.", taken_out_by=maya)
    elif how == "opted out":
        make.AlumnusFactory(person=felix, opted_out_on=TODAY)
    elif how == "do not contact":
        make.AlumnusFactory(person=felix, do_not_contact=True)
    elif how == "withdrawn":
        make.ConsentFactory(alumnus=make.AlumnusFactory(person=felix), state="withdrawn")
    elif how == "archived":
        Person._base_manager.filter(pk=felix.pk).update(archived_at=timezone.now())
    else:
        left_out = [("person", felix.pk)]
    assert found(maya, Goal(peter), left_out=left_out) == []


def test_a_crowd_of_those_left_out_hides_nobody_else(henrik: User, maya: User, peter: Person) -> None:
    """More people than one employer's are looked at asked to be left out; the one who may be asked came last."""
    bank = make.ClientFactory(name="Fennmoor Capital")
    make.PositionFactory(person=peter, client=bank, **YEARS)
    crowd = Person._base_manager.bulk_create(Person(name=f"Left Out {n}") for n in range(410))
    Position._base_manager.bulk_create(Position(person=each, client=bank, **YEARS) for each in crowd)
    Alumnus._base_manager.bulk_create(Alumnus(person=each, opted_out_on=TODAY) for each in crowd)
    felix = make.PositionFactory(person__name="Felix Brandt", client=bank, **YEARS).person
    tie(felix, henrik)
    assert found(maya, Goal(peter)) == [("Henrik Lindqvist", "Felix Brandt", "Peter Amrein")]


def test_whoever_is_wanted_and_left_the_graph_is_not_found(henrik: User, maya: User, peter: Person) -> None:
    tie(peter, henrik)
    OutOfGraph.objects.create(person=peter, reason="He asked for it.", taken_out_by=maya)
    assert found(maya, Goal(peter)) == []


def test_whoever_asked_to_be_left_out_is_not_found(henrik: User, maya: User, peter: Person) -> None:
    tie(peter, henrik)
    assert len(found(maya, Goal(peter))) == 1
    make.AlumnusFactory(person=peter, opted_out_on=TODAY)
    assert found(maya, Goal(peter)) == []


class TestWalls:
    """Nothing behind a wall carries a way, and nobody is asked about whom they may not know of."""

    def test_years_at_a_hidden_client_are_no_way(self, henrik: User, outsider: User, peter: Person) -> None:
        hidden = make.ClientFactory()
        make.PositionFactory(person=peter, client=hidden, **YEARS)
        felix = make.PersonFactory(name="Felix Brandt")
        make.PositionFactory(person=felix, client=hidden, **YEARS)
        make.PositionFactory(person=felix, client=make.ClientFactory())
        tie(felix, henrik)
        assert len(found(outsider, Goal(peter))) == 1
        make.WallFactory(client=hidden, insiders=[henrik])
        assert found(outsider, Goal(peter)) == []
        assert len(found(henrik, Goal(peter))) == 1

    def test_a_tie_from_hidden_work_is_none(
        self, henrik: User, outsider: User, walled_client: Client, peter: Person
    ) -> None:
        tie(peter, henrik, client=walled_client)
        assert found(outsider, Goal(peter)) == []

    def test_hidden_people_are_on_no_way(
        self, henrik: User, outsider: User, walled_client: Client, peter: Person
    ) -> None:
        felix = mate_of(peter)
        Position._base_manager.filter(person=felix).update(client=walled_client)
        tie(felix, henrik)
        assert found(outsider, Goal(peter)) == []

    def test_a_shared_meeting_behind_the_wall_is_no_way(
        self, henrik: User, outsider: User, walled_client: Client, peter: Person
    ) -> None:
        felix = make.PersonFactory()
        make.InteractionFactory(
            people=[peter, felix], clients=[walled_client], occurred_at=timezone.now() - timedelta(days=9)
        )
        tie(felix, henrik)
        assert len(found(henrik, Goal(peter))) == 1
        assert found(outsider, Goal(peter)) == []

    def test_nobody_is_asked_about_a_client_they_may_not_know_of(
        self, henrik: User, outsider: User, walled_client: Client
    ) -> None:
        """Tomás knows her from before, and must not learn that we work for them."""
        secret = make.PersonFactory(name="Ana Pike")
        make.PositionFactory(person=secret, client=walled_client)
        tie(secret, outsider)
        assert found(henrik, Goal(secret)) == []
        assert found(henrik, Goal(client=walled_client)) == []
        make.PositionFactory(person=secret, client=make.ClientFactory())
        assert found(henrik, Goal(secret)) == [("Tomás Ibarra", "Ana Pike")]
        assert found(henrik, Goal(client=walled_client)) == []

    def test_a_crowd_of_colleagues_who_may_not_know_hides_nobody_else(
        self, henrik: User, maya: User, walled_client: Client
    ) -> None:
        """Maya knows her least, and is the only one to be asked; thirty outside the wall know her better."""
        secret = make.PersonFactory(name="Ana Pike")
        make.PositionFactory(person=secret, client=walled_client)
        tie(secret, maya, strength=25)
        for _ in range(30):
            tie(secret, make.UserFactory(), strength=90)
        assert found(henrik, Goal(secret)) == [("Maya Okafor", "Ana Pike")]


def test_the_number_of_statements_does_not_grow(
    henrik: User, maya: User, peter: Person, django_assert_max_num_queries
) -> None:
    client = make.ClientFactory()
    make.PositionFactory(person=peter, client=client, **YEARS)
    for n in range(12):
        mate = make.PositionFactory(client=client, **YEARS).person
        tie(mate, henrik if n % 2 else make.UserFactory())
    with django_assert_max_num_queries(11):
        assert len(ways_to(maya, Goal(peter))) == 5
