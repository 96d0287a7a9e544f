"""My day: who stands in it, why, in which order, and what is done about them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from relationships.attention.day_gather import gather_day
from relationships.attention.day_rows import Day
from relationships.attention.models import DayMark, DayShown
from relationships.capture.own_queries import drop_address_of, drop_written
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.foundation.firm_day import firm_day
from relationships.interactions.models import Interaction
from relationships.network.actions import rebuild_ties
from relationships.scoring.models import Health
from tests import factories as make
from tests.cast import SignIn

NOW = timezone.now()


@pytest.fixture
def maya(sign_in: SignIn, account_manager: User) -> Browser:
    return sign_in(account_manager)


def known(name: str, client: Client, user: User, *, days: tuple[int, ...] = (100, 80, 60, 40)) -> Person:
    """Somebody at `client` whom `user` talked to that many days ago."""
    person: Person = make.PersonFactory(name=name)
    make.PositionFactory(person=person, client=client, started_on=date(2020, 1, 1))
    for ago in days:
        at = NOW - timedelta(days=ago)
        make.InteractionFactory(clients=[client], people=[person], colleagues=[user], occurred_at=at)
    rebuild_ties()
    return person


@pytest.fixture
def ana(novagen: Client, account_manager: User) -> Person:
    """Maya and Ana speak every 20 days, and have not for 40."""
    return known("Ana Ruiz", novagen, account_manager)


def due(client: Client, user: User, in_days: int, **more: Any) -> Any:
    today = firm_day().on
    made = today - timedelta(days=60)
    return make.PromiseFactory(
        client=client, colleague=user, promised_on=made, due_on=today + timedelta(days=in_days), **more
    )


def told(day: Day) -> list[tuple[str, str]]:
    return [(row[0].reason.kind, row[0].reason.said.text) for row in day.rows.values()]


def day_of(user: User) -> Day:
    return gather_day(user, user)


def test_whoever_is_late_for_their_own_rhythm_is_going_quiet(ana: Person, account_manager: User) -> None:
    assert told(day_of(account_manager)) == [("quiet", "40 days without a word. You two usually speak every 20.")]


def test_nobody_is_quiet_before_a_quarter_more_than_usual(novagen: Client, account_manager: User) -> None:
    make.ClientFactory()
    novagen.save_changes(expected_version=1, changes={"tier": "D"})
    known("Ana Ruiz", novagen, account_manager, days=(84, 64, 44, 24))
    assert told(day_of(account_manager)) == []


def test_a_person_stands_there_once_with_everything_the_weightiest_first(
    ana: Person, novagen: Client, account_manager: User
) -> None:
    due(novagen, account_manager, 0, person=ana, what="The fee proposal")
    make.AlertFactory(client=novagen, kind="one_thread", details={"people": 3, "colleagues": 1})
    day = day_of(account_manager)
    assert [[each.reason.kind for each in row] for row in day.rows.values()] == [["promise", "risk", "quiet"]]
    assert told(day)[0][1] == "You promised “the fee proposal” by today."


@pytest.mark.parametrize(
    ("in_days", "side", "stands"),
    [(3, "ours", 0), (2, "ours", 1), (-9, "ours", 1), (0, "theirs", 0), (-1, "theirs", 1)],
)
def test_promises_stand_there_from_two_days_before_and_theirs_when_they_are_late(
    novagen: Client, account_manager: User, in_days: int, side: str, stands: int
) -> None:
    due(novagen, account_manager, in_days, side=side)
    assert len(day_of(account_manager).rows) == stands


def test_work_that_ended_asks_how_it_went_until_somebody_has(novagen: Client, account_manager: User) -> None:
    ana = known("Ana Ruiz", novagen, account_manager, days=(35,))
    make.EngagementFactory(client=novagen, name="The audit", closed_on=firm_day().on - timedelta(days=30))
    texts = [each.reason.said.text for row in day_of(account_manager).rows.values() for each in row]
    assert "The audit closed 30 days ago; nobody has asked how it went." in texts
    make.InteractionFactory(clients=[novagen], people=[ana], colleagues=[account_manager], kind="call", occurred_at=NOW)
    assert told(day_of(account_manager)) == []


def test_new_posts_and_alumni_who_moved_are_moments(novagen: Client, account_manager: User) -> None:
    today = firm_day().on
    leila = known("Leila Haddad", make.ClientFactory(), account_manager, days=(5,))
    make.PositionFactory(person=leila, client=novagen, title="COO", started_on=today)
    daniel = make.AlumnusFactory(person=make.PersonFactory(name="Daniel Reyes"), left_on=date(2021, 6, 30)).person
    make.PositionFactory(person=daniel, client=novagen, started_on=today - timedelta(days=4))
    assert set(told(day_of(account_manager))) == {
        ("moment", "Starts as COO today."),
        ("alumnus", "Left us in 2021, just joined Novagen Therapeutics. Say hello."),
    }


def test_a_birthday_that_the_guest_book_knows_is_a_moment_for_its_hosts(ana: Person, account_manager: User) -> None:
    tomorrow = firm_day().on + timedelta(days=1)
    asked = {"person": ana, "topic": "date", "text": "birthday", "month": tomorrow.month, "day": tomorrow.day}
    make.GuestFactFactory(**asked, heard_by=account_manager)
    far = firm_day().on + timedelta(days=20)
    make.GuestFactFactory(person=ana, topic="date", text="name day", month=far.month, day=far.day)
    (row,) = day_of(account_manager).rows.values()
    assert [each.reason.said.text for each in row if each.reason.kind == "moment"] == ["Birthday is tomorrow."]
    assert row[0].reason.kind == "quiet", "one person stands there once"


def test_the_brief_says_what_the_guest_book_remembers_and_a_mail_goes_to_the_drop_address_too(
    maya: Browser, ana: Person, account_manager: User
) -> None:
    make.ContactPointFactory(person=ana, value="ana@novagen.example")
    make.GuestFactFactory(person=ana, topic="avoid", text="The merger", heard_by=account_manager)
    make.GuestFactFactory(person=ana, topic="reach", text="Calls after nine", heard_by=account_manager)
    maya.post("/me/capture/drop/new/")
    page = maya.get("/day/").content.decode()
    assert page.index("Better not mentioned: The merger") < page.index("Calls after nine")
    drop = drop_address_of(account_manager)
    assert drop is not None
    assert f"mailto:ana@novagen.example?bcc={quote(drop_written(drop), safe='@')}" in page


def test_the_valuable_and_the_late_come_first(account_manager: User) -> None:
    small, large = (make.ClientFactory(owner=account_manager) for _ in range(2))
    for n in range(2):
        make.ClientFactory(owner=account_manager, name=f"Other {n}")
    for client, net in ((small, 10), (large, 90_000)):
        Health.objects.create(client=client, as_of=firm_day().on, policy_version=1, facts={"net": net})
        due(client, account_manager, 0)
    assert [row[0].reason.client_id for row in day_of(account_manager).rows.values()] == [large.pk, small.pk]
    due(small, account_manager, -30)
    assert [row[0].reason.client_id for row in day_of(account_manager).rows.values()] == [small.pk, large.pk]


def test_a_call_from_the_row_is_saved_and_does_it_and_undo_brings_it_back(
    maya: Browser, ana: Person, novagen: Client, account_manager: User
) -> None:
    promise = due(novagen, account_manager, 0, person=ana)
    form = maya.get(f"/day/{ana.public_id}/log/")
    assert f'value="{ana.public_id}" checked' in form.content.decode()
    answer = maya.post(
        f"/day/{ana.public_id}/log/", {"q": "", "kind": "call", "person": ana.public_id, "next": "/day/"}
    )
    assert (answer.status_code, answer["Location"]) == (303, "/day/")
    touch = Interaction.objects.unscoped(reason="test").order_by("-id")[0]
    assert (touch.kind, promise.outcome) == ("call", "")
    assert day_of(account_manager).rows == {}
    page = maya.get("/day/").content.decode()
    assert "Done today (1)" in page
    assert "1</b> of 1 done" in page
    maya.post(f"/touchpoints/{touch.public_id}/undo/")
    assert [kind for kind, _ in told(day_of(account_manager))] == ["promise"]


def test_any_real_touch_resets_the_rhythm(ana: Person, novagen: Client, partner: User, account_manager: User) -> None:
    make.InteractionFactory(clients=[novagen], people=[ana], colleagues=[partner], occurred_at=NOW)
    assert told(day_of(account_manager)) == []


def test_snoozed_until_a_day_and_back_is_the_day_as_it_was(maya: Browser, ana: Person, account_manager: User) -> None:
    before = told(day_of(account_manager))
    address = f"/day/{ana.public_id}"
    assert maya.post(f"{address}/snooze/", {"days": "14"})["Location"] == "/day/"
    assert told(day_of(account_manager)) == []
    assert "Snoozed (1)" in maya.get("/day/").content.decode()
    maya.post(f"{address}/restore/")
    assert told(day_of(account_manager)) == before
    for wrong in ({}, {"until": "2020-01-01"}, {"until": "2999-01-01"}, {"days": "3"}, {"until": "soon"}):
        answer = maya.post(f"{address}/snooze/", wrong)
        assert (answer.status_code, "Pick a day to come" in answer.content.decode()) == (422, True)


def test_not_needed_goes_until_the_reason_grows_and_twice_halves_its_weight(
    maya: Browser, ana: Person, account_manager: User
) -> None:
    first = day_of(account_manager).rows["p", ana.pk][0]
    maya.post(f"/day/{ana.public_id}/dismiss/")
    assert day_of(account_manager).rows == {}
    # It has grown since.
    DayMark.objects.update(seen={first.reason.key: first.reason.stage - 1})
    assert day_of(account_manager).rows["p", ana.pk][0].learned == 1
    maya.post(f"/day/{ana.public_id}/dismiss/")
    DayMark.objects.update(seen={})
    again = day_of(account_manager).rows["p", ana.pk][0]
    assert (again.learned, again.rank) == (0.5, first.rank / 2)
    assert "× 0.5" in maya.get("/day/").content.decode()


def test_what_is_ignored_for_two_weeks_lapses_until_it_grows(maya: Browser, ana: Person, account_manager: User) -> None:
    maya.get("/day/")
    shown = DayShown.objects.get()
    assert shown.first_on == firm_day().on
    DayShown.objects.update(first_on=firm_day().on - timedelta(days=13))
    assert len(day_of(account_manager).rows) == 1
    DayShown.objects.update(first_on=firm_day().on - timedelta(days=14))
    assert (day_of(account_manager).rows, day_of(account_manager).lapsed) == ({}, 1)
    DayShown.objects.update(stage=shown.stage - 1)
    assert len(day_of(account_manager).rows) == 1


def test_what_was_snoozed_for_two_weeks_has_two_weeks_of_its_own_then(
    maya: Browser, ana: Person, account_manager: User
) -> None:
    before = told(day_of(account_manager))
    maya.get("/day/")
    maya.post(f"/day/{ana.public_id}/snooze/", {"days": "14"})
    today = firm_day().on
    DayShown.objects.update(first_on=today - timedelta(days=14))
    DayMark.objects.update(on=today - timedelta(days=14), until=today)
    assert told(day_of(account_manager)) == before
    DayMark.objects.update(until=today - timedelta(days=14))
    assert (day_of(account_manager).rows, day_of(account_manager).lapsed) == ({}, 1)


def test_twelve_stand_there_and_the_others_wait(maya: Browser, account_manager: User) -> None:
    for n in range(21):
        due(make.ClientFactory(name=f"Client of mine {n}", owner=account_manager), account_manager, 0)
    page = maya.get("/day/").content.decode()
    assert page.count('class="q"') == 12
    assert "Later (9)" in page
    assert "Twelve people are worth a word today. Twelve of them are promises." in page


def test_an_assistant_has_the_day_of_whom_she_supports_as_far_as_she_may_know(
    sign_in: SignIn, assistant: User, account_manager: User, novagen: Client, walled_client: Client
) -> None:
    due(novagen, account_manager, 0, what="The open paper")
    due(walled_client, account_manager, 0, what="The secret paper")
    own = sign_in(account_manager).get("/day/").content.decode()
    assert "secret paper" in own
    hers = sign_in(assistant).get("/day/").content.decode()
    assert "for Maya Okafor" in hers
    assert ("open paper" in hers, "secret paper" in hers, "Marrow" in hers) == (True, False, False)


def test_planned_words_stand_beside_the_list_today_and_in_it_when_late(
    maya: Browser, novagen: Client, account_manager: User
) -> None:
    today = firm_day().on
    planned = make.PlannedTouchFactory(client=novagen, colleague=account_manager, due_on=today, reason="The review")
    assert "The review" in maya.get("/day/").content.decode()
    assert day_of(account_manager).rows == {}
    planned.save_changes(expected_version=1, changes={"due_on": today - timedelta(days=3)})
    assert [kind for kind, _ in told(day_of(account_manager))] == ["planned"]


def test_whoever_may_not_settle_what_is_planned_is_not_offered_to(
    sign_in: SignIn, assistant: User, account_manager: User, novagen: Client
) -> None:
    one = make.PlannedTouchFactory(client=novagen, colleague=account_manager, due_on=firm_day().on, reason="The review")
    done = f"/planned/{one.public_id}/done/"
    assert done in sign_in(account_manager).get("/day/").content.decode()
    hers = sign_in(assistant)
    page = hers.get("/day/").content.decode()
    assert ("The review" in page, done in page, hers.post(done).status_code) == (True, False, 404)


def test_a_meeting_is_a_calendar_file_that_names_whom_one_meets(maya: Browser, ana: Person) -> None:
    make.ContactPointFactory(person=ana, value="ana@novagen.example")
    answer = maya.get(f"/day/{ana.public_id}/meet/")
    text = answer.content.decode()
    assert answer["Content-Disposition"] == 'attachment; filename="meeting.ics"'
    assert "SUMMARY:Meet Ana Ruiz\r\n" in text
    assert 'ATTENDEE;CN="Ana Ruiz":mailto:ana@novagen.example\r\n' in text
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75


def test_an_empty_day_says_how_it_is_going(maya: Browser, novagen: Client) -> None:
    page = maya.get("/day/").content.decode()
    assert "Nobody is waiting for you today." in page
    assert "0 of your 1 clients are in rhythm." in page


def test_a_day_of_one_and_a_full_one_take_the_same_statements(maya: Browser, account_manager: User) -> None:
    def asked() -> int:
        maya.get("/day/")
        with CaptureQueriesContext(connection) as found:
            maya.get("/day/")
        return len(found)

    counts = []
    for wanted in (1, 29):
        for _ in range(wanted):
            client = make.ClientFactory(owner=account_manager, tier="A")
            person = known("Ana Ruiz", client, account_manager, days=(50,))
            due(client, account_manager, 0, person=person)
            make.PlannedTouchFactory(client=client, colleague=account_manager, due_on=firm_day().on)
        counts.append(asked())
    assert counts[0] == counts[1] <= 12


def test_of_a_very_large_book_the_clients_that_weigh_most_come_first_and_whatever_is_due(
    maya: Browser, account_manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n, net in enumerate((10, 500, 30, 400)):
        client = make.ClientFactory(owner=account_manager, name=f"Client {n}")
        Health.objects.unscoped(reason="made up").update_or_create(
            client=client,
            defaults={"as_of": firm_day().on, "policy_version": 1, "facts": {"net": net}, "measures": [], "caps": []},
        )
        known(f"Ana {n}", client, account_manager)
    due(Client.objects.unscoped(reason="made up").get(name="Client 0"), account_manager, 0, what="The fee proposal")
    whole = [(row[0].reason.key, row[0].rank) for row in day_of(account_manager).rows.values()]
    monkeypatch.setattr("relationships.attention.day_gather.WEIGHED", (1, 3, 100))
    assert [(row[0].reason.key, row[0].rank) for row in day_of(account_manager).rows.values()] == whole
    monkeypatch.setattr("relationships.attention.day_gather.MOST_LATER", -10)
    monkeypatch.setattr("relationships.attention.day_going.COUNTED_AT_ONCE", 1)
    monkeypatch.setattr("relationships.attention.day_page.COUNTED_AT_ONCE", 1)
    day = day_of(account_manager)
    assert [client.name for client in day.book.values()] == ["Client 0", "Client 1"]
    assert {row[0].reason.kind for row in day.rows.values()} == {"promise", "quiet"}
    page = maya.get("/day/").content.decode()
    assert "Of 4 clients, the 2 that weigh most were looked at" in page
    assert "0 <span" in maya.get("/day/going/", headers={"hx-request": "true"}).content.decode()
    assert "How it is going" in maya.get("/day/going/").content.decode()
