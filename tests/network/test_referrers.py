"""Who came to us through whom, what each branch brought without counting anything twice, and who is cooling."""

from __future__ import annotations

import random
import re
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import User
from relationships.clients.models import Client, Wall
from relationships.contacts.models import Person
from relationships.engagements.models import Engagement
from relationships.foundation.display.money import money_short
from relationships.foundation.firm_day import firm_day
from relationships.network import introduction_actions, value_actions
from relationships.network.actions import rebuild_ties
from relationships.network.models import Contribution, Introduction, SoftCredit
from relationships.network.referrer_tree import Branch, Contact, Edge, Referrer, forest, is_late, usual_gap
from relationships.network.referrers import Totals, cooling, cooling_and_totals, referrers, trees_and_totals
from relationships.network.value_actions import TooMuchCredit
from tests import factories as make
from tests.cast import SignIn
from tests.examples import examples

TODAY = date(2026, 11, 22)
db = pytest.mark.django_db


def ago(days: int) -> date:
    return firm_day().on - timedelta(days=days)


def told(trees: list[list[Branch]]) -> list[tuple[int, int]]:
    return [(each.depth, each.person_id) for tree in trees for each in tree]


def brought(pk: int, day: int, fees: int = 0) -> Referrer:
    on = date(2026, 1, 1) + timedelta(days=day)
    return Referrer(pk, on, on, 1, (), Decimal(fees), Decimal(fees), None, 0, Contact())


class TestForest:
    @settings(max_examples=examples(40), deadline=None)
    @given(
        people=st.lists(st.tuples(st.integers(0, 60), st.integers(-500, 5000)), min_size=1, max_size=12),
        drawn=st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11), st.integers(-5, 70)), max_size=30),
    )
    def test_everybody_stands_once_and_roots_sum_to_the_whole(
        self, people: list[tuple[int, int]], drawn: list[tuple[int, int, int]]
    ) -> None:
        """Whoever refers to whomever, also in circles: no branch closes, nothing is counted twice."""
        known = [brought(pk, day, fees) for pk, (day, fees) in enumerate(people)]
        edges = [Edge(one, other, date(2026, 1, 1) + timedelta(days=day)) for one, other, day in drawn]
        trees = forest(known, edges, TODAY)
        assert sorted(pk for _, pk in told(trees)) == list(range(len(people)))
        assert sum(tree[0].fees or 0 for tree in trees) == sum(fees for _, fees in people)
        assert sum(tree[0].people for tree in trees) == len(people)
        for tree in trees:
            assert tree[0].depth == 0
            assert all(later.depth <= each.depth + 1 for each, later in pairwise(tree))

    def test_whoever_brought_them_first_and_before_they_brought_anything(self) -> None:
        edges = [
            Edge(3, 2, date(2026, 1, 20)),
            Edge(3, 1, date(2026, 1, 10)),
            Edge(1, 3, date(2026, 2, 20)),
            Edge(2, 1, date(2026, 1, 5)),
        ]
        known = [brought(1, 2, 100), brought(2, 8, 10), brought(3, 40, 50)]
        assert told(forest(known, edges, TODAY)) == [(0, 1), (1, 3), (1, 2)]

    def test_usual_and_late(self) -> None:
        assert usual_gap(date(2026, 1, 1), date(2026, 6, 30), 7, 90) == 30
        assert usual_gap(date(2026, 1, 1), date(2026, 1, 8), 3, 90) == 21
        assert usual_gap(date(2026, 1, 1), date(2026, 6, 30), 2, 90) == 90

        def late(days: int, **contact: object) -> bool:
            met = {"last_on": TODAY - timedelta(days=days), "usual_days": 40, **contact}
            each = Referrer(1, TODAY, TODAY - timedelta(days=600), 1, (), None, None, None, 0, Contact(**met))  # type: ignore[arg-type]
            return is_late(each, TODAY)

        assert [late(50), late(51), late(51, may_be_called=False)] == [False, True, False]
        assert late(51, last_on=None), "no touch at all since they brought something"


@pytest.fixture
def ana(novagen: Client) -> Person:
    """At Novagen, which Felix brought."""
    return make.PositionFactory(person=make.PersonFactory(name="Ana Ruiz"), client=novagen).person


@pytest.fixture
def felix() -> Person:
    return make.PersonFactory(name="Felix Adler")


def work_of(client: Client, amount: int = 1000) -> Engagement:
    work = make.EngagementFactory(client=client)
    make.LedgerEntryFactory(client=client, engagement=work, booked_on=ago(30), amount=Decimal(amount))
    return work


def credit(by: User, person: Person, work: Engagement, days_ago: int, share: str = "1") -> Contribution:
    fields = {"kind": "referral", "text": "Told them.", "client": work.client, "engagement": work}
    return value_actions.add_contribution(
        by=by, person=person, happened_on=ago(days_ago), share=Decimal(share), **fields
    )


@pytest.fixture
def tree(partner: User, felix: Person, ana: Person, novagen: Client) -> list[Contribution]:
    """Felix brought Novagen (1,000, half of it his); Ana of Novagen brought Kestrel Rail (600)."""
    kestrel = make.ClientFactory(name="Kestrel Rail")
    return [credit(partner, felix, work_of(novagen), 300, "0.5"), credit(partner, ana, work_of(kestrel, 600), 100)]


@db
def test_a_referrer_stands_below_whoever_brought_their_client(
    tree: list[Contribution], partner: User, felix: Person, ana: Person
) -> None:
    (branches,) = referrers(partner)
    assert told([branches]) == [(0, felix.pk), (1, ana.pk)]
    assert [(each.referrer.fees, each.fees) for each in branches] == [(500, 1100), (600, 600)]


@db
def test_page_and_file_say_the_same_and_thanks_are_noted(
    tree: list[Contribution], partner: User, sign_in: SignIn, felix: Person, ana: Person
) -> None:
    browser = sign_in(partner)
    page = browser.get(reverse("referrer_list")).content.decode()
    assert "through <bdi>Felix Adler</bdi>, who brought <bdi>Novagen Therapeutics</bdi>" in page
    assert money_short(Decimal(1100), "EUR") in page
    assert page.count("not thanked</span>") + page.count("cooling</span>") == 2
    rows = browser.get(reverse("export_referrers")).getvalue().decode().splitlines()  # type: ignore[attr-defined]
    assert rows[1].startswith("Felix Adler,1,,,1,Novagen Therapeutics,")
    assert ",500.00,500.00,1100.00,2," in rows[1]
    assert rows[2].startswith("Ana Ruiz,2,Felix Adler,Novagen Therapeutics,1,Kestrel Rail,")
    thank = reverse("thank_for_contribution", args=[felix.public_id, tree[0].public_id])
    assert browser.post(thank).status_code == 303
    assert referrers(partner)[0][0].referrer.thanked_on == firm_day().on
    browser.post(reverse("take_back_thanks", args=[felix.public_id, tree[0].public_id]))
    assert referrers(partner)[0][0].referrer.thanked_on is None


@db
def test_a_word_of_somebody_ends_the_warning(
    tree: list[Contribution], partner: User, felix: Person, ana: Person
) -> None:
    assert {each.person_id for each in cooling(partner)} == {felix.pk}, "Ana brought something 100 days ago"
    make.InteractionFactory(people=[felix], colleagues=[partner])
    rebuild_ties()
    assert cooling(partner) == []


@db
def test_what_is_behind_a_wall_is_in_no_outsiders_tree(
    tree: list[Contribution], partner: User, outsider: User, novagen: Client, ana: Person
) -> None:
    make.WallFactory(client=novagen, insiders=[partner])
    make.PositionFactory(person=ana, client=tree[1].client)
    assert [(each.depth, each.person_id, each.fees) for each in referrers(outsider)[0]] == [(0, ana.pk, 600)]
    assert len(referrers(partner)[0]) == 2


@db
def test_what_the_database_says_of_all_is_what_is_said_of_each(partner: User) -> None:
    """Twelve who brought, sit at and introduce whatever falls to them: order, totals, who is late, page by page."""
    dice = random.Random(7)
    clients = [make.ClientFactory() for _ in range(5)]
    works = [work_of(client, dice.randint(100, 9000)) for client in clients]
    people = [make.PersonFactory() for _ in range(12)]
    for person in people:
        for work in dice.sample(works, dice.randint(0, 2)):
            credit(partner, person, work, dice.randint(1, 900), dice.choice(["0.05", "0.1", "0.15"]))
        make.PositionFactory(person=person, client=dice.choice(clients))
    for _ in range(6):
        one, other = dice.sample(people, 2)
        made_introduction(partner, one, other, dice.choice(clients), dice.randint(1, 900))
    for person in dice.sample(people, 6):
        make.InteractionFactory(
            people=[person], colleagues=[partner], occurred_at=timezone.now() - timedelta(days=dice.randint(1, 300))
        )
    make.AlumnusFactory(person=people[0], do_not_contact=True)
    rebuild_ties()
    trees, totals = trees_and_totals(partner, most=100)
    everybody = [each for tree in trees for each in tree]
    late = sorted(
        (each for each in everybody if each.late),
        key=lambda each: (-(each.referrer.fees or 0), -each.referrer.brought, each.person_id),
    )
    assert len(late) > 2
    assert max(each.depth for each in everybody) > 0
    to_thank = sum(each.referrer.to_thank > 0 for each in everybody)
    assert totals == Totals(len(everybody), len(late), to_thank, len(trees))
    sizes = [(tree[0].fees, tree[0].people, tree[0].referrer.last_on) for tree in trees]
    assert sizes == sorted(sizes, reverse=True)
    assert [tree for n in range(len(trees)) for tree in referrers(partner, most=1, offset=n)] == trees
    assert [each for n in range(len(late)) for each in cooling(partner, most=1, offset=n)] == late
    assert cooling_and_totals(partner, most=5, offset=900) == ([], totals)


@db
def test_introductions_lead_to_people_and_count_once(
    partner: User, felix: Person, ana: Person, novagen: Client
) -> None:
    made = made_introduction(partner, ana, felix, novagen)
    credit(partner, ana, work_of(make.ClientFactory()), 0)
    assert [each.referrer.brought for each in referrers(partner)[0]] == [1, 1]
    note(partner, made, outcome="work", engagement=work_of(novagen))
    assert [each.referrer.brought for each in referrers(partner)[0]] == [1, 1]


def made_introduction(by: User, person: Person, through: Person, client: Client, days_ago: int = 20) -> Introduction:
    days = dict.fromkeys(("asked_on", "answered_on", "agreed_on", "made_on"), ago(days_ago))
    return make.IntroductionFactory(
        person=person, through=through, colleague=None, wanted_by=by, client=client, state="made", **days
    )


def note(by: User, made: Introduction, share: str | None = None, **said: object) -> Introduction:
    made.refresh_from_db()
    changes = {"outcome": "", "outcome_note": "", "engagement": None, **said}
    part = None if share is None else Decimal(share)
    return introduction_actions.note_outcome(
        by=by, introduction=made, expected_version=made.version, changes=changes, share=part
    )


@db
class TestWorkThroughAnIntroduction:
    @pytest.fixture
    def made(self, partner: User, felix: Person, ana: Person, novagen: Client) -> Introduction:
        return made_introduction(partner, ana, felix, novagen)

    def test_it_is_credited_with_all_that_is_free_and_follows_what_is_said(
        self, made: Introduction, partner: User, felix: Person, novagen: Client
    ) -> None:
        work = work_of(novagen)
        credit(partner, make.PersonFactory(), work, 50, "0.3")
        note(partner, made, outcome="work", engagement=work)
        (row,) = Contribution.objects.visible_to(partner).filter(introduction=made)
        assert (row.person, row.kind, row.share, row.client) == (felix, "introduction", Decimal("0.7"), novagen)
        note(partner, made, share="0.2", outcome="work", engagement=work)
        row.refresh_from_db()
        assert (row.share, SoftCredit.objects.get(contribution=row).share) == (Decimal("0.2"), Decimal("0.2"))
        with pytest.raises(TooMuchCredit):
            note(partner, made, share="0.8", outcome="work", engagement=work)
        note(partner, made, outcome="nothing")
        row.refresh_from_db()
        assert row.archived_at is not None
        assert not SoftCredit.objects.filter(contribution=row).exists()

    def test_what_was_written_by_hand_is_not_written_again(
        self, made: Introduction, partner: User, felix: Person, novagen: Client
    ) -> None:
        work = work_of(novagen)
        known = credit(partner, felix, work, 10, "0.4")
        note(partner, made, outcome="work", engagement=work)
        (row,) = Contribution.objects.visible_to(partner).filter(person=felix)
        assert (row.pk, row.share, row.introduction) == (known.pk, Decimal("0.4"), made)

    def test_put_away_and_brought_back_with_its_credit(
        self, made: Introduction, partner: User, novagen: Client
    ) -> None:
        work = work_of(novagen)
        said = note(partner, made, outcome="work", engagement=work)
        gone = introduction_actions.archive_introduction(introduction=said, expected_version=said.version)
        assert not SoftCredit.objects.exists()
        credit(partner, make.PersonFactory(), work, 5, "0.6")
        introduction_actions.restore_introduction(introduction=gone)
        (row,) = Contribution.objects.visible_to(partner).current().filter(introduction=made)
        assert row.share == Decimal("0.4")

    def test_the_form_asks_for_the_share_and_names_what_is_free(
        self, made: Introduction, partner: User, sign_in: SignIn, novagen: Client
    ) -> None:
        work, browser = work_of(novagen), sign_in(partner)
        here = reverse("note_introduction_outcome", args=[made.public_id])
        assert "What part of the work&#x27;s fees Felix Adler is credited with." in browser.get(here).content.decode()
        credit(partner, make.PersonFactory(), work, 5, "0.6")
        form = {"outcome": "work", "engagement": work.public_id, "version": made.version, "percent": "50"}
        refused = browser.post(here, form)
        assert refused.status_code == 422
        assert "Others are credited with the rest: 40 are free." in refused.content.decode()
        assert browser.post(here, {**form, "percent": "25"}).status_code == 303
        page = browser.get(reverse("introduction_detail", args=[made.public_id])).content.decode()
        assert re.search(r"25\.0\s% of its fees", page)


@db
def test_nothing_of_a_walled_client_makes_a_referrer(wall: Wall, partner: User, outsider: User) -> None:
    credit(partner, make.PersonFactory(name="Secret Friend"), work_of(wall.client), 20)
    assert referrers(outsider) == []
    assert len(referrers(partner)) == 1
