"""A list of former colleagues: who is who, where they are now, what they agreed to, who asked to be left out."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.models import Office, User
from relationships.alumni.models import Alumnus, Consent
from relationships.clients.models import Client, Wall
from relationships.contacts.models import ContactPoint, MoveSignal, OutsidePost, Person, Position
from relationships.contacts.move_actions import settle_signal
from tests.factories import (
    AlumnusFactory,
    ClientFactory,
    ContactPointFactory,
    OfficeFactory,
    PersonFactory,
    PositionFactory,
    UserFactory,
)
from tests.imports.bringing import bring, counts, reasons, shuffled

pytestmark = pytest.mark.django_db

HEADER = "email,name,joined_on,left_on,office,practice,title,employer,employer_title,consent,consent_on\n"
FULL = (
    HEADER + "daniel@home.example,Daniel Reyes,2014-03-01,2021-06-30,Madrid,M&A,Senior Associate,Fennmoor,"
    "Deputy General Counsel,yes,2024-05-01\n"
    "beatriz@home.example,Beatriz Fontes,2004-01-01,2023-12-31,Madrid,Competition,Partner,Court of Appeal,Judge,"
    "news; events,2025-02-03\n"
    ",Piotr Zając,2012-01-01,2019-01-31,Basel,,Associate,,,no,2024-01-01\n"
)


def alumnus(name: str) -> Alumnus:
    rows = Alumnus._base_manager.select_related("person", "office", "practice", "colleague")
    return rows.get(person__name=name)


def said(name: str) -> list[tuple[str, str, date | None]]:
    found = Consent.objects.filter(alumnus__person__name=name).order_by("purpose", "said_on", "state")
    return [(each.purpose, each.state, each.said_on) for each in found]


@pytest.fixture
def fennmoor() -> Client:
    client = ClientFactory(name="Fennmoor Capital")
    client.aliases.create(name="Fennmoor")
    return client


def test_a_list_comes_in_and_again_changes_nothing_in_any_order(fennmoor: Client) -> None:
    assert counts(bring("alumni", FULL)) == {"read": 3, "created": 3}
    daniel, beatriz, piotr = alumnus("Daniel Reyes"), alumnus("Beatriz Fontes"), alumnus("Piotr Zając")
    assert (daniel.office.name, daniel.practice.name, daniel.title) == ("Madrid", "M&A", "Senior Associate")
    assert (daniel.joined_on, daniel.left_on) == (date(2014, 3, 1), date(2021, 6, 30))
    assert (piotr.practice, Office.objects.count()) == (None, 2)
    job = Position._base_manager.get()
    assert (job.person, job.client, job.title) == (daniel.person, fennmoor, "Deputy General Counsel")
    post = OutsidePost.objects.get()
    assert (post.person, post.employer, post.title) == (beatriz.person, "Court of Appeal", "Judge")
    assert said("Daniel Reyes") == [("all", "given", date(2024, 5, 1))]
    assert said("Beatriz Fontes") == [("events", "given", date(2025, 2, 3)), ("news", "given", date(2025, 2, 3))]
    assert said("Piotr Zając") == [("all", "declined", date(2024, 1, 1))]
    consent = Consent.objects.get(alumnus=daniel)
    assert (consent.heard_through, consent.review_on) == ("Import: import", date(2026, 5, 1))
    assert Client._base_manager.count() == 1
    for seed in range(3):
        assert counts(bring("alumni", shuffled(FULL, seed))) == {"read": 3, "unchanged": 3}


def test_a_dry_run_counts_the_same_and_writes_nothing(fennmoor: Client) -> None:
    assert counts(bring("alumni", FULL, dry_run=True)) == {"read": 3, "created": 3}
    assert not Alumnus._base_manager.exists()
    assert not Office.objects.exists()


def test_the_account_of_a_former_colleague_is_found_and_fills_gaps() -> None:
    office = OfficeFactory(name="Madrid")
    daniel = UserFactory(
        name="Daniel Reyes", email="daniel@firm.example", joined_on="2014-03-01", left_on="2021-06-30", office=office
    )
    here = UserFactory(name="Ruth Calder")
    bring("alumni", "email,name\ndaniel@home.example,Daniel Reyes\n,Ruth Calder\n")
    found = alumnus("Daniel Reyes")
    assert (found.colleague, found.left_on, found.office) == (daniel, date(2021, 6, 30), office)
    assert alumnus("Ruth Calder").colleague != here
    # Their firm address means them too, and is no way to reach them.
    again = "email,name,title\ndaniel@firm.example,Daniel Reyes,Counsel\n"
    assert counts(bring("alumni", again)) == {"read": 1, "updated": 1}
    assert counts(bring("alumni", again)) == {"read": 1, "unchanged": 1}
    assert [point.value for point in ContactPoint.objects.all()] == ["daniel@home.example"]


def test_somebody_known_at_a_client_is_the_same_person(fennmoor: Client) -> None:
    daniel = PersonFactory(name="Daniel Reyes", is_stub=True)
    PositionFactory(person=daniel, client=fennmoor, title="")
    namesake = PersonFactory(name="Beatriz Fontes")
    ContactPointFactory(person=namesake, value="another@else.example")
    bring("alumni", FULL)
    assert alumnus("Daniel Reyes").person == daniel
    assert Position._base_manager.get(person=daniel).title == "Deputy General Counsel"
    assert Person._base_manager.filter(name="Beatriz Fontes").count() == 2


def test_a_changed_cell_updates_a_blank_one_leaves(fennmoor: Client) -> None:
    bring("alumni", FULL)
    change = "email,name,title,office\ndaniel@home.example,Daniel Reyes,Counsel,\n"
    assert counts(bring("alumni", change)) == {"read": 1, "updated": 1}
    daniel = alumnus("Daniel Reyes")
    assert (daniel.title, daniel.office.name, daniel.version) == ("Counsel", "Madrid", 2)


def test_an_old_list_brings_no_ended_job_back_and_no_older_word(fennmoor: Client) -> None:
    bring("alumni", FULL)
    Position._base_manager.update(ended_on="2026-01-31")
    Consent.objects.create(alumnus=alumnus("Daniel Reyes"), state="withdrawn", said_on="2026-02-01")
    assert counts(bring("alumni", FULL)) == {"read": 3, "unchanged": 3}
    assert str(Position._base_manager.get().ended_on) == "2026-01-31"


def test_another_employer_is_a_sign_for_somebody_to_look_at_and_changes_nothing(
    fennmoor: Client, account_manager: User
) -> None:
    bring("alumni", FULL)
    held = sorted(Position._base_manager.values_list("pk", flat=True))
    moved = "email,name,employer,employer_title\ndaniel@home.example,Daniel Reyes,Orrin,Partner\n"
    report = bring("alumni", moved)
    assert counts(report) == {"read": 1, "unchanged": 1}
    assert report.warnings == ("Line 2 may tell of a move. Look at it under Signs of moves.",)
    sign = MoveSignal.objects.visible_to(account_manager).get()
    assert (sign.person.name, sign.kind, sign.said, sign.title) == ("Daniel Reyes", "list", "Orrin", "Partner")
    assert sorted(Position._base_manager.values_list("pk", flat=True)) == held
    assert not OutsidePost.objects.filter(person=sign.person).exists()
    settle_signal(signal=sign, outcome="not_so", by=account_manager)
    bring("alumni", moved)
    assert not MoveSignal.objects.visible_to(account_manager).open().exists(), "what was said stays said"


def test_a_sign_that_names_a_walled_client_is_told_to_nobody_outside(
    fennmoor: Client, account_manager: User, outsider: User, wall: Wall
) -> None:
    bring("alumni", FULL)
    bring("alumni", f"email,name,employer\ndaniel@home.example,Daniel Reyes,{wall.client.name}\n")
    assert MoveSignal.objects.visible_to(account_manager).get().said == wall.client.name
    assert not MoveSignal.objects.visible_to(outsider).exists()


def test_whoever_asked_to_be_left_out_stays_out() -> None:
    gone = AlumnusFactory(person=PersonFactory(name="Piotr Zając"), opted_out_on="2026-03-01")
    report = bring("alumni", FULL)
    assert counts(report) == {"read": 3, "created": 2, "unchanged": 1}
    assert report.warnings == ("Line 4: this alumnus asked on 2026-03-01 to be left out. Nothing was changed.",)
    gone.refresh_from_db()
    assert (gone.version, said("Piotr Zając")) == (1, [])


def test_rows_that_contradict_each_other_are_refused() -> None:
    text = "email,name,title\na@x.example,Ann,Partner\na@x.example,Ann,Counsel\n,Ann,Partner\n"
    report = bring("alumni", text)
    assert counts(report) == {"read": 3, "created": 1, "unchanged": 1, "rejected": 1}
    assert reasons(report) == [(3, "email", "a@x.example")]


def test_bad_cells_are_refused_with_the_remedy() -> None:
    text = (
        "name,email,joined_on,left_on,employer,employer_title,consent,consent_on\n"
        "A,bad,,,,,,\n"
        "B,,2020-01-02,2020-01-01,,,,\n"
        "C,,,,,Judge,,\n"
        "D,,,,,,maybe,2024-01-01\n"
        "E,,,,,,,2024-01-01\n"
        "F,,,,,,yes,2099-01-01\n"
        ",g@x.example,,,,,,\n"
    )
    report = bring("alumni", text)
    assert counts(report) == {"read": 7, "rejected": 7}
    assert reasons(report) == [
        (2, "email", "bad"),
        (3, "left_on", "2020-01-01"),
        (4, "employer", ""),
        (5, "consent", "maybe"),
        (6, "consent", ""),
        (7, "consent_on", "2099-01-01"),
        (8, "name", ""),
    ]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Opted out", [("all", "withdrawn", None)]),
        ("AGREED", [("all", "given", None)]),
        ("not asked", []),
        ("Newsletter, job offers", [("jobs", "given", None), ("news", "given", None)]),
    ],
)
def test_consent_is_read_as_it_is_written(cell: str, expected: list[object]) -> None:
    assert counts(bring("alumni", f'name,consent\nAnn,"{cell}"\n')) == {"read": 1, "created": 1}
    assert said("Ann") == expected
