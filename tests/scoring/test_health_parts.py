"""The pages behind a score list exactly the touchpoints, ties and entries that it was made of."""

from __future__ import annotations

import pytest

from accounts.models import User
from relationships.clients.models import Client
from relationships.interactions.models import Interaction
from relationships.scoring import marks
from relationships.scoring.health_actions import recompute_due
from relationships.scoring.health_rules import WEIGHTS
from relationships.scoring.part_page import PartPage, part_page
from tests.cast import SignIn
from tests.factories import PromiseFactory
from tests.network.touching import TouchSpec, make_touches
from tests.scoring.health_firm import days_before, in_python, random_firm

pytestmark = pytest.mark.django_db
ON = days_before(40)


@pytest.fixture
def firm(partner: User) -> list[Client]:
    made = random_firm(11, clients=4, touches=160)
    marks.mark([client.pk for client in made])
    recompute_due(seconds=30)
    return made


def behind(user: User, client: Client, key: str) -> PartPage:
    page = part_page(user, client, key, on=ON, page=1)
    assert page is not None
    return page


def test_what_is_listed_makes_up_the_facts_of_that_day(firm: list[Client], partner: User) -> None:
    for client in firm:
        facts = in_python(client, ON)
        if not facts.touches:
            continue
        assert behind(partner, client, "momentum").sums == pytest.approx((facts.quarter, facts.year_before))
        contact = [each.on for each in behind(partner, client, "rhythm_of_contact").listed.rows if each.answered]
        assert max(contact, default=None) == facts.answered_on
        moods = behind(partner, client, "sentiment").listed
        assert moods.count == facts.sentiments
        ties = behind(partner, client, "breadth").ties
        assert ties is not None
        assert len({tie.person for tie in ties.ties if tie.is_living}) == facts.living_people
        assert len({tie.colleague for tie in ties.ties if tie.is_living}) == facts.living_colleagues
        seats = behind(partner, client, "best_ties").ties.seats
        assert [seat.strength for seat in seats] == pytest.approx(
            [each for each in (facts.decision_maker, facts.user, facts.finance) if each is not None]
        )
        money = behind(partner, client, "money_trend").money
        assert (float(money.now), float(money.earlier)) == pytest.approx((facts.net, facts.net_before))
        days = behind(partner, client, "rhythm_of_business").listed.rows
        assert (days[0].on if days else None) == facts.business_on


def test_the_exact_points_of_a_part_are_its_value_times_its_share(firm: list[Client], partner: User) -> None:
    pages = [behind(partner, client, key) for client in firm for key in WEIGHTS]
    told = [page for page in pages if page.value is not None and page.vital.brief.grade]
    assert len(told) > 5
    for page in told:
        assert page.exact == pytest.approx(page.value * page.most, abs=0.1)


def test_a_later_fact_changes_no_past_page(firm: list[Client], partner: User) -> None:
    client = max(firm, key=lambda each: in_python(each, ON).touches)
    before = [behind(partner, client, key) for key in ("momentum", "breadth", "money_trend")]
    make_touches([TouchSpec(days_before(3), [client], [], [partner])])
    after = [behind(partner, client, key) for key in ("momentum", "breadth", "money_trend")]
    for one, other in zip(before, after, strict=True):
        assert (one.sums, one.value, one.listed.count) == (other.sums, other.value, other.listed.count)


def test_a_confidential_touch_counts_but_is_not_shown(novagen: Client, outsider: User, sign_in: SignIn) -> None:
    specs = [TouchSpec(days_before(5 + n), [novagen], [], [], fields={"summary": f"Secret {n}"}) for n in range(3)]
    make_touches([*specs, TouchSpec(days_before(60), [novagen], [], [])])
    Interaction.objects.filter(summary__startswith="Secret").update(confidential=True)
    marks.mark([novagen.pk])
    recompute_due(seconds=9)
    said = sign_in(outsider).get(f"/clients/{novagen.public_id}/health/parts/rhythm_of_contact/").content.decode()
    assert "Secret" not in said
    assert "3 more on this page are confidential" in said


def test_fees_stay_hidden_behind_the_parts_that_speak_of_them(
    novagen: Client, assistant: User, sign_in: SignIn
) -> None:
    make_touches([TouchSpec(days_before(n), [novagen], [], []) for n in (1, 40, 80)])
    marks.mark([novagen.pk])
    recompute_due(seconds=9)
    browser = sign_in(assistant)
    for part in ("money_trend", "rhythm_of_business"):
        answer = browser.get(f"/clients/{novagen.public_id}/health/parts/{part}/")
        assert answer.status_code == 200
        assert 'id="behind"' not in answer.content.decode()


def test_only_parts_that_exist_have_a_page(novagen: Client, partner: User, sign_in: SignIn) -> None:
    browser = sign_in(partner)
    answers = {part: browser.get(f"/clients/{novagen.public_id}/health/parts/{part}/") for part in ("cap", "luck")}
    assert {part: answer.status_code for part, answer in answers.items()} == {"cap": 200, "luck": 404}


def test_promises_are_listed_and_keeping_one_is_a_way_up(
    novagen: Client, account_manager: User, sign_in: SignIn
) -> None:
    make_touches([TouchSpec(days_before(n), [novagen], [], [account_manager]) for n in (1, 40, 80)])
    ours = {"client": novagen, "colleague": account_manager, "made_by": account_manager}
    PromiseFactory(**ours, what="The fee proposal", promised_on=days_before(30), due_on=days_before(5))
    PromiseFactory(
        **ours,
        what="The minutes",
        promised_on=days_before(60),
        due_on=days_before(50),
        outcome="kept",
        settled_on=days_before(51),
    )
    PromiseFactory(**ours, what="Not due yet", promised_on=days_before(1), due_on=days_before(-20))
    marks.mark([novagen.pk])
    recompute_due(seconds=9)
    browser = sign_in(account_manager)
    behind_it = browser.get(f"/clients/{novagen.public_id}/health/parts/promises/").content.decode()
    assert "The fee proposal" in behind_it
    assert "The minutes" in behind_it
    assert "Not due yet" not in behind_it
    whole = browser.get(f"/clients/{novagen.public_id}/health/").content.decode()
    assert "Keeping an overdue promise" in whole
