"""Files that people really have: each gives records, or a reason for each of its records; nothing is dropped in silence."""

from __future__ import annotations

import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.utils import timezone

from accounts.policy import Role
from relationships.imports.kinds import Circumstances
from relationships.imports.matching import recognise
from relationships.imports.models import FileImport
from relationships.imports.registry import DESCRIPTIONS
from tests import factories as make
from tests.cast import colleague
from tests.imports.bringing import REAL_DATA
from tests.imports.wizard import Wizard, _selected, added_up, bring, counts

pytestmark = pytest.mark.django_db
SAMPLES = [REAL_DATA / "import-samples", REAL_DATA / "odd-inputs" / "csv", REAL_DATA / "odd-inputs" / "vcard"]
FILES = sorted(
    path for folder in SAMPLES for path in folder.rglob("*") if path.suffix in (".csv", ".vcf", ".xlsx", ".xls")
)
QUICK = {
    "John_Doe_EVOLUTION.vcf", "rfc6350-example.vcf", "v21_japanese_2.vcf", "examples__null_byte.csv", "examples__dummy.xlsx",
    "examples__dummy.xls", "examples__test_utf16_big.csv", "google_contacts_new_2024.csv",
}  # fmt: skip
SECONDS = 5.0
TEXTS = {".vcf": "people", ".xlsx": "", ".xls": "", ".csv": ""}


@pytest.fixture(autouse=True)
def _files(settings: LazySettings, tmp_path: Path) -> None:
    settings.IMPORTS_ROOT = tmp_path / "imports"


@pytest.fixture
def gerds(db: None) -> Browser:
    browser = Browser()
    browser.force_login(colleague("Gerd Achleitner", Role.ADMINISTRATOR))
    return browser


@pytest.mark.skipif(not FILES, reason=f"the samples are not at {REAL_DATA} (REAL_DATA)")
@pytest.mark.parametrize(
    "file", [pytest.param(each, id=each.name, marks=() if each.name in QUICK else pytest.mark.long) for each in FILES]
)
def test_a_file_gives_records_or_reasons(file: Path, gerds: Browser) -> None:
    began = time.process_time()
    sent = {"source": "sample", "file": SimpleUploadedFile(file.name, file.read_bytes())}
    answer = gerds.post("/imports/new/", sent)
    if answer.status_code == 422:
        assert b"error-summary" in answer.content
        return
    wizard = Wizard(gerds, FileImport.objects.get())
    page = gerds.get(wizard.at("map")).content.decode()
    answer = gerds.post(wizard.at("map"), dict(_selected(page)))
    if answer.status_code == 422:
        assert "Choose one: every row needs it." in answer.content.decode()
        return
    if wizard.now().state == "checking":
        wizard.work()
    assert wizard.item.checked is not None, wizard.item.problem
    added_up(wizard.item.checked)
    assert gerds.get(wizard.at("check")).status_code == 200
    problems = b"".join(gerds.get(f"/imports/{wizard.item.code}/problems.csv").streaming_content)
    assert (problems.count(b"\n") > 1) == bool(wizard.item.checked["rejected"])
    assert time.process_time() - began < SECONDS


HEADERS = {
    "google_contacts_new_2024.csv": ("Google Contacts", "people", {"given_name", "family_name", "email", "phone", "client", "title"}),
    "google_contacts_old.csv": ("Google Contacts", "people", {"name", "given_name", "family_name", "email", "phone", "client", "title"}),
    "outlook_com.csv": ("Outlook", "people", {"given_name", "family_name", "name_prefix", "email", "other_emails", "phone", "client", "title"}),
    "linkedin_connections.csv": ("LinkedIn connections", "people", {"given_name", "family_name", "email", "client", "title"}),
    "linkedin_connections_older.csv": ("LinkedIn connections", "people", {"given_name", "family_name", "email", "client", "title"}),
    "hubspot_contacts.csv": ("HubSpot", "people", {"external_id", "given_name", "family_name", "email", "phone", "client", "title"}),
}  # fmt: skip


@pytest.mark.skipif(not FILES, reason=f"the samples are not at {REAL_DATA} (REAL_DATA)")
def test_exports_of_other_programs_are_recognised_by_their_header(gerds: Browser) -> None:
    for name, (program, kind, expected) in HEADERS.items():
        text = (REAL_DATA / "import-samples" / "headers" / name).read_text().strip()
        cells = [f"ana{n}@x.example" if "mail" in each.lower() else "" for n, each in enumerate(text.split(","))]
        wizard = bring(gerds, f"{text}\n{','.join(cells)}\n", name=name)
        assert (wizard.item.kind, set(wizard.item.reading["places"]) >= expected) == (kind, True), name
        assert f"exported from {program}" in gerds.get(wizard.at("map")).content.decode(), name


@pytest.mark.parametrize(
    ("header", "kind", "program"),
    [
        ("NAME,TYPE,PHONE,ACCOUNTNUMBER__C,WEBSITE,ANNUALREVENUE,ORACLE_ID__C", "clients", "Salesforce"),
        ("Account Name,Account Owner,Billing City,Industry,Type", "clients", "Salesforce accounts"),
        ("Contact ID,First Name,Last Name,Email,Title,Account Name", "people", "Salesforce contacts"),
        ("Opportunity Name,Account Name,Stage,Close Date,Amount,Lead Source,Created Date", "engagements", "Salesforce opportunities"),
        ("Name,Industry,Website", "clients", ""),
    ],
)  # fmt: skip
def test_salesforce_is_recognised_by_its_header(header: str, kind: str, program: str) -> None:
    described = DESCRIPTIONS[kind](Circumstances("EUR", ZoneInfo("UTC"), timezone.now()))
    assert recognise(header.split(","), described).program == program
    assert recognise(header.split(","), described).places.get("source") is None


def test_opportunities_name_their_accounts_by_id(gerds: Browser) -> None:
    make.ClientFactory(name="Novagen", source="crm", external_id="001x")
    text = "ID,ISDELETED,ACCOUNTID,NAME,STAGENAME,CLOSEDATE,CREATEDDATE,LEADSOURCE\n7,false,001x,Widgets,Won,2006-06-15,2006-06-15T20:47:07.000Z,Trade Show\n"
    wizard = bring(gerds, text)
    checked = wizard.check()
    assert (wizard.item.kind, counts(checked), checked["beside"]) == ("engagements", {"read": 1, "created": 1}, [])
    assert "2006-06-15" in str(checked["new_records"])


def test_notes_above_the_header_are_passed_over(gerds: Browser) -> None:
    text = (
        'Notes:\n"When exporting your connection data, you may notice that some addresses are missing."\n\n'
        "First Name,Last Name,Email Address,Company,Position,Connected On\nAna,Ruiz,ana@x.example,Novagen,CFO,05 Jan 2021\n"
    )
    assert counts(bring(gerds, text).check()) == {"read": 1, "created": 1}


def test_cards_bring_every_address_and_number(gerds: Browser) -> None:
    card = (
        b"BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FCller;J=F6rg\r\n"
        b"ORG:Novagen;Research\r\nTITLE:CFO\r\nEMAIL;INTERNET:j@a.example\r\nEMAIL;PREF;INTERNET:joerg@b.example\r\n"
        b"TEL;WORK;VOICE:+41 61 555 01 23\r\nTEL;FAX:+41 61 555 01 24\r\nEND:VCARD\r\nBEGIN:VCARD\r\nVERSION:4.0\r\n"
        b"TEL:+1 202 555 0100\r\nEND:VCARD\r\n"
    )
    wizard = bring(gerds, card, name="cards.vcf")
    checked = wizard.check()
    assert counts(checked) == {"read": 2, "created": 1, "rejected": 1}
    fields = {value for _, _, value in checked["new_records"][0]["fields"]}
    assert {"joerg@b.example", "j@a.example", "+41 61 555 01 23"} <= fields
    assert checked["new_records"][0]["name"] == "Jörg Müller"
