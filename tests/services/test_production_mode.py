"""CRM_MODE=production refuses to start unsafe, and says every reason at once."""

from __future__ import annotations

import secrets

import pytest

from tests.services.installation import Installation

SAFE = {
    "CRM_MODE": "production",
    "SECRET_KEY": secrets.token_urlsafe(64),
    "BASE_URL": "https://crm.example.com",
    "REDIS_URL": "redis://:secret@127.0.0.1:1",
    "DATABASE_URL": "postgresql://app@127.0.0.1:1/crm",
}
CHECK = ("manage.py", "check", "--deploy", "--fail-level", "WARNING")


def test_a_safe_installation_passes_djangos_own_check(new_installation: Installation) -> None:
    checked = new_installation.run(*CHECK, **SAFE)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize(
    ("unsafe", "reason"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing or weak"),
        ({"SECRET_KEY": "django-insecure-" + "x1y2z3a4" * 8}, "SECRET_KEY is missing or weak"),
        ({"SECRET_KEY": "a" * 80}, "SECRET_KEY is missing or weak"),
        ({"DEBUG": "on"}, "DEBUG is on"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS holds '*'"),
        ({"ALLOWED_HOSTS": "crm.example.com,*.example.com"}, "ALLOWED_HOSTS holds '*'"),
        ({"BASE_URL": ""}, "BASE_URL is not an https address"),
        ({"BASE_URL": "http://crm.example.com"}, "BASE_URL is not an https address"),
        ({"REDIS_URL": "redis://broker.internal:6379/0"}, "REDIS_URL has no password"),
        ({"REDIS_URL": "redis://localhost:6379/0"}, "REDIS_URL has no password"),
    ],
)
def test_what_is_unsafe_is_refused(new_installation: Installation, unsafe: dict[str, str], reason: str) -> None:
    refused = new_installation.run(*CHECK, **{**SAFE, **unsafe})
    assert refused.returncode == 1
    assert reason in refused.stderr


def test_every_reason_is_said_at_once(new_installation: Installation) -> None:
    refused = new_installation.run(*CHECK, CRM_MODE="production", DEBUG="1", ALLOWED_HOSTS="*", REDIS_URL="redis://x")
    reasons = [line for line in refused.stderr.splitlines() if line.startswith("  - ")]
    assert [line.split()[1] for line in reasons] == ["SECRET_KEY", "DEBUG", "ALLOWED_HOSTS", "BASE_URL", "REDIS_URL"]


def test_an_unknown_mode_is_refused_rather_than_guessed(new_installation: Installation) -> None:
    refused = new_installation.run("manage.py", "check", CRM_MODE="prod")
    assert refused.returncode == 1
    assert "Set it to 'local' or 'production'" in refused.stderr


def test_a_superuser_of_the_database_is_refused(migrated: Installation) -> None:
    holder = migrated.hold()
    superuser = f"postgresql://postgres@/perennial?host={migrated.places.sockets}"
    asked = {**SAFE, "DATABASE_URL": superuser}
    refused = migrated.run("manage.py", "showmigrations", **asked)
    allowed = migrated.run("manage.py", "showmigrations", **{**asked, "CRM_MODE": "local"})
    assert refused.returncode == 1
    assert "signs in as a database superuser" in refused.stderr
    assert allowed.returncode == 0, allowed.stderr
    holder.communicate()


@pytest.mark.long
def test_one_superuser_url_is_enough_locally(migrated: Installation) -> None:
    holder = migrated.hold()
    superuser = f"postgresql://postgres@/postgres?host={migrated.places.sockets}"
    done = migrated.run("manage.py", "migrate", "--verbosity", "0", DATABASE_URL=superuser)
    assert done.returncode == 0, done.stderr
    holder.communicate()


def test_the_local_key_is_made_once_and_kept_private(new_installation: Installation) -> None:
    ask = ("-c", "from crm.settings import SECRET_KEY; print(SECRET_KEY)")
    first = new_installation.run(*ask).stdout
    assert len(first.strip()) > 50
    assert new_installation.run(*ask).stdout == first
    assert (new_installation.var / "secret_key").stat().st_mode & 0o777 == 0o600
