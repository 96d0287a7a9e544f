"""A backup is worth what its restore is worth: every test here brings one back, or is refused one."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2
import pytest

from crm.backups.making import Manifest, checksum
from crm.backups.restoring import read_manifest
from crm.services.addresses import database_url
from crm.services.errors import ServiceError
from tests.services.installation import Installation, release

ADD = "INSERT INTO accounts_office (public_id, version, name) VALUES (substr(md5(random()::text), 1, 12), 1, '{}')"
OFFICES = "SELECT name FROM accounts_office ORDER BY name"
RIGHTS = """
    SELECT table_name, privilege_type FROM information_schema.role_table_grants
    WHERE grantee = 'perennial_app' AND table_schema = 'public' ORDER BY 1, 2
"""
DATABASES = "SELECT datname FROM pg_database WHERE datname LIKE 'perennial%' ORDER BY 1"


@pytest.fixture
def running(installed: Installation) -> Iterator[Installation]:
    """Servers that run, with one office; whatever a test leaves behind is taken away."""
    holder = installed.hold()
    installed.query("DELETE FROM accounts_office")
    installed.query(ADD.format("Basel"))
    yield installed
    for (name,) in installed.query(DATABASES):
        if name != "perennial":
            installed.query(f'DROP DATABASE "{name}"')
    release(holder)


def ask(installation: Installation, *arguments: str) -> subprocess.CompletedProcess[str]:
    return installation.run("manage.py", *arguments)


def answer(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def backup(installation: Installation, shelf: Path) -> Path:
    return Path(answer(ask(installation, "backup", str(shelf), "--json"))["backup"])


@dataclass
class Brought:
    """What was there before a backup was brought back, and what is there now."""

    aside: str
    databases: list[tuple[str]]
    offices: list[str]
    offices_aside: list[str]
    rights: dict[str, list[tuple[Any, ...]]]
    people: list[tuple[str]]
    traces: list[tuple[int]]
    health: int


@pytest.fixture(scope="module")
def brought(installed: Installation, tmp_path_factory: pytest.TempPathFactory) -> Brought:
    """One backup brought back for several tests: after it an office was added, and somebody erased."""
    place = tmp_path_factory.mktemp("brought")
    holder = installed.hold()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ERASURE_LOG", str(place / "erasures.jsonl"))
        installed.query("DELETE FROM accounts_office")
        installed.query(ADD.format("Basel"))
        installed.query("INSERT INTO contacts_person (public_id, name) VALUES ('Zerlina00001', 'Zerlina Quexbury')")
        made = backup(installed, place / "backups")
        before = installed.query(RIGHTS)
        installed.query(ADD.format("Dublin"))
        installed.query(
            "INSERT INTO trust_erasure (key, kind, subject, subject_public_id, empties_texts, report)"
            " SELECT 'Erasure00001', 'person', id, public_id, false, '{}' FROM contacts_person"
        )
        assert answer(ask(installed, "erase_waiting", "--json")) == {"erased": 1}
        aside = answer(ask(installed, "restore", str(made), "--replace", "--json"))["aside"]
    found = Brought(
        aside=aside,
        databases=installed.query(DATABASES),
        offices=offices_in(installed, "perennial"),
        offices_aside=offices_in(installed, aside),
        rights={"before": before, "after": installed.query(RIGHTS)},
        people=installed.query("SELECT name FROM contacts_person"),
        traces=installed.query("SELECT count(*) FROM contacts_personevent WHERE name LIKE 'Zerl%'"),
        health=ask(installed, "health", "--all", "--json").returncode,
    )
    installed.query(f'DROP DATABASE "{aside}"')
    release(holder)
    return found


def offices_in(installation: Installation, database: str) -> list[str]:
    address = urlsplit(database_url(installation.var, owner=True))._replace(path=f"/{database}").geturl()
    with closing(psycopg2.connect(address)) as connection, connection.cursor() as cursor:
        cursor.execute(OFFICES)
        return [name for (name,) in cursor.fetchall()]


def test_what_came_after_the_backup_is_put_aside_not_lost(brought: Brought) -> None:
    assert brought.offices == ["Basel"]
    assert brought.databases == [("perennial",), (brought.aside,)]
    assert brought.offices_aside == ["Basel", "Dublin"]


def test_the_application_may_do_as_much_in_the_copy_as_before(brought: Brought) -> None:
    assert brought.rights["before"]
    assert brought.rights["after"] == brought.rights["before"]
    assert brought.health == 0


def test_who_was_erased_since_is_erased_in_the_copy_too(brought: Brought) -> None:
    assert brought.people == [("Erased person",)]
    assert brought.traces == [(0,)]


def test_a_drill_leaves_nothing_behind(running: Installation, shelf: Path) -> None:
    said = answer(ask(running, "restore", str(backup(running, shelf)), "--check", "--json"))
    assert said["restored"] is True
    assert running.query(DATABASES) == [("perennial",)]


@pytest.mark.long
def test_a_backup_is_of_one_moment_while_people_go_on_saving(running: Installation, shelf: Path) -> None:
    saving = running.start(
        "-c",
        "import itertools, psycopg2; from crm.services.addresses import database_url; from crm.environment import var_dir\n"
        "line = psycopg2.connect(database_url(var_dir(), owner=True)); line.autocommit = True; cursor = line.cursor()\n"
        f"for n in itertools.count(): cursor.execute({ADD!r}.format(n))",
    )
    try:
        made = backup(running, shelf)
    finally:
        saving.kill()
        saving.communicate()
    held = json.loads((made / "manifest.json").read_text())["rows"]["accounts_office"]
    assert held < running.query("SELECT count(*) FROM accounts_office")[0][0]  # type: ignore[operator]
    assert answer(ask(running, "restore", str(made), "--check", "--json"))["restored"] is True


@pytest.mark.long
def test_a_copy_that_holds_something_else_is_refused(running: Installation, shelf: Path) -> None:
    made = backup(running, shelf)
    change(made, rows={"accounts_office": 7})
    refused = ask(running, "restore", str(made), "--replace")
    assert refused.returncode == 1
    assert "Rows of accounts_office: 1 instead of 7" in refused.stderr
    assert running.query(DATABASES) == [("perennial",)]


@pytest.fixture
def written(shelf: Path) -> Path:
    """The files of a backup; what is in the dump does not matter."""
    made = shelf / "perennial-20220101T060000Z"
    made.mkdir(parents=True)
    (made / "database.dump").write_bytes(b"PGDMP" + bytes(1000))
    manifest = Manifest(
        "2026-11-22T06:00:00+00:00", 18, ["accounts.0001_initial"], {}, checksum(made / "database.dump")
    )
    (made / "manifest.json").write_text(json.dumps(asdict(manifest)))
    return made


def change(made: Path, **entries: Any) -> None:
    manifest = made / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), **entries}))


def test_a_backup_that_is_what_was_written_is_taken(written: Path) -> None:
    assert read_manifest(written).migrations == ["accounts.0001_initial"]


def test_a_damaged_dump_is_refused(written: Path) -> None:
    (written / "database.dump").write_bytes(b"PGDMP" + bytes(999) + b"1")
    with pytest.raises(ServiceError, match="is damaged"):
        read_manifest(written)


def test_a_backup_of_a_newer_version_is_refused(written: Path) -> None:
    change(written, migrations=["accounts.0001_initial", "accounts.9999_from_the_future"])
    with pytest.raises(ServiceError, match=r"newer version \(it knows accounts\.9999_from_the_future\)"):
        read_manifest(written)


def test_what_is_no_backup_is_refused(written: Path) -> None:
    change(written, surprise=1)
    with pytest.raises(ServiceError, match="is no backup"):
        read_manifest(written)


@pytest.mark.long
def test_a_database_in_use_is_not_replaced(running: Installation, shelf: Path) -> None:
    made = backup(running, shelf)
    user = running.start(
        "-c",
        "import sys, psycopg2; from crm.services.addresses import database_url; from crm.environment import var_dir\n"
        "line = psycopg2.connect(database_url(var_dir(), owner=False)); print('in', flush=True); sys.stdin.read()",
    )
    assert user.stdout is not None
    assert user.stdout.readline() == "in\n"
    refused = ask(running, "restore", str(made), "--replace")
    user.communicate()
    assert refused.returncode == 1
    assert "Stop web, worker and beat" in refused.stderr
    assert running.query(DATABASES) == [("perennial",)]


def test_only_the_newest_are_kept_and_nobody_else_may_read_them(running: Installation, written: Path) -> None:
    shelf = written.parent
    for year in (2020, 2021):
        shutil.copytree(written, shelf / f"perennial-{year}")
    newest = Path(answer(ask(running, "backup", str(shelf), "--keep", "2", "--json"))["backup"])
    assert sorted(shelf.iterdir()) == sorted({written, newest})
    assert {path.stat().st_mode & 0o077 for path in [newest, *newest.iterdir()]} == {0}


def test_a_place_that_cannot_be_written_to_is_named(running: Installation, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    refused = ask(running, "backup", str(tmp_path / "file" / "backups"))
    assert refused.returncode == 1
    assert "can't be written to" in refused.stderr
