"""The embedded servers survive whatever happens to the processes around them, and outlive nobody."""

from __future__ import annotations

import os
import signal
import time

import pytest

from crm.services.processes import send, wait_until
from tests.services.installation import Installation, release

NOTE = "CREATE TABLE note (words text); INSERT INTO note VALUES ('kept')"
READ = "SELECT words FROM note"


def test_a_command_starts_the_servers_and_stops_them_afterwards(installation: Installation) -> None:
    holder = installation.hold()
    assert installation.query("SELECT current_user") == [("perennial_owner",)]
    release(holder)
    assert installation.processes() == {}


def test_the_last_user_stops_them_not_the_first(installation: Installation) -> None:
    first, second = installation.hold(), installation.hold()
    release(first)
    assert installation.query("SELECT 1") == [(1,)]
    release(second)
    assert installation.processes() == {}


@pytest.mark.parametrize("how", [pytest.param(signal.SIGTERM, marks=pytest.mark.long), signal.SIGKILL])
def test_a_killed_user_leaves_nothing_running(installation: Installation, how: signal.Signals) -> None:
    holder = installation.hold()
    installation.query(NOTE)
    holder.send_signal(how)
    holder.wait()
    assert wait_until(lambda: not installation.processes(), 20), installation.processes()
    again = installation.hold()
    assert installation.query(READ) == [("kept",)]
    release(again)


def test_a_killed_postgres_is_started_again(installation: Installation) -> None:
    holder = installation.hold()
    installation.query(NOTE)
    killed = installation.postmaster()
    os.kill(killed, signal.SIGKILL)
    assert wait_until(lambda: _answers(installation, killed), 30)
    assert installation.query(READ) == [("kept",)]
    release(holder)
    assert installation.processes() == {}


def test_everything_killed_at_once_loses_nothing(installation: Installation) -> None:
    holder = installation.hold()
    installation.query(NOTE)
    send(list(installation.processes()), signal.SIGKILL)
    holder.wait()
    again = installation.hold()
    assert installation.query(READ) == [("kept",)]
    release(again)


@pytest.mark.parametrize(
    "left", [*(pytest.param(each, marks=pytest.mark.long) for each in ("", "1", "rubbish")), "{mine}\n/elsewhere\n"]
)
def test_a_stale_pid_file_does_not_keep_postgres_from_starting(installation: Installation, left: str) -> None:
    release(installation.hold())
    (installation.places.data / "postmaster.pid").write_text(left.format(mine=os.getpid()))
    (installation.places.sockets / ".s.PGSQL.5432.lock").write_text(left.format(mine=os.getpid()))
    again = installation.hold()
    assert installation.query("SELECT 1") == [(1,)]
    release(again)


def test_a_first_start_that_was_killed_is_made_good(new_installation: Installation) -> None:
    first = new_installation.start("-c", "from crm.services import *; Services().__enter__()")
    assert wait_until(lambda: any(new_installation.var.glob(".init-*")), 20)
    first.kill()
    first.communicate()
    send(list(new_installation.processes()), signal.SIGKILL)
    assert not new_installation.places.data.exists()
    again = new_installation.hold()
    assert new_installation.query("SELECT 1") == [(1,)]
    assert list(new_installation.var.glob(".init-*")) == []
    release(again)


@pytest.mark.long
def test_a_first_start_may_be_killed_at_any_moment(new_installation: Installation) -> None:
    for moment in range(20):
        first = new_installation.start("-c", "from crm.services import *; Services().__enter__()")
        time.sleep(0.1 + moment * 0.1)
        first.kill()
        first.communicate()
        send(list(new_installation.processes()), signal.SIGKILL)
        release(new_installation.hold())


@pytest.mark.long
def test_no_acknowledged_row_is_lost_in_a_hundred_kills(installation: Installation) -> None:
    holder = installation.hold()
    installation.query("CREATE TABLE kept (number int)")
    for number in range(100):
        installation.query(f"INSERT INTO kept VALUES ({number})")
        killed = installation.postmaster()
        os.kill(killed, signal.SIGKILL)
        assert wait_until(lambda pid=killed: _answers(installation, pid), 60)
        # A server that dies within seconds counts as broken; this one is killed, so let it live.
        time.sleep(10 if number % 3 == 2 else 0)
    assert installation.query("SELECT count(*) FROM kept") == [(100,)]
    release(holder)


def test_a_server_that_cannot_start_is_given_up_with_its_own_words(installation: Installation) -> None:
    release(installation.hold())
    with (installation.places.data / "postgresql.conf").open("a") as settings:
        settings.write("\nno_such_setting = 1\n")
    refused = installation.run("-c", "from crm.services import *; Services().__enter__()")
    assert refused.returncode == 1
    assert "postgres ended 5 times soon after its start" in refused.stderr
    assert "no_such_setting" in refused.stderr


def test_data_of_another_version_is_refused_with_the_remedy(installation: Installation) -> None:
    (installation.places.data / "PG_VERSION").write_text("15\n")
    refused = installation.run("manage.py", "check")
    assert refused.returncode == 1
    assert "was written by PostgreSQL 15" in refused.stderr
    assert "Set POSTGRES_BIN" in refused.stderr


@pytest.mark.parametrize(
    ("variable", "remedies"),
    [
        ("POSTGRES_BIN", ("make setup", "apt-get install postgresql", "DATABASE_URL")),
        ("VALKEY_SERVER", ("make setup", "apt-get install redis-server", "REDIS_URL")),
    ],
)
def test_missing_programs_are_named_with_every_remedy(
    new_installation: Installation, variable: str, remedies: tuple[str, ...]
) -> None:
    refused = new_installation.run("manage.py", "check", **{variable: "/nowhere"})
    assert refused.returncode == 1
    assert [each for each in remedies if each not in refused.stderr] == []
    assert "Traceback" not in refused.stderr


def test_urls_from_outside_start_nothing(new_installation: Installation) -> None:
    found = new_installation.run(
        "-c",
        "from crm.services.hold import needed; print(needed())",
        DATABASE_URL="postgresql://else/where",
        REDIS_URL="redis://:secret@elsewhere",
    )
    assert found.stdout.strip() == "[]"


def test_a_long_path_gets_short_sockets(new_installation: Installation) -> None:
    deep = Installation(new_installation.var / ("a" * 60) / ("b" * 60))
    holder = deep.hold()
    assert str(deep.places.sockets).startswith("/tmp/perennial-")
    assert deep.query("SELECT 1") == [(1,)]
    assert deep.places.sockets.stat().st_mode & 0o077 == 0
    release(holder)
    deep.places.sockets.rmdir()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the servers to another account")
def test_root_may_keep_the_installation_where_nobody_else_may_enter(new_installation: Installation) -> None:
    new_installation.var.parent.chmod(0o700)
    holder = new_installation.hold()
    assert new_installation.places.home.parent.name == "perennial"
    assert new_installation.query("SELECT 1") == [(1,)]
    assert new_installation.var.parent.stat().st_mode & 0o777 == 0o700
    assert os.stat(f"/proc/{new_installation.postmaster()}").st_uid != 0
    release(holder)


@pytest.mark.long
@pytest.mark.skipif(not os.path.isdir("/usr/lib/postgresql"), reason="no system PostgreSQL here")
def test_the_systems_own_postgres_works_as_well(new_installation: Installation) -> None:
    newest = sorted(os.listdir("/usr/lib/postgresql"), key=int)[-1]
    programs = f"/usr/lib/postgresql/{newest}/bin"
    done = new_installation.run("manage.py", "migrate", "--verbosity", "0", POSTGRES_BIN=programs)
    assert done.returncode == 0, done.stderr


def test_the_keeper_ends_when_it_is_told_to(installation: Installation) -> None:
    holder = installation.hold()
    keepers = [pid for pid, command in installation.processes().items() if "crm.services.keeper" in command]
    send(keepers, signal.SIGTERM)
    assert wait_until(lambda: len(installation.processes()) == 1, 20), installation.processes()
    holder.kill()
    holder.communicate()


def _answers(installation: Installation, killed: int) -> bool:
    try:
        return installation.postmaster() != killed and installation.query("SELECT 1") == [(1,)]
    except Exception:  # whatever it is, it does not answer yet
        return False
