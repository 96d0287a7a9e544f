"""A wall around one piece of work: the client stays in sight, and is seen as if that work had never been."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from relationships.clients.models import Client, Wall
from relationships.clients.visible_groups import hidden_from, work_key
from relationships.clients.wall_actions import NobodyCouldEndIt, OwnerOutside, edit_wall, end_wall
from relationships.clients.wall_glass_actions import break_glass
from relationships.engagements.actions import add_engagement
from relationships.engagements.models import Engagement, LedgerEntry
from relationships.engagements.queries import fees_by_year, work_for
from relationships.engagements.wall_actions import add_engagement_wall
from relationships.foundation.periods import fiscal_year
from relationships.interactions.models import Interaction, Promise
from relationships.scoring.models import RepeatMark
from relationships.scoring.repeat_business import Policy
from relationships.scoring.repeat_firm import firm_totals
from relationships.scoring.repeat_memory import waiting_since
from relationships.scoring.repeat_queries import figures_now, first_booking, repeat_business
from relationships.scoring.repeat_question import Question
from tests import factories as make
from tests.cast import SignIn

pytestmark = pytest.mark.django_db
YEAR = 2025


@dataclass
class Place:
    """A client in sight with open work, and work that `partner` and `account_manager` wall off."""

    client: Client
    open: Engagement
    secret: Engagement
    touch: Interaction


@pytest.fixture
def place(partner: User, account_manager: User) -> Place:
    client = make.ClientFactory(name="Larkhill")
    ours, secret = (make.EngagementFactory(client=client, name=name) for name in ("Audit", "Project Falcon"))
    for work, amount, year in ((ours, 100, YEAR), (ours, 90, YEAR - 1), (secret, 4000, YEAR), (secret, 10, YEAR - 8)):
        make.LedgerEntryFactory(client=client, engagement=work, booked_on=date(year, 3, 1), amount=Decimal(amount))
    touch = make.InteractionFactory(
        clients=[client], people=[make.PersonFactory()], colleagues=[partner], engagement=secret
    )
    make.PromiseFactory(client=client, colleague=partner, touch=touch)
    return Place(client, ours, secret, touch)


@pytest.fixture
def wall(place: Place, partner: User, account_manager: User) -> Wall:
    inside = [partner, account_manager]
    return add_engagement_wall(engagement=place.secret, reason="A sale", insiders=inside, by=partner)


def test_the_work_and_all_that_hangs_on_it_is_gone_for_an_outsider(place, wall, partner, outsider) -> None:
    def seen(user: User) -> list[object]:
        fees = fees_by_year(user, [place.client.pk], start_month=1)[place.client.pk]
        work, count = work_for(user, place.client, most=9)
        return [
            Client.objects.visible_to(user).filter(pk=place.client.pk).exists(),
            {each.name for each in Engagement.objects.visible_to(user)} == {each.name for each in work},
            count,
            LedgerEntry.objects.visible_to(user).count(),
            Interaction.objects.visible_to(user).count(),
            Promise.objects.visible_to(user).count(),
            fees,
            first_booking(user),
        ]

    year = {YEAR: Decimal(100), YEAR - 1: Decimal(90)}
    assert seen(outsider) == [True, True, 1, 2, 0, 0, year, date(YEAR - 1, 3, 1)]
    assert seen(partner)[:6] == [True, True, 2, 4, 1, 1]
    assert fees_by_year(partner, [place.client.pk], start_month=1)[place.client.pk][YEAR] == 4100
    assert hidden_from(outsider) == (work_key(place.secret.pk),)
    end_wall(wall=wall, expected_version=wall.version)
    assert seen(outsider) == seen(partner)


@pytest.mark.parametrize(
    "policy",
    [Policy(), Policy(credits="document"), Policy(one_offs="apart"), Policy(first_engagement="apart")],
    ids=str,
)
def test_every_reading_sums_what_is_seen(place, wall, partner, outsider, policy: Policy) -> None:
    asked = {"policy": policy, "period": fiscal_year(YEAR), "today": date(YEAR, 12, 31)}
    assert repeat_business(user=partner, **asked).total == repeat_business(user=None, **asked).total == 4100
    told = repeat_business(user=outsider, **asked)
    LedgerEntry._base_manager.filter(engagement=place.secret).delete()
    assert told == repeat_business(user=None, **asked)


def test_what_happens_behind_it_adds_nothing_to_what_waits(place, wall, partner, outsider) -> None:
    RepeatMark.objects.all().delete()
    make.LedgerEntryFactory(client=place.client, engagement=place.secret, amount=Decimal(5))
    assert waiting_since(hidden_from(outsider)) is None
    assert waiting_since(hidden_from(partner)) is not None


def test_no_firm_figure_can_be_subtracted_from(place, wall, outsider) -> None:
    """Not even where five walled clients would protect one another."""
    for n in range(5):
        walled = make.ClientFactory()
        make.WallFactory(client=walled, insiders=[make.UserFactory()])
        make.LedgerEntryFactory(client=walled, booked_on=date(YEAR, 3, 1 + n), amount=Decimal(1000))
    period = fiscal_year(YEAR)
    question = Question(Policy(), (period,), date(YEAR, 12, 31), hidden_from(outsider))
    (visible,) = figures_now(question)
    assert firm_totals(visible, question, [period]) is None
    without = tuple(each for each in question.hidden if each > 0)
    assert firm_totals(visible, Question(Policy(), (period,), question.today, without), [period]) is not None


def test_its_name_refuses_nobody_the_same_name(place, wall, partner) -> None:
    assert add_engagement(client=place.client, name="Project Falcon").pk != place.secret.pk


def test_whoever_leads_it_stays_inside_and_whoever_keeps_the_client_need_not(place, partner, outsider) -> None:
    Client._base_manager.filter(pk=place.client.pk).update(owner=outsider)
    place.secret.refresh_from_db()
    with pytest.raises(NobodyCouldEndIt):
        add_engagement_wall(engagement=place.secret, reason="A sale", insiders=[outsider], by=partner)
    wall = add_engagement_wall(engagement=place.secret, reason="A sale", insiders=[partner], by=partner)
    Engagement._base_manager.filter(pk=place.secret.pk).update(partner=outsider)
    with pytest.raises(OwnerOutside, match="leads this work"):
        edit_wall(wall=wall, expected_version=wall.version, insiders=[partner], changes={})


def test_the_glass_opens_it_for_an_hour_and_no_longer(place, wall, administrator) -> None:
    found, until = break_glass(name="project falcon", reason="Fire", by=administrator)
    assert found.address == reverse("engagement_detail", args=[place.secret.public_id])
    assert timedelta(minutes=55) < until - timezone.now() <= timedelta(minutes=60)
    assert Engagement.objects.visible_to(administrator).filter(pk=place.secret.pk).exists()


@pytest.mark.parametrize(
    ("starts", "ends", "stands"), [(-2, None, True), (1, None, False), (-2, -1, False), (-2, 1, True)]
)
def test_it_stands_by_the_clock_of_the_database(place, partner, outsider, starts, ends, stands) -> None:
    now = timezone.now()
    days = {"starts_at": now + timedelta(days=starts), "ends_at": now + timedelta(days=ends) if ends else None}
    make.wall_around(place.secret, partner, **days)
    assert Engagement.objects.visible_to(outsider).filter(pk=place.secret.pk).exists() is not stands


def test_scores_and_ties_are_those_of_a_client_without_it(place, wall, partner) -> None:
    from relationships.scoring.health_actions import recompute_due
    from relationships.scoring.models import Health, StaleMark

    StaleMark.objects.all().delete()
    connection.cursor().execute("INSERT INTO scoring_stalemark (client_id, version) SELECT id, 1 FROM clients_client")
    recompute_due(seconds=30)
    facts = Health._base_manager.get(client=place.client).facts
    assert facts["touches"] == 0
    assert facts["first_fee_on"] == f"{YEAR - 1}-03-01"


def test_pages_of_the_wall_name_the_work(place, partner, account_manager, outsider, sign_in: SignIn) -> None:
    browser = sign_in(partner)
    address = reverse("add_engagement_wall", args=[place.secret.public_id])
    page = browser.get(address).content.decode()
    assert "Put up a wall around this work" in page
    assert "covers_group" not in page
    form = {"reason": "A sale", "insiders": [partner.public_id, account_manager.public_id], "notice": "Keep quiet."}
    answer = browser.post(address, form)
    wall = Wall._base_manager.get()
    assert (answer.status_code, answer.headers["Location"]) == (303, reverse("wall_detail", args=[wall.public_id]))
    for name in ("wall_detail", "edit_wall", "end_wall", "attest_wall", "wall_proof"):
        partner.refresh_from_db()
        wall.refresh_from_db()
        User.objects.update(must_confirm=False)
        told = browser.get(reverse(name, args=[wall.public_id])).content.decode()
        assert "Project Falcon for Larkhill" in told, name
    assert "Project Falcon for Larkhill" in browser.get(reverse("wall_list")).content.decode()
    assert "Project Falcon for Larkhill" in sign_in(account_manager).get(reverse("wall_notices")).content.decode()
    outside = sign_in(outsider)
    assert outside.get(reverse("engagement_detail", args=[place.secret.public_id])).status_code == 404
    for name in ("client_detail", "client_engagements", "client_work", "client_timeline"):
        assert "Falcon" not in outside.get(reverse(name, args=[place.client.public_id])).content.decode(), name
