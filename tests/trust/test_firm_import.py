"""A whole firm from one installation into another: every table, every figure, or nothing."""

from __future__ import annotations

import csv
import hashlib
import inspect
import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts.models import Firm, User
from relationships.clients.models import Client
from relationships.imports.demo import make_demo
from relationships.imports.demo_firm.size import DEMO, FirmSize
from relationships.scoring.models import HealthPolicy
from relationships.trust import firm_export_actions, firm_export_store
from relationships.trust import firm_import_scope as scope
from relationships.trust.firm_export_scope import columns_of
from relationships.trust.firm_import import import_firm
from relationships.trust.firm_import_files import FirmImportRefused, Parcel, Table, parcel_at
from relationships.trust.firm_import_sql import brought
from relationships.trust.register import register
from tests import factories
from tests.emptying import empty_tables

SMALL = FirmSize(clients=20, people=50, interactions=250, ledger=250, colleagues=20)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def told(command: str, *arguments: Any, **options: Any) -> Any:
    out = io.StringIO()
    call_command(command, *map(str, arguments), stdout=out, json=True, **options)
    return json.loads(out.getvalue())


def figures(years: range = range(2025, 2026)) -> dict[str, Any]:
    health = told("health")
    health["clients"].sort(key=json.dumps)
    return {
        "health": health,
        "repeat": [
            told("repeat_business", year=year, **({"by": by} if by else {}))
            for year in years
            for by in ("", "practice", "office", "partner")
        ],
    }


def rows_of(root: Path) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Every table of an export, without the numbers that each installation gives out anew."""
    manifest = json.loads((root / "manifest.json").read_text())
    for table in manifest["tables"]:
        if not scope.comes_back(table["model"]):
            continue
        with (root / table["file"]).open(encoding="utf-8", newline="") as file:
            rows = [{name: cell for name, cell in row.items() if name != "id"} for row in csv.DictReader(file)]
        yield table["model"], sorted(rows, key=str)


def one_of_each() -> None:
    """A row of every kind that has a factory, on records of their own."""
    for name, factory in inspect.getmembers(factories, inspect.isclass):
        if name.endswith("Factory") and factory.__module__ == factories.__name__:
            with transaction.atomic():
                factory()


def empty() -> None:
    empty_tables()
    cache.clear()


@pytest.mark.django_db(transaction=True)
def test_a_firm_comes_back_row_for_row_and_figure_for_figure(tmp_path: Path) -> None:
    make_demo(today=date.today(), size=SMALL)
    one_of_each()
    HealthPolicy.objects.create(version=7, reason="Ours")
    maya = User.objects.get(email="maya.okafor@caldervoss.example")
    told("export_firm", tmp_path / "one")
    before, tables = figures(), dict(rows_of(tmp_path / "one"))
    assert any(each["score"] is not None for each in before["health"]["clients"]), "or nothing is compared"
    assert len([rows for rows in tables.values() if rows]) > 45

    empty()
    Firm.objects.create(name="New here", base_currency="USD")
    User.objects.create_user(maya.email, "a password of hers", name="M.", role="administrator")
    report = told("import_firm", tmp_path / "one")
    for each in report["tables"]:
        # Views are not in an export, and neither are pins to them.
        assert each["left_out"] == 0 or each["model"] == "dashboards.Pin", each
        assert each["rows"] == each["added"] + each["met"] + each["left_out"], each
    assert figures() == before
    told("export_firm", tmp_path / "two")
    again = dict(rows_of(tmp_path / "two"))
    stays = {"role", "is_active", "must_confirm", "last_login"}
    for each in (tables, again):
        for user in each["accounts.User"]:
            if user["email"] == maya.email:
                [user.pop(name) for name in stays]
        for row in each["network.Departure"]:
            row.pop("changed")
    assert sorted(tables) == sorted(again)
    for model, rows in tables.items():
        assert again[model] == rows, model
    back = User.objects.get(email=maya.email)
    assert (back.public_id, back.name, back.role) == (maya.public_id, maya.name, "administrator")
    assert back.check_password("a password of hers"), "whoever set the new installation up still gets in"
    other = User.objects.exclude(pk=back.pk).exclude(email=None).first()
    assert other is not None
    assert not other.has_usable_password()
    with pytest.raises(CommandError, match=r"isn't empty: it holds .*Nothing was written"):
        told("import_firm", tmp_path / "one")


@pytest.mark.django_db(transaction=True)
def test_what_hangs_on_what_an_asker_may_not_see_is_counted_and_the_rest_comes_in(
    novagen: Client, administrator: User, tmp_path: Path
) -> None:
    hidden = factories.ClientFactory(name="Zzyx Hidden")
    factories.WallFactory(client=hidden)
    factories.InteractionFactory(clients=[novagen, hidden], summary="Both")
    factories.HandoverFactory(client=novagen)
    asked = firm_export_actions.ask_firm_export(by=administrator)
    firm_export_actions.make_waiting()
    empty()
    with parcel_at(firm_export_store.path_of(asked.code)) as parcel:
        report = import_firm(parcel)
    assert Client._base_manager.filter(name=novagen.name).exists()
    assert not Client._base_manager.filter(name="Zzyx Hidden").exists()
    for each in report.tables:
        assert each.rows == each.added + each.met + each.left_out, each


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.django_db(transaction=True)
def test_the_whole_demo_firm_comes_back_figure_for_figure(tmp_path: Path) -> None:
    make_demo(size=DEMO)
    told("export_firm", tmp_path / "all.zip")
    years = range(date.today().year - 5, date.today().year + 1)
    before = figures(years)
    empty()
    report = told("import_firm", tmp_path / "all.zip")
    assert sum(each["left_out"] for each in report["tables"]) == 0
    assert figures(years) == before


def written(root: Path, files: dict[str, str], **manifest: Any) -> Path:
    """An archive with these files."""
    described = []
    root.mkdir(exist_ok=True)
    for model, text in files.items():
        file = root / f"tables/{model}.csv"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        head, *rows = csv.reader(io.StringIO(text))
        digest = hashlib.sha256(text.encode()).hexdigest()
        described.append(
            {"model": model, "file": f"tables/{model}.csv", "rows": len(rows), "sha256": digest, "columns": head}
        )
    said = {"format": "perennial-export", "version": 1, "tables": described} | manifest
    (root / "manifest.json").write_text(json.dumps(said))
    return root


CLIENT = "public_id,name,tier\nabcdefghijkl,Acme,A\n"


@pytest.mark.parametrize(
    ("tables", "manifest", "said"),
    [
        ({}, {"format": "other"}, "does not describe an export"),
        ({}, {"version": 2}, "format 2; this version reads 1"),
        ({}, {"tables": [{"model": "x"}]}, "damaged: it doesn't describe its tables"),
        ({}, {}, "no table that could be brought in"),
        ({"clients.Later": CLIENT}, {}, "clients.Later.csv is not known here: a newer version wrote it"),
        ({"clients.Client": CLIENT.replace("tier", "size")}, {}, "column size that is not known here"),
        ({"clients.Client": "name\nAcme\n"}, {}, "no column public_id"),
        ({"clients.Client": CLIENT.replace(",A\n", ",AAAAA\n")}, {}, "value too long for type"),
        ({"clients.Client": CLIENT + "abcdefghijkl,Acme 2,A\n"}, {}, "duplicated"),
        ({"clients.Client": CLIENT.replace(",A\n", ",E\n")}, {}, "tables/clients.Client.csv can't be brought in: new row"),
    ],
)  # fmt: skip
@pytest.mark.django_db
def test_what_is_wrong_is_said_and_nothing_written(
    tables: dict[str, str], manifest: dict[str, Any], said: str, tmp_path: Path
) -> None:
    with (
        pytest.raises(FirmImportRefused, match=said.replace("(", r"\(")),
        parcel_at(written(tmp_path, tables, **manifest)) as parcel,
    ):
        import_firm(parcel)
    assert not Client._base_manager.exists()


def test_files_that_were_changed_cut_or_lost_are_refused(tmp_path: Path) -> None:
    root = written(tmp_path / "it", {"clients.Client": CLIENT})
    file = root / "tables/clients.Client.csv"
    file.write_text(CLIENT.replace("Acme", "Acne"))
    with pytest.raises(FirmImportRefused, match="was changed since it was written"):
        import_firm(Parcel(root))
    file.unlink()
    with pytest.raises(FirmImportRefused, match="is missing"):
        import_firm(Parcel(root))
    (tmp_path / "no.zip").write_bytes(b"PK no")
    for path, said in ((tmp_path / "no.zip", "can't be read"), (tmp_path / "none", "is not there")):
        with pytest.raises(FirmImportRefused, match=said), parcel_at(path):
            pass
    with pytest.raises(FirmImportRefused, match=r"holds no manifest\.json"), parcel_at(tmp_path) as parcel:
        import_firm(parcel)


def test_what_a_row_can_not_do_without_comes_back_too() -> None:
    """A new table comes back by itself, or says in `NOT_BROUGHT` why not."""
    assert set(scope.NOT_BROUGHT) <= set(register())
    for label in register():
        if not scope.comes_back(label):
            continue
        columns = columns_of(register()[label].table)
        table = Table(label, f"tables/{label}.csv", 1, "", tuple(field.name for field in columns))
        assert brought([table])[0].insert(), "or a column that every row needs is not in the export"
        for field in columns:
            there = scope.leads_to(field)
            if there is not None and not field.null:
                assert scope.comes_back(there._meta.label), f"{label}.{field.name} leads to what does not come back"
