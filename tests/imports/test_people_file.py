"""A list of people: who is who, several positions, ways to reach them, other names."""

from __future__ import annotations

import pytest

from accounts.models import Firm
from relationships.clients.models import Client
from relationships.contacts.models import ContactPoint, MoveSignal, Person, PersonAlias, Position
from relationships.scoring.models import StaleMark
from tests.factories import ClientFactory, ContactPointFactory, PersonFactory, PositionFactory
from tests.imports.bringing import bring, counts, reasons, shuffled

pytestmark = pytest.mark.django_db

FULL = (
    "external_id,name,email,phone,client,title,seniority,started_on,ended_on\n"
    "1,Ana Ruiz,Ana@Novagen.example,+41 (0)61 555 01 23,Novagen,General Counsel,executive,2019-01-01,\n"
    "1,Ana Ruiz,,,Quillon,Legal Counsel,,2014-01-01,2018-12-31\n"
    "2,Felix Brandt,felix@novagen.example,,Novagen,Head of Operations,head,,\n"
    ",Carmen Soler,carmen@novagen.example,,Novagen,CFO,,2020-02-01,\n"
    ",Jo Nowhere,,0041 61 555 01 24,,,,,\n"
)


def person(name: str) -> Person:
    return Person._base_manager.get(name=name)


def positions(name: str) -> list[tuple[str, str, str | None, str | None]]:
    found = Position._base_manager.filter(person__name=name).select_related("client").order_by("started_on", "pk")
    return [(each.client.name, each.title, _iso(each.started_on), _iso(each.ended_on)) for each in found]


def _iso(day: object) -> str | None:
    return None if day is None else str(day)


def reach(name: str) -> list[tuple[str, str, bool]]:
    found = ContactPoint.objects.filter(person__name=name).order_by("kind", "value")
    return [(each.kind, each.value, each.is_primary) for each in found]


def test_a_list_comes_in_and_again_changes_nothing_in_any_order() -> None:
    assert counts(bring("people", FULL)) == {"read": 5, "created": 5}
    assert Person._base_manager.count() == 4
    assert positions("Ana Ruiz") == [
        ("Quillon", "Legal Counsel", "2014-01-01", "2018-12-31"),
        ("Novagen", "General Counsel", "2019-01-01", None),
    ]
    assert reach("Ana Ruiz") == [("email", "ana@novagen.example", True), ("phone", "+41 (0)61 555 01 23", True)]
    assert positions("Jo Nowhere") == []
    for seed in range(3):
        assert counts(bring("people", shuffled(FULL, seed))) == {"read": 5, "unchanged": 5}


def test_a_dry_run_counts_the_same_and_writes_nothing() -> None:
    assert counts(bring("people", FULL, dry_run=True)) == {"read": 5, "created": 5}
    assert not Person._base_manager.exists()
    assert not Client._base_manager.exists()


def test_strict_keeps_all_out_for_one_bad_row() -> None:
    report = bring("people", FULL + "9,Bad,nobody,,,,,,\n", strict=True)
    assert report.refused
    assert not Person._base_manager.exists()


def test_a_stub_from_a_touchpoint_becomes_a_person_in_full() -> None:
    bring("interactions", "client,occurred_at,kind,people\nNovagen,2024-01-01,call,Ana Ruiz;felix@novagen.example\n")
    known = set(Person._base_manager.values_list("pk", flat=True))
    assert counts(bring("people", FULL)) == {"read": 5, "created": 2, "updated": 3}
    assert {person("Ana Ruiz").pk, person("Felix Brandt").pk} == known
    assert not Person._base_manager.filter(is_stub=True).exists()
    assert positions("Ana Ruiz")[1] == ("Novagen", "General Counsel", "2019-01-01", None)
    assert PersonAlias.objects.get().name == "felix@novagen.example"


def test_another_spelling_of_a_number_is_no_other_number() -> None:
    bring("people", FULL)
    again = (
        "external_id,name,phone\n1,Ana Ruiz,0041 61 555 01 23\n1,Ana Ruiz,+41615550123\n1,Ana Ruiz,+41 61 555 01 29\n"
    )
    assert counts(bring("people", again)) == {"read": 3, "unchanged": 2, "updated": 1}
    assert [value for kind, value, _ in reach("Ana Ruiz") if kind == "phone"] == [
        "+41 (0)61 555 01 23",
        "+41 61 555 01 29",
    ]


def test_a_number_without_its_country_is_that_of_the_firms_country() -> None:
    Firm.objects.update_or_create(singleton=True, defaults={"time_zone": "Europe/Zurich"})
    bring("people", FULL)
    again = "external_id,name,phone,other_phones\n1,Ana Ruiz,061 555 01 23,061 555 01 29; +41 61 555 0129\n"
    assert counts(bring("people", again)) == {"read": 1, "updated": 1}
    phones = ContactPoint.objects.filter(person=person("Ana Ruiz"), kind="phone").order_by("number")
    assert [(each.value, each.number) for each in phones] == [
        ("+41 (0)61 555 01 23", "+41615550123"),
        ("+41 61 555 0129", "+41615550129"),
    ]
    assert counts(bring("people", again)) == {"read": 1, "unchanged": 1}


def test_the_source_of_the_id_renames_and_the_old_name_stays_findable() -> None:
    bring("people", FULL)
    assert counts(bring("people", "external_id,name\n1,Ana Ruiz-Gómez\n")) == {"read": 1, "updated": 1}
    assert PersonAlias.objects.get(person=person("Ana Ruiz-Gómez")).name == "Ana Ruiz"
    # Another source finds her by address, and leaves name and id.
    assert counts(bring("people", "external_id,name,email\n7,A. Ruiz,ana@novagen.example\n", source="other")) == {
        "read": 1,
        "updated": 1,
    }
    kept = person("Ana Ruiz-Gómez")
    assert (kept.source, kept.external_id) == ("import", "1")
    assert set(PersonAlias.objects.filter(person=kept).values_list("name", flat=True)) == {"Ana Ruiz", "A. Ruiz"}


def test_changed_cells_update_the_position_of_that_day_and_blank_ones_leave_it() -> None:
    bring("people", FULL)
    change = (
        "external_id,name,client,title,seniority,started_on,ended_on\n1,Ana Ruiz,Novagen,,board,2019-01-01,2026-10-31\n"
    )
    assert counts(bring("people", change)) == {"read": 1, "updated": 1}
    assert positions("Ana Ruiz")[1] == ("Novagen", "General Counsel", "2019-01-01", "2026-10-31")
    moved = "external_id,name,client,title,started_on\n1,Ana Ruiz,Fennmoor,Partner,2026-11-01\n"
    assert counts(bring("people", moved)) == {"read": 1, "updated": 1}
    assert len(positions("Ana Ruiz")) == 3
    assert StaleMark.objects.filter(client__name="Fennmoor").exists()


def test_an_undated_position_elsewhere_is_a_sign_unless_the_file_names_the_one_they_hold() -> None:
    ClientFactory(name="Orrin")
    bring("people", "name,email,client\nBen Wu,ben@wu.example,Novagen\n")
    report = bring("people", "name,email,client,title\nBen Wu,ben@wu.example,Orrin,Chair\n")
    assert report.warnings == ("Line 2 may tell of a move. Look at it under Signs of moves.",)
    assert [client for client, *_ in positions("Ben Wu")] == ["Novagen"]
    sign = MoveSignal.objects.unscoped(reason="test").get()
    assert (sign.person, sign.said, sign.title) == (person("Ben Wu"), "Orrin", "Chair")
    bring("people", "name,email,client,title\nBen Wu,ben@wu.example,Novagen,\nBen Wu,ben@wu.example,Orrin,Chair\n")
    assert [client for client, *_ in positions("Ben Wu")] == ["Novagen", "Orrin"]


def test_two_namesakes_with_addresses_are_two_people() -> None:
    text = "name,email,client\nJohn Smith,a@x.example,X\nJohn Smith,b@x.example,X\n"
    assert counts(bring("people", text)) == {"read": 2, "created": 2}
    assert counts(bring("people", text)) == {"read": 2, "unchanged": 2}


def test_namesakes_at_two_clients_are_two_people() -> None:
    assert counts(bring("people", "name,client\nJohn Smith,X\nJohn Smith,Y\n")) == {"read": 2, "created": 2}


def test_rows_that_contradict_each_other_are_refused_with_the_line() -> None:
    text = (
        "external_id,name,client,title,started_on\n"
        "1,Ana Ruiz,Novagen,Counsel,2019-01-01\n"
        "1,Anna Ruiz,Novagen,Counsel,2019-01-01\n"
        "1,Ana Ruiz,Novagen,CFO,2019-01-01\n"
        "1,Ana Ruiz,Novagen,Counsel,2019-01-01\n"
    )
    report = bring("people", text)
    assert counts(report) == {"read": 4, "created": 1, "unchanged": 1, "rejected": 2}
    assert reasons(report) == [(3, "name", "Anna Ruiz"), (4, "client", "Novagen")]
    assert all("Line 2" in error.reason for error in report.errors)


def test_bad_cells_are_refused_with_the_remedy() -> None:
    text = (
        "name,email,phone,client,started_on,ended_on\n"
        "A,no address,x,,,\n"
        "B,,,X,2020-01-02,2020-01-01\n"
        ",c@x.example,,,,\n"
        "D,,,X,1.2.2020,\n"
    )
    report = bring("people", text)
    assert counts(report) == {"read": 4, "rejected": 4}
    assert reasons(report) == [
        (2, "email", "no address"),
        (2, "phone", "x"),
        (3, "ended_on", "2020-01-01"),
        (4, "name", ""),
        (5, "started_on", "1.2.2020"),
    ]


def test_a_last_day_before_the_stored_first_one_is_refused() -> None:
    held = PositionFactory(person=PersonFactory(name="Ana"), client=ClientFactory(name="X"), started_on="2020-01-01")
    report = bring("people", "name,client,ended_on\nAna,X,2019-12-31\n")
    assert reasons(report) == [(2, "ended_on", "2019-12-31")]
    held.refresh_from_db()
    assert held.ended_on is None


def test_a_position_put_away_stays_away() -> None:
    ana = PersonFactory(name="Ana")
    ContactPointFactory(person=ana, value="ana@x.example")
    PositionFactory(person=ana, client=ClientFactory(name="X"), archived_at="2026-01-01T00:00:00Z")
    assert counts(bring("people", "name,email,client\nAna,ana@x.example,X\n")) == {"read": 1, "unchanged": 1}
    assert Position._base_manager.filter(archived_at__isnull=True).count() == 0


def test_a_title_without_a_client_is_left_out_and_named() -> None:
    report = bring("people", "name,title\nAna,Journalist\n")
    assert counts(report) == {"read": 1, "created": 1}
    assert "line 2" in report.warnings[0]


def test_a_client_is_found_by_its_other_name() -> None:
    client = ClientFactory(name="Novagen Therapeutics")
    client.aliases.create(name="Novagen")
    bring("people", "name,client\nAna,Novagen\n")
    assert positions("Ana") == [("Novagen Therapeutics", "", None, None)]
