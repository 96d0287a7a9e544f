"""A file on its way in: choose, match, check, run, report, undo."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client as Browser

from accounts.models import User
from accounts.policy import Role
from relationships.clients.models import Client
from relationships.contacts.models import ContactPoint, Person, Position
from relationships.engagements.models import LedgerEntry
from relationships.foundation.xlsx_export import workbook
from relationships.imports.models import FileImport, ImportRun, ImportTrace
from relationships.interactions.models import Interaction, TouchPerson
from tests import factories as make
from tests.cast import colleague
from tests.imports.wizard import bring, counts

pytestmark = pytest.mark.django_db

CLIENTS = (
    "Account Name,Industry,Website,Account Owner\nNovagen,Pharma,novagen.example,Maya Okafor\nBrightwell,Energy,,\n"
)


@pytest.fixture(autouse=True)
def _files(settings: LazySettings, tmp_path: Path) -> None:
    settings.IMPORTS_ROOT = tmp_path / "imports"


@pytest.fixture
def gerd() -> User:
    return colleague("Gerd Achleitner", Role.ADMINISTRATOR)


@pytest.fixture
def gerds(gerd: User) -> Browser:
    browser = Browser()
    browser.force_login(gerd)
    return browser


def test_a_list_of_clients_is_matched_checked_brought_in_and_undone(gerds: Browser) -> None:
    known = make.ClientFactory(name="Novagen", industry="Chemistry", owner=None, website="")
    wizard = bring(gerds, CLIENTS)
    assert wizard.item.kind == "clients"
    checked = wizard.check()
    assert counts(checked) == {"read": 2, "created": 1, "updated": 1}
    assert ["industry", "Chemistry", "Pharma"] in checked["changed"][0]["fields"]
    assert [each["name"] for each in checked["new_records"]] == ["Brightwell"]
    assert Client.objects.unscoped(reason="test").count() == 1
    assert User.objects.filter(name="Maya Okafor").count() == 0
    page = gerds.get(wizard.at("check")).content.decode()
    assert "Bring in 2 rows" in page
    assert "Chemistry" in page
    report = wizard.run()
    assert counts(report) == counts(checked)
    known.refresh_from_db()
    assert (known.industry, known.owner.name) == ("Pharma", "Maya Okafor")
    again = bring(gerds, CLIENTS)
    assert counts(again.check()) == {"read": 2, "unchanged": 2}
    assert gerds.get(wizard.at("report")).status_code == 200
    undone = wizard.undo()
    known.refresh_from_db()
    assert (known.industry, known.owner, known.website) == ("Chemistry", None, "")
    assert Client.objects.unscoped(reason="test").count() == 1
    assert User.objects.filter(name="Maya Okafor").count() == 0
    assert undone["kept_count"] == 0
    assert ImportTrace.objects.count() == 0
    assert "Everything is as it was" in gerds.get(wizard.at("report")).content.decode()


def test_what_was_edited_since_stays_and_is_listed(gerds: Browser) -> None:
    known = make.ClientFactory(name="Novagen", industry="Chemistry", owner=None, website="")
    wizard = bring(gerds, CLIENTS)
    wizard.check()
    wizard.run()
    known.refresh_from_db()
    known.save_changes(expected_version=known.version, changes={"industry": "Biotech"})
    brightwell = Client.objects.unscoped(reason="test").get(name="Brightwell")
    make.InteractionFactory(clients=[brightwell])
    undone = wizard.undo()
    known.refresh_from_db()
    assert (known.industry, known.website) == ("Biotech", "")
    assert Client.objects.unscoped(reason="test").filter(name="Brightwell").exists()
    assert sorted(undone["kept"]) == [
        ["client Brightwell", "a touchpoint names it"],
        ["client Novagen", "industry was edited since"],
    ]


def test_people_come_with_their_addresses_and_go_with_them(gerds: Browser) -> None:
    text = (
        "First Name,Last Name,E-mail Address,E-mail 2 Address,Business Phone,Mobile Phone,Job Title,Company\n"
        "Ana,Ruiz de la Torre,ANA@Novagen.example,ana@home.example,+41 61 555 01 23,079 555 01 23,CFO,Novagen\n"
        "李,明,,,,,Engineer,Brightwell\n"
        ",,x@y.example,,,,,\n"
    )
    wizard = bring(gerds, text)
    assert wizard.item.kind == "people"
    checked = wizard.check()
    assert counts(checked) == {"read": 3, "created": 2, "rejected": 1}
    assert "2 clients" in checked["beside"]
    wizard.run()
    ana = Person.objects.unscoped(reason="test").get(name="Ana Ruiz de la Torre")
    points = ContactPoint.objects.filter(person=ana).order_by("kind", "-is_primary").values_list("value", "is_primary")
    assert list(points) == [
        ("ana@novagen.example", True), ("ana@home.example", False), ("+41 61 555 01 23", True), ("079 555 01 23", False),
    ]  # fmt: skip
    assert wizard.undo()["kept_count"] == 0
    for model in (Person, Position, Client):
        assert model.objects.unscoped(reason="test").count() == 0, model


def test_an_invoice_register_as_a_spreadsheet_writes_it(gerds: Browser) -> None:
    text = (
        "Invoice register\n\nInvoice Number;Invoice Date;Customer;Net Amount;Type\n"
        "R-1;31.12.2023;Novagen;1.234,56;Invoice\nR-2;3.1.2024;Novagen;(200,00);Credit note\n"
        "R-3;4.1.2024;Brightwell;99,-;\nR-4;32.1.2024;Brightwell;5,00;\n"
    )
    wizard = bring(gerds, text, source="books")
    assert wizard.item.kind == "ledger"
    checked = wizard.check()
    assert counts(checked) == {"read": 4, "created": 3, "rejected": 1}
    corrected = gerds.post(wizard.at("check"), {"cell-7-1": "31.1.2024"})
    assert corrected.status_code == 303
    assert counts(wizard.now().checked) == {"read": 4, "created": 4}
    wizard.run()
    entries = LedgerEntry.objects.unscoped(reason="test").order_by("document")
    assert [(each.document, str(each.booked_on), str(each.amount), each.kind) for each in entries] == [
        ("R-1", "2023-12-31", "1234.56", "fee"),
        ("R-2", "2024-01-03", "-200.00", "credit"),
        ("R-3", "2024-01-04", "99.00", "fee"),
        ("R-4", "2024-01-31", "5.00", "fee"),
    ]
    assert wizard.undo()["kept_count"] == 0
    assert LedgerEntry.objects.unscoped(reason="test").count() == 0
    assert Client.objects.unscoped(reason="test").count() == 0


def test_a_workbook_comes_in_as_its_rows(gerds: Browser) -> None:
    sheet = workbook(["Account Name", "Industry"], [["Novagen", "Pharma"], ["Brightwell", None]])
    wizard = bring(gerds, sheet.read(), name="accounts.xlsx")
    assert counts(wizard.check()) == {"read": 2, "created": 2}
    assert counts(wizard.run()) == {"read": 2, "created": 2}


def test_rows_left_out_are_counted(gerds: Browser) -> None:
    wizard = bring(gerds, "date,client,amount\n2024-01-01,A,1\n2024-13-01,B,2\n2024-01-03,C,3\n", kind="ledger")
    assert counts(wizard.check()) == {"read": 3, "created": 2, "rejected": 1}
    gerds.post(wizard.at("check"), {"skip-3": "1"})
    assert counts(wizard.now().checked) == {"read": 3, "created": 2, "skipped": 1}
    assert counts(wizard.run()) == {"read": 3, "created": 2, "skipped": 1}


def test_touchpoints_and_their_links_come_and_go(gerds: Browser) -> None:
    text = "Id,Date,Activity Type,Customer,Attendees,Subject\n7,2024-03-01 14:05,Phone call,Novagen,Ana Ruiz,Renewal\n"
    wizard = bring(gerds, text, kind="interactions")
    assert counts(wizard.check()) == {"read": 1, "created": 1}
    wizard.run()
    changed = bring(gerds, text.replace("Ana Ruiz", "Ben Lee"), kind="interactions")
    assert counts(changed.check()) == {"read": 1, "updated": 1}
    changed.run()
    assert took_part() == ["Ben Lee"]
    assert changed.undo()["kept_count"] == 0
    assert took_part() == ["Ana Ruiz"]
    assert wizard.undo()["kept_count"] == 0
    assert Interaction.objects.unscoped(reason="test").count() == 0
    assert Person.objects.unscoped(reason="test").count() == 0


def took_part() -> list[str]:
    return list(TouchPerson.objects.values_list("person__name", flat=True))


def test_more_than_half_bad_rows_stop_before_writing(gerds: Browser) -> None:
    wizard = bring(gerds, "date,client,amount\nx,A,1\ny,B,2\n2024-01-03,C,3\n", kind="ledger")
    wizard.check()
    assert gerds.post(wizard.at("run")).headers["Location"] == wizard.at("check")
    assert wizard.now().state == "checked"
    assert gerds.post(wizard.at("run"), {"anyway": "1"}).headers["Location"] == wizard.at("run")
    assert counts(wizard.work().report) == {"read": 3, "created": 1, "rejected": 2}


def test_nobody_else_sees_what_is_in_a_file(gerds: Browser) -> None:
    wizard = bring(gerds, CLIENTS)
    other = Browser()
    other.force_login(colleague("Another Administrator", Role.ADMINISTRATOR))
    for step in ("map", "check", "run", "report", "undo"):
        assert other.get(wizard.at(step)).status_code == 404, step
    assert other.get(f"/imports/{wizard.item.code}/problems.csv").status_code == 404
    assert other.post(wizard.at("discard")).status_code == 404
    assert gerds.post(wizard.at("discard")).status_code == 303
    assert not FileImport.objects.exists()
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize("kind", ["clients", "people", "ledger"])
def test_counts_tell_nobody_of_what_is_behind_a_wall(kind: str, gerds: Browser) -> None:
    hidden = make.ClientFactory(name="Marrow", industry="Energy")
    person = make.PersonFactory(name="Ana Ruiz")
    make.PositionFactory(person=person, client=hidden)
    make.ContactPointFactory(person=person, value="ana@marrow.example")
    make.WallFactory(client=hidden)
    text = {
        "clients": "name,industry\n{},Pharma\n",
        "people": "name,email,client\nAna Ruiz,ana@{0}.example,{0}\n",
        "ledger": "client,date,amount\n{},2024-01-01,5\n",
    }[kind]
    told = []
    for name in ("Marrow", "Nobody"):
        wizard = bring(gerds, text.format(name), kind=kind)
        checked = wizard.check()
        told.append((counts(checked), checked["beside"], checked["changed"]))
        assert "Energy" not in gerds.get(wizard.at("check")).content.decode()
    assert told[0] == told[1]
