"""What people see of health: the brief, the drawer, the page."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.models import User
from relationships.clients.models import Client
from relationships.scoring import marks, nightly_actions
from relationships.scoring.health_actions import recompute_due
from relationships.scoring.health_page import client_health
from relationships.scoring.models import Health, HealthHistory, HealthPolicy, StaleMark
from relationships.scoring.queries import client_vital, health_of
from tests.factories import ClientFactory, LedgerEntryFactory, PersonFactory, PositionFactory, WallFactory
from tests.network.touching import TouchSpec, make_touches

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def days_ago(days: int):
    return timezone.localdate() - timedelta(days=days)


@pytest.fixture
def known(novagen: Client, account_manager: User, partner: User) -> Client:
    """Novagen with two years of talks and fees, one person who decides and one who pays, known less well."""
    ana, carmen = PersonFactory(name="Ana Ruiz"), PersonFactory(name="Carmen Soler")
    PositionFactory(client=novagen, person=ana, buying_role="decision_maker", title="General Counsel")
    PositionFactory(client=novagen, person=carmen, buying_role="finance", title="CFO")
    make_touches(
        [TouchSpec(days_ago(20 * n + 8), [novagen], [ana], [account_manager]) for n in range(30)]
        + [TouchSpec(days_ago(300), [novagen], [carmen], [partner], kind="call", fields={"sentiment": 1})]
    )
    for n in range(24):
        LedgerEntryFactory(client=novagen, booked_on=days_ago(30 * n + 5), amount=Decimal(100 - n))
    marks.mark([novagen.pk])
    recompute_due(seconds=9)
    return novagen


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_the_points_shown_add_up_to_the_score_shown(known, sign_in, account_manager):
    html = sign_in(account_manager).get(f"/clients/{known.public_id}/health/").content.decode()
    points = [int(found) for found in re.findall(r'class="points num"><span>(-?\d+)</span>', html)]
    shown = int(re.search(r"Why <bdi>Novagen Therapeutics</bdi> is at (\d+)", html)[1])
    assert len(points) >= 6
    assert sum(points) == shown == client_vital(account_manager, known).brief.shown


def test_the_drawer_is_a_fragment_of_the_same(known, sign_in, account_manager):
    browser = sign_in(account_manager)
    page = browser.get(f"/clients/{known.public_id}/health/").content.decode()
    drawer = browser.get(f"/clients/{known.public_id}/health/", headers=HTMX).content.decode()
    assert "<html" in page
    assert "<html" not in drawer
    assert 'id="drawer-title"' in drawer
    parts = re.compile(r'<div class="driver">.*?</div>', re.S)
    assert parts.findall(drawer) == parts.findall(page)


def test_it_says_what_was_left_out_and_what_it_is_not_for(known, sign_in, account_manager):
    said = text_of(sign_in(account_manager).get(f"/clients/{known.public_id}/health/").content.decode())
    assert "Left out for want of data: promises" in said
    assert "not for judging or ranking colleagues" in said
    assert "the weights the product comes with" in said


def test_the_quickest_way_up_names_somebody_to_meet(known, account_manager):
    page = client_health(account_manager, known)
    assert page.ways[0].person.name == "Carmen Soler"
    assert (page.ways[0].role, page.ways[0].gain > 0) == ("CFO", True)
    assert page.ways[0].shown == page.vital.brief.shown + page.ways[0].gain


def test_nobody_is_named_whom_the_viewer_may_not_know(known, outsider, account_manager, walled_client):
    carmen = known.positions.get(title="CFO")
    carmen.client = walled_client
    carmen.save(update_fields=["client"])
    assert "Carmen Soler" in [way.person.name for way in client_health(account_manager, known).ways if way.person]
    assert "Carmen Soler" not in [way.person.name for way in client_health(outsider, known).ways if way.person]


def test_who_sees_no_fees_reads_none_here(known, sign_in, assistant, account_manager):
    address = f"/clients/{known.public_id}/health/"
    assert "Net fees of the last 12 months" in sign_in(account_manager).get(address).content.decode()
    said = sign_in(assistant).get(address).content.decode()
    assert "Net fees" not in said
    assert said.count("Fees are not shown to your role.") == 2


def test_what_changed_since_a_week_ago(known, account_manager):
    row = Health.objects.get()
    before = [{**each, "points": round(each["points"] / 2, 1)} for each in row.measures]
    half = round(sum(each["points"] for each in before), 1)
    HealthHistory.objects.create(
        client=known, on=days_ago(7), score=half, grade="C", coverage=1, measures=before, policy_version=0
    )
    vital = client_vital(account_manager, known)
    assert vital.delta == int(row.score) - int(half)
    assert vital.since == days_ago(7)
    assert vital.downs == 0 < vital.ups
    page = client_health(account_manager, known)
    assert sum(part.change for part in page.parts) == vital.delta


def test_without_older_history_nothing_is_said_of_a_change(known, account_manager):
    vital = client_vital(account_manager, known)
    assert (vital.delta, vital.since) == (None, None)
    assert all(part.change is None for part in client_health(account_manager, known).parts)


def test_the_night_makes_history_that_the_page_can_compare_with(known, account_manager):
    while nightly_actions.carry_on(seconds=60, with_history=True):
        pass
    assert client_vital(account_manager, known).delta is not None


def test_too_little_to_judge(sign_in, account_manager):
    client = ClientFactory()
    make_touches(TouchSpec(days_ago(days), [client]) for days in (60, 10))
    marks.mark([client.pk])
    recompute_due(seconds=9)
    for path in ("health/", "health/vital/"):
        html = sign_in(account_manager).get(f"/clients/{client.public_id}/{path}").content.decode()
        assert "Not enough to judge: 2 touchpoints in 60 days. A grade appears after 3." in html
        shown = re.sub(r"(?s)^.*<main|</main>.*$", "", html)
        assert "Why" not in text_of(shown).replace("Why so", "")


def test_never_computed_is_no_data_not_a_bad_score(sign_in, account_manager):
    client = ClientFactory()
    html = sign_in(account_manager).get(f"/clients/{client.public_id}/health/").content.decode()
    assert "No data yet." in html
    assert client.pk not in health_of([client.pk], account_manager)


def test_while_a_mark_waits_the_brief_says_so_and_asks_again(known, sign_in, account_manager):
    browser = sign_in(account_manager)
    address = f"/clients/{known.public_id}/health/vital/"
    fresh = browser.get(address).content.decode()
    assert ("Being recomputed" in fresh, "load delay" in fresh) == (False, False)
    assert "touch-logged from:body" in fresh
    marks.mark([known.pk])
    first = browser.get(address).content.decode()
    assert "Being recomputed" in first
    assert f'hx-get="{address}?try=1" hx-trigger="load delay:1s, touch-logged from:body"' in first
    assert "?try=30" in browser.get(f"{address}?try=29").content.decode()
    last = browser.get(f"{address}?try=30").content.decode()
    assert "Scores are delayed." in last
    assert "load delay" not in last
    assert "HX-Trigger" not in browser.get(address).headers
    StaleMark.objects.all().delete()
    assert json.loads(browser.get(f"{address}?try=3")["HX-Trigger"])["announce"].startswith("Health ")


@pytest.mark.parametrize("given", ["", "x", "-1", "1e9", "99999999999", "٣", "\x00"])
def test_any_try_is_a_number_or_the_first(known, sign_in, account_manager, given):
    answer = sign_in(account_manager).get(f"/clients/{known.public_id}/health/vital/", {"try": given})
    assert answer.status_code == 200


def test_a_capped_score_shows_what_the_cap_takes(known, sign_in, account_manager):
    Health.objects.all().delete()
    HealthPolicy.objects.create(version=1, overrides={"caps": {"single_thread": 12}})
    marks.mark([known.pk])
    recompute_due(seconds=9)
    html = sign_in(account_manager).get(f"/clients/{known.public_id}/health/").content.decode()
    points = [int(found) for found in re.findall(r'class="points num"><span>(-?\d+)</span>', html)]
    assert sum(points) == 12
    assert min(points) < 0
    assert "hang on one person or one colleague" in html
    assert "the firm&#x27;s weights, version 1" in html or "the firm's weights, version 1" in html


def test_where_a_way_up_ends_tells_nobody_without_fees_that_a_client_is_large(
    known, sign_in, account_manager, assistant
):
    def ends(user):
        return re.findall(r"</strong>, to (\d+)", sign_in(user).get(f"/clients/{known.public_id}/health/").text)

    before = ends(assistant)
    limit = int(Health.objects.get(client=known).score) + 1
    HealthPolicy.objects.create(version=1, overrides={"caps": {"single_thread": limit}})
    marks.mark([known.pk])
    recompute_due(seconds=9)
    assert ends(assistant) == before
    assert ends(account_manager) != before


def test_outside_the_wall_there_is_nothing(sign_in, outsider, walled_client, account_manager):
    marks.mark([walled_client.pk])
    recompute_due(seconds=9)
    for path in ("health/", "health/vital/"):
        answer = sign_in(outsider).get(f"/clients/{walled_client.public_id}/{path}")
        never = sign_in(outsider).get(f"/clients/AAAAAAAAAAAA/{path}")
        assert (answer.status_code, never.status_code) == (404, 404)
    assert client_vital(outsider, walled_client) is None
    assert client_health(outsider, walled_client) is None
    assert health_of([walled_client.pk], outsider) == {}
    assert walled_client.pk in health_of([walled_client.pk], account_manager)


def test_a_role_without_health_gets_none(known, sign_in, alumni_admin):
    assert sign_in(alumni_admin).get(f"/clients/{known.public_id}/health/").status_code == 403
    assert health_of([known.pk], alumni_admin) == {}
    assert client_vital(alumni_admin, known) is None


def test_a_list_of_health_is_two_queries_at_most(known, account_manager, django_assert_max_num_queries):
    WallFactory()
    ids = [known.pk, *(client.pk for client in ClientFactory.create_batch(30))]
    with django_assert_max_num_queries(2):
        found = health_of(ids, account_manager)
    assert found[known.pk].word in ("Thriving", "Steady", "Cooling", "At risk", "Lapsing")


def test_a_fraction_never_rounds_up_into_a_better_grade(known, account_manager):
    Health.objects.update(score=79.9, grade="B")
    assert health_of([known.pk], account_manager)[known.pk].shown == 79
