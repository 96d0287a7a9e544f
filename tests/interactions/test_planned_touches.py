"""A touch on a colleague's day: planned, done, withdrawn, and each taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from relationships.clients.models import Client
from relationships.interactions.models import PlannedTouch
from relationships.interactions.planned_actions import (
    AlreadyPlanned,
    CannotSeeClient,
    finish_planned_touch,
    plan_touch,
    reopen_planned_touch,
    withdraw_planned_touch,
)
from relationships.interactions.queries.planned import planned_for, planned_with
from tests.factories import ClientFactory, PlannedTouchFactory, UserFactory, WallFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


@pytest.fixture
def acme() -> Client:
    return ClientFactory(name="Acme")


def planned(user: User, client: Client, colleague: User, **more) -> PlannedTouch:
    given = {"due_on": TODAY, "reason": "Quiet since May."} | more
    return plan_touch(user=user, client=client, colleague=colleague, **given)


def test_pressing_twice_plans_one_touch(acme, partner, account_manager):
    first = planned(partner, acme, account_manager)
    assert planned(partner, acme, account_manager, reason="Again.") == first
    assert [each.reason for each in planned_for(account_manager, TODAY).today] == ["Quiet since May."]
    assert planned_for(partner, TODAY).today == []
    assert planned_with(partner, [acme.pk])[acme.pk].colleague == account_manager


def test_done_and_withdrawn_can_be_taken_back(acme, partner, account_manager):
    one = planned(partner, acme, account_manager)
    done = finish_planned_touch(planned=one)
    assert planned_for(account_manager, TODAY).done == [one]
    assert planned_with(partner, [acme.pk]) == {}
    withdrawn = withdraw_planned_touch(planned=reopen_planned_touch(planned=done))
    assert planned_for(account_manager, TODAY).today == []
    assert reopen_planned_touch(planned=withdrawn).archived_at is None


def test_what_was_planned_anew_does_not_come_back_twice(acme, partner, account_manager):
    done = finish_planned_touch(planned=planned(partner, acme, account_manager))
    planned(partner, acme, account_manager)
    with pytest.raises(AlreadyPlanned):
        reopen_planned_touch(planned=done)


def test_nobody_is_told_of_a_client_by_a_touch_on_their_day(acme, partner, account_manager):
    WallFactory(client=acme, insiders=[partner])
    with pytest.raises(CannotSeeClient):
        planned(partner, acme, account_manager)


def test_a_wall_that_comes_later_hides_what_was_planned(acme, partner, account_manager):
    planned(partner, acme, account_manager)
    WallFactory(client=acme, insiders=[partner])
    assert planned_for(account_manager, TODAY).today == []
    assert len(planned_with(partner, [acme.pk])) == 1


def test_days_decide_what_is_late_today_and_later(account_manager):
    for days in (-3, 0, 4):
        PlannedTouchFactory(colleague=account_manager, due_on=TODAY + timedelta(days=days))
    found = planned_for(account_manager, TODAY)
    assert [len(found.late), len(found.today), len(found.later), found.due] == [1, 1, 1, 2]


def test_the_button_plans_the_strip_takes_back(sign_in, acme, partner, account_manager):
    visit = sign_in(partner)
    sent = {"colleague": account_manager.public_id, "due_on": "2026-11-22", "reason": "Quiet since May."}
    answer = visit.post(f"/clients/{acme.public_id}/plan-touch/", {**sent, "next": "/repeat/gap/"})
    assert (answer.status_code, answer["Location"]) == (303, "/repeat/gap/")
    one = PlannedTouch.objects.get()
    assert (one.planned_by, one.colleague) == (partner, account_manager)
    page = visit.get("/planned/").content.decode()
    assert f"On {account_manager.name}’s day: Acme" in page
    assert visit.post(f"/planned/{one.public_id}/withdraw/").status_code == 303
    one.refresh_from_db()
    assert one.archived_at is not None


def test_a_colleague_outside_the_wall_is_refused_in_words_that_tell_nothing(sign_in, acme, partner, account_manager):
    WallFactory(client=acme, insiders=[partner])
    sent = {"colleague": account_manager.public_id, "due_on": "2026-11-22", "reason": "Quiet since May."}
    answer = sign_in(partner).post(f"/clients/{acme.public_id}/plan-touch/", sent)
    assert answer.status_code == 422
    assert "Choose another colleague" in answer.content.decode()
    assert not PlannedTouch.objects.exists()


def test_whoever_has_something_due_begins_with_it(sign_in, partner):
    visit = sign_in(partner)
    assert visit.get("/")["Location"] == "/repeat/"
    one = PlannedTouchFactory(colleague=partner, due_on=timezone.localdate() + timedelta(days=1))
    assert visit.get("/")["Location"] == "/repeat/"
    PlannedTouch.objects.filter(pk=one.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    assert visit.get("/")["Location"] == "/day/"
    assert one.reason in visit.get("/day/").content.decode()


def test_others_planned_touches_are_not_found(sign_in, partner):
    one = PlannedTouchFactory(colleague=UserFactory())
    for act in ("done", "withdraw", "reopen"):
        assert sign_in(partner).post(f"/planned/{one.public_id}/{act}/").status_code == 404


def test_the_client_page_shows_what_is_planned_on_whose_day(acme, partner, account_manager, sign_in):
    planned(partner, acme, account_manager, due_on=date(2020, 1, 1))
    page = sign_in(partner).get(f"/clients/{acme.public_id}/")
    assert f'hx-get="/clients/{acme.public_id}/planned/"' in page.text
    panel = sign_in(partner).get(f"/clients/{acme.public_id}/planned/", headers={"HX-Request": "true"}).text
    for said in (account_manager.name, "Quiet since May.", "late", "Done"):
        assert said in panel
    assert "<html" not in panel
    other = sign_in(UserFactory(role="auditor")).get(f"/clients/{acme.public_id}/planned/").text
    assert ("Quiet since May." in other, "Plan one" in other, ">Done" in other) == (True, False, False)
