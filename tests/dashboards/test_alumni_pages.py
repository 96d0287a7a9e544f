"""The directory of alumni: who is where, who moved, whose consent is due, with whom touch was lost; and who sees what."""

from __future__ import annotations

import csv
from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.dashboards import alumni_search
from relationships.dashboards.alumni_filters import AlumniFilters
from relationships.dashboards.alumni_list import alumni_list
from relationships.dashboards.alumni_sql import quarter_start
from tests.cast import SignIn
from tests.factories import (
    AlumnusFactory,
    ClientFactory,
    ConsentFactory,
    ContactPointFactory,
    InteractionFactory,
    LedgerEntryFactory,
    OfficeFactory,
    OutsidePostFactory,
    PersonAliasFactory,
    PersonFactory,
    PositionFactory,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def somebody(name: str, **fields: object) -> Person:
    return AlumnusFactory(person=PersonFactory(name=name), **fields).person


def names(user: User, **filters: object) -> list[str]:
    page = alumni_list(user, AlumniFilters(**filters), with_choices=False)
    return [row.alumnus.person.name for row in page.alumni]


@pytest.fixture
def everybody(novagen: Client, account_manager: User) -> dict[str, Person]:
    """One of each sort."""
    LedgerEntryFactory(client=novagen)
    people = {name: somebody(name) for name in ("Ann", "Ben", "Cleo", "Dan", "Eve")}
    PositionFactory(person=people["Ann"], client=novagen, title="Counsel", started_on=date(2022, 1, 1))
    PositionFactory(person=people["Ben"], client=ClientFactory(name="Orrin"), started_on=TODAY)
    OutsidePostFactory(person=people["Cleo"], employer="Court of Appeal", sector="public", started_on=date(2023, 1, 1))
    PositionFactory(person=people["Dan"], client=novagen, ended_on=date(2024, 1, 1))
    lately = timezone.now() - timedelta(days=9)
    InteractionFactory(people=[people["Ann"]], clients=[novagen], colleagues=[account_manager], occurred_at=lately)
    InteractionFactory(people=[people["Dan"]], occurred_at=timezone.now() - timedelta(days=500))
    ConsentFactory(alumnus=people["Ann"].alumnus, review_on=TODAY + timedelta(days=500))
    ConsentFactory(alumnus=people["Eve"].alumnus, said_on=date(2024, 1, 1), review_on=TODAY)
    return people


def test_each_view_shows_its_own(everybody: dict[str, Person], alumni_admin: User) -> None:
    found = {show: sorted(names(alumni_admin, show=show)) for show in ("clients", "targets", "moved", "renew", "lost")}
    assert found == {
        "clients": ["Ann", "Ben"],
        "targets": ["Ben"],
        "moved": ["Ben"],
        "renew": ["Eve"],
        "lost": ["Ben", "Cleo", "Dan", "Eve"],
    }


def test_counts_bar_and_views_say_the_same(everybody: dict[str, Person], alumni_admin: User) -> None:
    page = alumni_list(alumni_admin, AlumniFilters(), with_choices=True)
    assert page.counts == {
        "": 5,
        "show=clients": 2,
        "show=targets": 1,
        "show=moved": 1,
        "show=renew": 1,
        "show=lost": 4,
    }
    assert page.bar == [("At clients", 1), ("At targets", 1), ("Public service", 1), ("Not known", 2)]
    for query, count in page.counts.items():
        show = query.removeprefix("show=")
        assert len(names(alumni_admin, show=show)) == count


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"place": "public"}, ["Cleo"]),
        ({"place": "unknown"}, ["Dan", "Eve"]),
        ({"consent": "given"}, ["Ann"]),
        ({"consent": "unknown"}, ["Ben", "Cleo", "Dan"]),
        ({"q": "cle"}, ["Cleo"]),
        ({"q": "appeal"}, ["Cleo"]),
        ({"q": "novagen"}, ["Ann"]),
        ({"keeper": "none"}, ["Ann", "Ben", "Cleo", "Dan", "Eve"]),
        ({"keeper": "me"}, []),
        ({"archived": True}, []),
    ],
)
def test_filters(
    filters: dict[str, object], expected: list[str], everybody: dict[str, Person], alumni_admin: User
) -> None:
    assert names(alumni_admin, sort="name", **filters) == expected


def test_another_name_finds_them(alumni_admin: User) -> None:
    PersonAliasFactory(person=somebody("Ana Ruiz"), name="Ana Gómez")
    assert names(alumni_admin, q="gomez") == ["Ana Ruiz"]


def test_sorts(everybody: dict[str, Person], alumni_admin: User) -> None:
    assert names(alumni_admin)[:3] == ["Ben", "Cleo", "Ann"]
    assert names(alumni_admin, sort="-name") == ["Eve", "Dan", "Cleo", "Ben", "Ann"]
    assert names(alumni_admin, sort="-touch")[:2] == ["Ann", "Dan"]


def test_the_row_says_what_the_search_found(everybody: dict[str, Person], alumni_admin: User) -> None:
    """Two ways to one fact: SQL for the whole list, Python for the rows of a page."""
    rows = {
        row.alumnus.person.name: row for row in alumni_list(alumni_admin, AlumniFilters(), with_choices=False).alumni
    }
    for show, said in (("moved", lambda row: row.moved), ("renew", lambda row: row.consent.key == "renew")):
        assert {name for name, row in rows.items() if said(row)} == set(names(alumni_admin, show=show))
    for place in ("client", "target"):
        assert {name for name, row in rows.items() if row.place == place} == set(names(alumni_admin, place=place))


def test_the_quarter_is_the_firms(administrator: User) -> None:
    assert quarter_start() <= TODAY
    assert quarter_start().month in (1, 4, 7, 10)


def test_health_is_for_those_who_may_see_it(
    everybody: dict[str, Person], alumni_admin: User, account_manager: User, sign_in: SignIn
) -> None:
    for user, rings in ((alumni_admin, 0), (account_manager, 2)):
        page = sign_in(user).get("/alumni/").content.decode()
        assert page.count('<svg class="ring') == rings
        detail = sign_in(user).get(f"/alumni/{everybody['Ann'].alumnus.public_id}/").content.decode()
        assert ('<svg class="ring' in detail) == bool(rings)


def test_an_employer_behind_a_wall_hides_the_alumnus(
    walled_client: Client, outsider: User, partner: User, sign_in: SignIn
) -> None:
    secret = somebody("Secret Alumna")
    PositionFactory(person=secret, client=walled_client)
    assert names(partner) == ["Secret Alumna"]
    assert names(outsider) == []
    browser = sign_in(outsider)
    assert browser.get(f"/alumni/{secret.alumnus.public_id}/").status_code == 404
    assert "Secret" not in browser.get("/alumni/?q=secret").content.decode().replace("“secret”", "")
    assert "Secret" not in browser.get("/alumni/export.csv").getvalue().decode()


def test_a_position_behind_a_wall_leaves_no_trace_on_one_who_is_seen(
    novagen: Client, walled_client: Client, outsider: User, partner: User, sign_in: SignIn
) -> None:
    ann = somebody("Ann")
    PositionFactory(person=ann, client=novagen, title="Counsel", started_on=date(2020, 1, 1))
    PositionFactory(person=ann, client=walled_client, title="Secret director", started_on=TODAY)
    assert (names(partner, show="moved"), names(outsider, show="moved")) == (["Ann"], [])
    page = sign_in(outsider).get(f"/alumni/{ann.alumnus.public_id}/").content.decode()
    assert "Counsel" in page
    assert "Secret director" not in page
    history = sign_in(outsider).get(f"/alumni/{ann.alumnus.public_id}/history/").content.decode()
    assert walled_client.name not in history


def test_the_file_holds_addresses_only_of_those_who_may_be_written_to(
    everybody: dict[str, Person], alumni_admin: User, sign_in: SignIn
) -> None:
    for person in everybody.values():
        ContactPointFactory(person=person, value=f"{person.name.lower()}@home.example")
    text = sign_in(alumni_admin).get("/alumni/export.csv?sort=name").getvalue().decode("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert [row["Name"] for row in rows] == ["Ann", "Ben", "Cleo", "Dan", "Eve"]
    assert [row["E-mail"] for row in rows] == ["ann@home.example", "", "", "", "eve@home.example"]
    assert (rows[0]["Works at"], rows[0]["Client or target"], rows[0]["Consent"]) == (
        "Novagen Therapeutics",
        "client",
        "Agreed",
    )


def test_an_empty_directory_says_how_to_fill_it(alumni_admin: User, auditor: User, sign_in: SignIn) -> None:
    assert "Add an alumnus" in sign_in(alumni_admin).get("/alumni/").content.decode()
    page = sign_in(auditor).get("/alumni/").content.decode()
    assert "No alumni yet" in page
    assert "/alumni/new/" not in page


def test_the_alumni_administrator_begins_with_who_moved(alumni_admin: User, sign_in: SignIn) -> None:
    assert sign_in(alumni_admin).get("/").url == "/alumni/?show=moved"


def test_a_public_employer_brings_gift_rules(everybody: dict[str, Person], alumni_admin: User, sign_in: SignIn) -> None:
    page = sign_in(alumni_admin).get(f"/alumni/{everybody['Cleo'].alumnus.public_id}/").content.decode()
    assert "gift rules apply" in page


def test_a_whole_page_takes_few_statements(
    everybody: dict[str, Person], alumni_admin: User, sign_in: SignIn, django_assert_max_num_queries: object
) -> None:
    browser = sign_in(alumni_admin)
    browser.get("/alumni/")
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        browser.get("/alumni/")


def test_columns_are_chosen_and_kept_in_the_address(sign_in: SignIn, alumni_admin: User) -> None:
    office = OfficeFactory(name="Basel")
    AlumnusFactory(person=PersonFactory(name="Ana Ruiz"), office=office, keeper=alumni_admin, left_on="2021-06-30")
    answer = sign_in(alumni_admin).get("/alumni/?column=office&column=keeper&column=left&column=nonsense&sort=name")
    page = answer.content.decode()
    assert [head.label for head in answer.context["page"].headers] == ["Who", "Kept by", "Left", "Office here"]
    assert list(answer.context["page"].shows) == ["keeper", "left", "office"]
    assert "Basel" in page
    assert "ribbon" not in page[page.index("<tbody") : page.index("</table>")]
    assert answer.context["page"].filters.saved == "sort=name&column=keeper&column=left&column=office"


def test_the_menu_of_a_row_knows_the_record_and_its_person(sign_in: SignIn, alumni_admin: User) -> None:
    alumnus = AlumnusFactory(person=PersonFactory(name="Ana Ruiz"))
    page = sign_in(alumni_admin).get("/alumni/").content.decode()
    assert f'data-row-menu="{alumnus.public_id}" data-row-person="{alumnus.person.public_id}"' in page
    assert 'data-of-row="/people/~/timeline/"' in page
    assert 'data-of-row="/alumni/*/edit/"' in page
    assert 'name="person" value="" data-id-of-row' in page


@pytest.mark.django_db(transaction=True)
def test_the_list_stands_without_counts_when_counting_takes_too_long(
    sign_in: SignIn, alumni_admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More alumni than can be counted in the time of a page: nobody is told to come back in a moment."""
    AlumnusFactory(person=PersonFactory(name="Ana Ruiz"))
    browser = sign_in(alumni_admin)
    monkeypatch.setattr(alumni_search, "_SUMMARY", "SELECT pg_sleep(9)")
    monkeypatch.setattr(alumni_search, "_kept", {})
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 500")
    answer = browser.get("/alumni/")
    connection.close()
    assert answer.status_code == 200
    assert [row.alumnus.person.name for row in answer.context["page"].alumni] == ["Ana Ruiz"]
    assert (answer.context["page"].bar, answer.context["page"].filters.key) == ([], "name")
    assert "People who once worked here, and where they went." in answer.content.decode()
