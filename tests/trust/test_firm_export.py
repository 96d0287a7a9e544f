"""Everything as files: whole, by the gate, and back in again with the same figures."""

from __future__ import annotations

import csv
import io
import json
import stat
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.models import Firm, User
from accounts.record import Record
from relationships.clients.models import Client, Wall
from relationships.contacts.models import Person, Position
from relationships.engagements.models import Engagement, LedgerEntry
from relationships.engagements.rate_actions import keep_rates
from relationships.engagements.rate_lines import rates_in
from relationships.imports.actions import import_file
from relationships.interactions.models import Interaction
from relationships.trust import firm_export_actions as actions
from relationships.trust import firm_export_store as store
from relationships.trust.firm_export_scope import SECRETS, why_left_out
from relationships.trust.models import AuditEntry, FirmExport
from relationships.trust.register import register
from tests import factories as make
from tests.cast import SignIn
from tests.emptying import empty_tables
from tests.imports.bringing import bring

pytestmark = pytest.mark.django_db
DEFINITIONS = Path(__file__).parents[1] / "scoring" / "definitions-ledger" / "ledger.csv"
COUNTED = (User, Client, Engagement, LedgerEntry, Person, Position, Interaction)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def told(command: str, *arguments: Any, **options: Any) -> Any:
    out = io.StringIO()
    call_command(command, *map(str, arguments), stdout=out, json=True, **options)
    return json.loads(out.getvalue())


def figures() -> dict[str, Any]:
    """What the firm says of itself, without the ids that every firm gives out anew."""
    health = told("health")
    for each in health["clients"]:
        # The second client of a name comes back with its old id behind it.
        each["client"] = each["client"].partition(" (")[0]
    health["clients"].sort(key=json.dumps)
    return {
        "repeat": [told("repeat_business", year=year) for year in (2022, 2023, 2024)],
        "health": health,
        "counts": {model.__name__: model._base_manager.count() for model in COUNTED},
    }


def a_firm() -> None:
    """The ledger of the definitions, and what a register can't say: two clients of one name, people without addresses."""
    bring("ledger", DEFINITIONS.read_bytes())
    acme = Client.objects.unscoped(reason="test").get(name="Acme")
    other = make.ClientFactory(name="Acme", tier="A", owner=make.UserFactory(name="Semi; Colon", email=None))
    for client, amount in ((acme, 1000), (other, 70)):
        work = make.EngagementFactory(client=client, name="Audit", practice=make.PracticeFactory())
        make.LedgerEntryFactory(
            client=client, engagement=work, amount=amount, base_amount=amount, booked_on=date(2024, 5, 6), practice=None
        )
    make.ExchangeRateFactory(currency="USD", on=date(2024, 5, 7), rate=Decimal("0.5"))
    dollars = {"amount": 900, "currency": "USD", "base_amount": 450, "booked_on": date(2024, 5, 7)}
    make.LedgerEntryFactory(client=other, **dollars)
    maya = make.UserFactory(name="Maya", email="maya@firm.example")
    people = [make.PersonFactory(name="Ana <Novak>"), make.PersonFactory(name="Bo"), make.PersonFactory(name="Bo")]
    make.ContactPointFactory(person=people[1], value="bo@acme.example")
    for person, client in zip(people, (acme, acme, other), strict=True):
        make.PositionFactory(person=person, client=client, title="Buyer", started_on=date(2020, 1, 1))
        for days in (10, 60, 110, 160, 210, 300):
            make.InteractionFactory(
                clients=[client], people=[person], colleagues=[maya], summary='Said "yes",\nthen left', sentiment=1,
                occurred_at=timezone.now() - timedelta(days=days),
            )  # fmt: skip
    make.AlumnusFactory(person=make.PersonFactory(name="Gone Away"))


def empty() -> None:
    empty_tables()
    cache.clear()
    Firm.objects.get_or_create()


@pytest.mark.django_db(transaction=True)
def test_an_export_comes_in_again_with_identical_figures(tmp_path: Path) -> None:
    a_firm()
    before, target = figures(), tmp_path / "all"
    assert [each for each in before["health"]["clients"] if each["score"] is not None], "or nothing is compared"
    assert all(each["total"] != "0.00" for each in before["repeat"])
    manifest = told("export_firm", target)
    assert {each["kind"]: each["rows"] for each in manifest["import"]}["ledger"] == 28
    empty()
    keep_rates(rates=rates_in((target / "rates.csv").read_text(), base="EUR"))
    for each in manifest["import"]:
        if each["kind"] != "rates":
            report = import_file(kind=each["kind"], path=target / each["file"], source="export")
            assert (report.read, report.rejected, report.warnings) == (each["rows"], 0, ()), list(report.errors)
    after = figures()
    assert after == before


def test_no_table_is_forgotten_and_no_secret_told(tmp_path: Path) -> None:
    make.AttachmentFactory(), make.UserFactory()
    manifest = told("export_firm", tmp_path / "all.zip")
    told_of = {each["model"]: each for each in manifest["tables"]}
    assert set(told_of) | set(manifest["left_out"]) == set(register())
    assert {line.model for line in register().values() if line.exported} - set(told_of) == {
        line.model for line in register().values() if line.exported and why_left_out(line)
    }
    assert "interactions.TouchPerson" in told_of, "who took part is not to be missing"
    for each in told_of.values():
        # A record's version counts its changes, that of a policy is its name; a message is known by its key.
        told_here = set() if issubclass(apps.get_model(each["model"]), Record) else {"version"}
        told_here |= {"key"} if each["model"] == "capture.Message" else set()
        assert not set(each["columns"]) & SECRETS - told_here, each
        assert not [name for name in each["columns"] if "secret" in name or "password" in name or "token" in name], each
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert archive.testzip() is None
        for each in told_of.values():
            head, *rows = csv.reader(io.TextIOWrapper(archive.open(each["file"]), "utf-8"))
            assert (head, len(rows)) == (each["columns"], each["rows"])
            assert {len(row) for row in rows} <= {len(head)}
    assert stat.S_IMODE((tmp_path / "all.zip").stat().st_mode) == 0o600


@pytest.fixture
def walled(novagen: Client, administrator: User) -> Client:
    """A client the administrator is outside of, with one of everything."""
    hidden = make.ClientFactory(name="Zzyx Hidden")
    person = make.PersonFactory(name="Zzyx Person")
    make.PositionFactory(person=person, client=hidden)
    make.ContactPointFactory(person=person, value="zzyx@hidden.example")
    work = make.EngagementFactory(client=hidden, name="Zzyx Work")
    make.LedgerEntryFactory(client=hidden, engagement=work, document="Zzyx-1")
    make.InteractionFactory(clients=[hidden], people=[person], colleagues=[make.UserFactory()], summary="Zzyx talk")
    make.GroupEdgeFactory(client=novagen, parent=hidden)
    make.AliasFactory(client=hidden, name="Zzyx Alias")
    wall: Wall = make.WallFactory(client=hidden, reason="Zzyx reason")
    assert not Client.objects.visible_to(administrator).filter(pk=hidden.pk).exists()
    hidden.refresh_from_db()
    assert wall.client == hidden
    return hidden


def test_whoever_stands_outside_a_wall_takes_nothing_of_it_away(
    walled: Client, administrator: User, sign_in: SignIn
) -> None:
    User._base_manager.filter(pk=administrator.pk).update(firm_totals=True)
    browser = sign_in(administrator)
    answer = browser.post(reverse("ask_firm_export"))
    assert answer.status_code == 303
    asked = FirmExport.objects.get()
    assert b"Waits for a worker" in browser.get(answer["Location"]).content
    actions.make_waiting()
    page = browser.get(answer["Location"]).content.decode()
    assert "Ready" in page
    assert "Download" in page
    content = b"".join(browser.get(reverse("export_firm_file", args=[asked.code])).streaming_content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        everything = {name: archive.read(name).decode() for name in archive.namelist()}
    assert [name for name, text in everything.items() if "Zzyx" in text or walled.public_id in text] == []
    assert "Novagen" in everything["clients.csv"]
    assert "Novagen" in everything["tables/clients.Client.csv"]
    assert json.loads(everything["manifest.json"])["restricted_clients_left_out"] == 1
    kinds = AuditEntry.objects.filter(who=administrator.pk, kind="export").values_list("act", flat=True)
    assert sorted(kinds) == ["ask_firm_export", "export_firm_file"]


def test_the_file_is_its_askers_alone_and_lies_there_for_a_week(administrator: User, sign_in: SignIn) -> None:
    asked = actions.ask_firm_export(by=administrator)
    assert actions.ask_firm_export(by=administrator) == asked, "one at a time"
    actions.make_waiting()
    assert stat.S_IMODE(store.path_of(asked.code).stat().st_mode) == 0o600
    other = sign_in(make.UserFactory(role="administrator"))
    assert other.get(reverse("export_firm_file", args=[asked.code])).status_code == 404
    FirmExport.objects.update(done_at=timezone.now() - timedelta(days=7, minutes=1))
    actions.make_waiting()
    asked.refresh_from_db()
    assert asked.state == "dropped"
    assert not store.path_of(asked.code).exists()
    assert store.codes() == []
    assert sign_in(administrator).get(reverse("export_firm_file", args=[asked.code])).status_code == 404


def test_a_wall_put_up_since_takes_the_file_away(
    administrator: User, partner: User, novagen: Client, sign_in: SignIn
) -> None:
    asked, browser = actions.ask_firm_export(by=administrator), sign_in(administrator)
    actions.make_waiting()
    address = reverse("export_firm_file", args=[asked.code])
    assert browser.get(address).status_code == 200
    make.WallFactory(client=novagen, insiders=[partner])
    answer = browser.get(address, follow=True)
    assert answer.redirect_chain == [(reverse("firm_export_detail", args=[asked.code]), 303)]
    assert "The file is gone." in answer.text
    assert browser.get(address).status_code == 404


def test_what_dies_is_begun_again_and_three_times_at_most(administrator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = actions.ask_firm_export(by=administrator)

    def no_room(*args: Any, **options: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(actions, "export_firm", no_room)
    for _ in range(4):
        actions.make_waiting()
    asked.refresh_from_db()
    assert asked.state == "failed"
    assert "three times" in asked.problem
    assert store.codes() == []
