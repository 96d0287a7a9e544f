"""Timelines: what one reader may see of what has happened, page by page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.interactions.models import Interaction
from relationships.interactions.queries import Cursor, entries, timeline
from relationships.interactions.queries.timeline import whole_timeline
from tests.cast import SignIn
from tests.factories import ClientFactory, GroupEdgeFactory, InteractionFactory, PersonFactory, PositionFactory

NEWEST = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)


def touches(count: int, client: Client, people: Sequence[Person] = (), **more: object) -> list[Interaction]:
    """One a day, the newest first."""
    return [
        InteractionFactory(occurred_at=NEWEST - dt.timedelta(days=day), clients=[client], people=people, **more)
        for day in range(count)
    ]


def shown(user: User, **which: object) -> list[str]:
    """Summaries of one page."""
    return [entry.touch.summary for _, day in timeline(user, **which).days for entry in day]  # type: ignore[arg-type]


def test_pages_follow_each_other_without_gap_or_repeat(account_manager: User, novagen: Client) -> None:
    made = [touch.summary for touch in touches(65, novagen)]
    seen: list[str] = []
    after = None
    sizes = []
    while True:
        page = timeline(account_manager, client=novagen, after=after)
        summaries = [entry.touch.summary for _, day in page.days for entry in day]
        sizes.append(len(summaries))
        seen += summaries
        if not page.after:
            break
        after = Cursor.read(page.after)
    assert (sizes, seen) == ([30, 30, 5], made)


def test_touches_of_the_same_moment_are_not_lost_between_pages(account_manager: User, novagen: Client) -> None:
    made = {InteractionFactory(occurred_at=NEWEST, clients=[novagen]).summary for _ in range(35)}
    first = timeline(account_manager, client=novagen)
    rest = timeline(account_manager, client=novagen, after=Cursor.read(first.after))
    summaries = [entry.touch.summary for page in (first, rest) for _, day in page.days for entry in day]
    assert (len(summaries), set(summaries)) == (35, made)


def test_a_new_touch_in_between_shifts_nothing(account_manager: User, novagen: Client) -> None:
    made = [touch.summary for touch in touches(40, novagen)]
    first = timeline(account_manager, client=novagen)
    InteractionFactory(occurred_at=NEWEST + dt.timedelta(hours=1), clients=[novagen])
    assert shown(account_manager, client=novagen, after=Cursor.read(first.after)) == made[30:]


@pytest.mark.parametrize("text", ["", "x", "12", "-", "99999999999999999999-abc", "1-\x00", "9" * 5_000 + "-a", "1-ä"])
def test_a_cursor_that_is_none_does_no_harm(account_manager: User, novagen: Client, text: str) -> None:
    touches(2, novagen)
    page = timeline(account_manager, client=novagen, after=Cursor.read(text))
    assert len(page.days) in (0, 2)


def test_only_the_kinds_asked_for(account_manager: User, novagen: Client) -> None:
    call = InteractionFactory(kind="call", clients=[novagen])
    InteractionFactory(kind="email", clients=[novagen])
    assert shown(account_manager, client=novagen, kinds=["call", "meeting"]) == [call.summary]


def test_days_are_those_of_the_reader(account_manager: User, novagen: Client) -> None:
    late = dt.datetime(2026, 11, 20, 23, 30, tzinfo=dt.UTC)
    InteractionFactory(occurred_at=late, clients=[novagen])
    with timezone.override("Europe/Zurich"):
        assert [day for day, _ in timeline(account_manager, client=novagen).days] == [dt.date(2026, 11, 21)]
    with timezone.override("America/New_York"):
        assert [day for day, _ in timeline(account_manager, client=novagen).days] == [dt.date(2026, 11, 20)]


def test_undone_touches_are_nowhere(account_manager: User, novagen: Client, ana: Person) -> None:
    InteractionFactory(clients=[novagen], people=[ana], archived_at=timezone.now())
    assert shown(account_manager, client=novagen) == []
    assert shown(account_manager, person=ana) == []


def test_a_touch_with_a_walled_client_is_nowhere_for_an_outsider(
    account_manager: User, outsider: User, novagen: Client, walled_client: Client, ana: Person
) -> None:
    both = InteractionFactory(occurred_at=timezone.now(), clients=[novagen, walled_client], people=[ana])
    assert shown(account_manager, client=novagen) == [both.summary]
    assert shown(outsider, client=novagen) == []
    assert shown(outsider, person=ana) == []


def test_people_behind_a_wall_are_never_named(
    account_manager: User, outsider: User, novagen: Client, ana: Person, mole: Person
) -> None:
    touch = InteractionFactory(clients=[novagen], people=[ana, mole])

    def named(user: User) -> list[str]:
        return [person.name for person in entries(user, [touch.pk])[0].people]

    assert (named(account_manager), named(outsider)) == (["Ana Ruiz", "Mina Holub"], ["Ana Ruiz"])


def test_a_touch_only_with_people_behind_a_wall_is_not_there(
    account_manager: User, outsider: User, mole: Person
) -> None:
    touch = InteractionFactory(people=[mole])
    assert (len(entries(account_manager, [touch.pk])), entries(outsider, [touch.pk])) == (1, [])


def test_confidential_touches_are_for_those_concerned(
    account_manager: User, partner: User, outsider: User, auditor: User, novagen: Client
) -> None:
    InteractionFactory(confidential=True, clients=[novagen], colleagues=[outsider])
    elsewhere = ClientFactory()
    InteractionFactory(confidential=True, clients=[elsewhere], created_by=partner)
    seen = {
        user.name: (len(shown(user, client=novagen)), len(shown(user, client=elsewhere)))
        for user in (account_manager, partner, outsider, auditor)
    }
    assert seen == {
        "Maya Okafor": (1, 0),
        "Henrik Lindqvist": (1, 1),
        "Tomás Ibarra": (1, 0),
        "Siobhán Keane": (0, 0),
    }


def test_whoever_left_the_team_no_longer_sees_what_is_confidential(partner: User, novagen: Client) -> None:
    InteractionFactory(confidential=True, clients=[novagen])
    assert len(shown(partner, client=novagen)) == 1
    novagen.team.filter(colleague=partner).update(archived_at=timezone.now())
    assert shown(partner, client=novagen) == []


def test_thirty_touches_take_as_many_queries_as_one(account_manager: User, novagen: Client, ana: Person) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            page = timeline(account_manager, client=novagen)
            for _, day in page.days:
                for entry in day:
                    assert entry.touch.created_by is None
        return len(captured)

    touches(1, novagen, [ana], colleagues=[account_manager])
    one = queries()
    for number in range(35):
        person = PositionFactory(person=PersonFactory(name=f"Person {number}"), client=novagen).person
        InteractionFactory(clients=[novagen, ClientFactory()], people=[person, ana], colleagues=[account_manager])
    assert queries() == one == 1


def test_the_page_goes_on_and_htmx_gets_only_the_rows(
    sign_in: SignIn, account_manager: User, novagen: Client, ana: Person
) -> None:
    touches(31, novagen, [ana])
    maya, address = sign_in(account_manager), f"/clients/{novagen.public_id}/timeline/"
    page = maya.get(address).content.decode()
    more = f"{address}?after="
    assert page.count('class="head"') == 30
    link = page[page.index(more) :].split('"')[0]
    rest = maya.get(link).content.decode()
    assert (rest.count('class="head"'), "Back to the newest" in rest, "Show 30 more" in rest) == (1, True, False)
    rows = maya.get(link, headers={"HX-Request": "true"}).content.decode()
    assert (rows.count('class="head"'), "<html" in rows, "Back to" in rows) == (1, False, False)
    assert maya.get(f"/people/{ana.public_id}/timeline/").content.decode().count('class="head"') == 30


def test_what_names_no_client_stands_among_full_pages_of_what_does(account_manager: User, novagen: Client) -> None:
    ana = PositionFactory(client=novagen, started_on=dt.date(2020, 1, 1)).person
    named = [touch.summary for touch in touches(45, novagen)]
    for days, said in ((0.5, "between the first"), (29.5, "at the end of a page"), (40.5, "on the next page")):
        InteractionFactory(occurred_at=NEWEST - dt.timedelta(days=days), clients=[], people=[ana], summary=said)
    first = whole_timeline(account_manager, client=novagen, below=False)
    second = whole_timeline(account_manager, client=novagen, below=False, after=Cursor.read(first.after))
    seen = [[entry.touch.summary for _, day in page.days for entry in day] for page in (first, second)]
    assert seen[0] == [named[0], "between the first", *named[1:29]]
    assert seen[1] == [named[29], "at the end of a page", *named[30:41], "on the next page", *named[41:]]


def walked_whole(table: str) -> int:
    """How often this transaction has read `table` from end to end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = %s", [table])
        return int(cursor.fetchone()[0])


def test_the_line_index_carries_the_timeline(account_manager: User, novagen: Client) -> None:
    """With many touches of others the plan stays an index scan that stops after a page."""
    touches(3, novagen)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO interactions_interaction (kind, occurred_at, direction)"
            " SELECT 'call', now() - n * interval '1 hour', 'mutual' FROM generate_series(1, 5000) n"
        )
        cursor.execute(
            "INSERT INTO interactions_touchclient (interaction_id, client_id, occurred_at)"
            " SELECT id, %s, occurred_at FROM interactions_interaction WHERE summary = ''",
            [novagen.pk],
        )
        cursor.execute("ANALYZE interactions_interaction, interactions_touchclient, interactions_attachment")
    timeline(account_manager, client=novagen)  # planned by now: what is captured can be explained
    walked = walked_whole("interactions_attachment")
    with CaptureQueriesContext(connection) as captured:
        timeline(account_manager, client=novagen)
    assert walked_whole("interactions_attachment") == walked, "counted by a function, which no plan shows"
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, COSTS OFF) {captured[0]['sql']}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "interactions_touchclient_line" in plan
    assert "Seq Scan on interactions_" not in plan


def test_a_person_is_shown_with_their_client_and_a_client_with_the_others(
    sign_in: SignIn, account_manager: User, novagen: Client
) -> None:
    ana, other = PersonFactory(name="Ana Ruiz"), ClientFactory(name="Pellucid Optics")
    InteractionFactory(clients=[novagen, other], people=[ana])
    browser = sign_in(account_manager)
    of_person = browser.get(f"/people/{ana.public_id}/timeline/").content.decode()
    of_client = browser.get(f"/clients/{novagen.public_id}/timeline/").content.decode()
    assert "Also:" not in of_person
    assert ">Novagen Therapeutics</a>, <a" in of_person
    assert "Also: <a" in of_client
    assert of_client.split("Also: ")[1].startswith(f'<a href="/clients/{other.public_id}/timeline/">Pellucid Optics')


def test_what_was_undone_is_found_and_brought_back(sign_in: SignIn, account_manager: User, novagen: Client) -> None:
    kept, gone, _ = touches(3, novagen, colleagues=[account_manager])
    gone.archived_at = NEWEST
    gone.save(update_fields=["archived_at"])
    browser, where = sign_in(account_manager), f"/clients/{novagen.public_id}/timeline/"
    assert gone.summary not in browser.get(where).content.decode()
    page = browser.get(f"{where}?kind=undone").content.decode()
    assert gone.summary in page
    assert kept.summary not in page
    back = f"/touchpoints/{gone.public_id}/restore/"
    assert f'action="{back}"' in page
    browser.post(back)
    assert gone.summary in browser.get(where).content.decode()
    assert "Nothing was undone here." in browser.get(f"{where}?kind=undone").content.decode()


def test_undone_touches_of_others_are_as_hidden_as_standing_ones(
    sign_in: SignIn, partner: User, outsider: User, walled_client: Client
) -> None:
    person = PersonFactory()
    PositionFactory(person=person)
    InteractionFactory(clients=[walled_client], people=[person], archived_at=NEWEST, summary="A secret taken back")
    where = f"/people/{person.public_id}/timeline/?kind=undone"
    assert "A secret taken back" in sign_in(partner).get(where).content.decode()
    assert "A secret taken back" not in sign_in(outsider).get(where).content.decode()


def whole(user: User, client: Client, *, below: bool) -> list[str]:
    page = whole_timeline(user, client=client, below=below)
    return [entry.touch.summary for _, day in page.days for entry in day]


def on(month: int, day: int) -> dt.datetime:
    return dt.datetime(2026, month, day, 12, tzinfo=dt.UTC)


def test_a_touch_belongs_to_the_position_of_its_date(account_manager: User, novagen: Client) -> None:
    ana, elsewhere = PersonFactory(name="Ana Ruiz"), ClientFactory()
    PositionFactory(person=ana, client=novagen, started_on=dt.date(2025, 1, 1), ended_on=dt.date(2026, 6, 1))
    PositionFactory(person=ana, client=elsewhere, started_on=dt.date(2026, 6, 1))
    InteractionFactory(occurred_at=on(5, 31), people=[ana], summary="there")
    InteractionFactory(occurred_at=on(6, 1), people=[ana], summary="gone")
    InteractionFactory(occurred_at=on(5, 1), people=[ana], clients=[elsewhere], summary="about others")
    InteractionFactory(occurred_at=on(4, 1), people=[ana], clients=[novagen], summary="about them")
    assert whole(account_manager, novagen, below=False) == ["there", "about them"]
    assert whole(account_manager, elsewhere, below=False) == ["gone", "about others"]


def test_a_group_has_the_touches_of_its_subsidiaries_while_they_were_some(
    sign_in: SignIn, account_manager: User, novagen: Client
) -> None:
    lab, deep = ClientFactory(name="Novagen Labs"), ClientFactory()
    GroupEdgeFactory(client=lab, parent=novagen, starts_on=dt.date(2026, 3, 1), ends_on=None)
    GroupEdgeFactory(client=deep, parent=lab, starts_on=None, ends_on=None)
    for client, month in ((novagen, 1), (lab, 2), (lab, 3), (deep, 2), (deep, 4)):
        InteractionFactory(occurred_at=on(month, 1), clients=[client], summary=f"{client.pk} in {month}")
    assert whole(account_manager, novagen, below=False) == [f"{novagen.pk} in 1"]
    assert whole(account_manager, novagen, below=True) == [f"{deep.pk} in 4", f"{lab.pk} in 3", f"{novagen.pk} in 1"]
    page = sign_in(account_manager).get(f"/clients/{novagen.public_id}/timeline/?with=subsidiaries").content.decode()
    assert "With subsidiaries" in page
    assert "Novagen Labs</a>" in page


def test_a_subsidiary_behind_a_wall_does_not_exist(
    sign_in: SignIn, outsider: User, novagen: Client, walled_client: Client
) -> None:
    GroupEdgeFactory(client=walled_client, parent=novagen, starts_on=None, ends_on=None)
    person = PersonFactory()
    PositionFactory(person=person, client=walled_client)
    InteractionFactory(clients=[walled_client], summary="secret")
    InteractionFactory(people=[person], summary="secret too")
    assert whole(outsider, novagen, below=True) == []
    page = sign_in(outsider).get(f"/clients/{novagen.public_id}/timeline/").content.decode()
    assert "With subsidiaries" not in page


def test_pages_of_a_group_follow_each_other(account_manager: User, novagen: Client) -> None:
    lab = ClientFactory()
    GroupEdgeFactory(client=lab, parent=novagen, starts_on=None, ends_on=None)
    ana = PositionFactory(client=lab).person
    made = [
        InteractionFactory(occurred_at=NEWEST - dt.timedelta(hours=hour), **who).summary
        for hour, who in enumerate([{"clients": [novagen, lab]}, {"clients": [lab]}, {"people": [ana]}] * 14)
    ]
    first = whole_timeline(account_manager, client=novagen, below=True)
    rest = whole_timeline(account_manager, client=novagen, below=True, after=Cursor.read(first.after))
    assert [entry.touch.summary for page in (first, rest) for _, day in page.days for entry in day] == made
