"""Servers named in the environment: what cannot be used is said at once, with the remedy and without the password."""

from __future__ import annotations

import pytest
from django.conf import settings

from crm.services import ServiceError, elsewhere
from tests.services.installation import Installation
from tests.worker import database_url

NOBODY = "127.0.0.1:1"


def of_nothing(name: str) -> str:
    return database_url().replace(f"/{settings.DATABASES['default']['NAME']}", f"/{name}")


@pytest.mark.django_db
@pytest.mark.parametrize("scheme", elsewhere.POSTGRESQL)
def test_servers_that_answer_are_used(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    """Under each name that Django takes for PostgreSQL."""
    monkeypatch.setenv("DATABASE_URL", database_url().replace("postgresql:", f"{scheme}:", 1))
    monkeypatch.setenv("REDIS_URL", settings.REDIS_URL)
    elsewhere.check_given_servers()


@pytest.mark.parametrize(
    ("variable", "url", "said"),
    [
        ("DATABASE_URL", f"postgresql://app:secret@{NOBODY}/crm", ("DATABASE_URL", f"app:…@{NOBODY}/crm", "refused")),
        ("DATABASE_OWNER_URL", f"postgresql://o:secret@{NOBODY}/crm", ("DATABASE_OWNER_URL", f"o:…@{NOBODY}/crm")),
        ("DATABASE_URL", "nonsense", ("DATABASE_URL", "correct the address", "postgresql://user:password@host")),
        ("DATABASE_URL", "app:secret@host/crm", ("DATABASE_URL", "correct the address")),
        ("DATABASE_URL", "postgresql://app:secret@host:port/crm", ("DATABASE_URL", "app:…@host:port/crm")),
        ("DATABASE_URL", "sqlite:///secret.db", ("DATABASE_URL", "no address of a PostgreSQL")),
        ("REDIS_URL", f"redis://:secret@{NOBODY}/0", ("REDIS_URL", f":…@{NOBODY}/0", "Start that server")),
        ("REDIS_URL", "nonsense", ("REDIS_URL", "correct the address")),
    ],
)
def test_servers_that_do_not_answer_are_named_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch, variable: str, url: str, said: tuple[str, ...]
) -> None:
    monkeypatch.setenv(variable, url)
    with pytest.raises(ServiceError) as refused:
        elsewhere.check_given_servers()
    assert [each for each in said if each not in str(refused.value)] == []
    assert "secret" not in str(refused.value)


@pytest.mark.django_db
def test_a_database_that_nobody_made_is_named_with_the_remedy(new_installation: Installation) -> None:
    refused = new_installation.run("-m", "crm.supervisor", DATABASE_URL=of_nothing("never_made"))
    assert refused.returncode == 1
    shown = refused.stdout + refused.stderr
    assert 'database "never_made" does not exist' in shown
    assert "createdb" in shown
    assert "Traceback" not in shown


@pytest.mark.django_db
def test_an_old_server_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url())
    monkeypatch.setattr(elsewhere, "OLDEST_POSTGRESQL", 99)
    with pytest.raises(ServiceError, match="version 99 or newer"):
        elsewhere.check_given_servers()
