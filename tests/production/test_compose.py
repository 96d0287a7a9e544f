"""compose.yaml says what the code, the image and deploy/ can keep. No container engine is needed to know that."""

from __future__ import annotations

import re
import subprocess
from typing import Any

import pytest

from crm.environment import ROOT
from crm.supervisor import programs
from tests.production.yaml_subset import read
from tests.services.installation import Installation
from tests.services.test_documents import INTERNAL, named_in_code

TEXT = (ROOT / "compose.yaml").read_text()
COMPOSE: dict[str, Any] = read(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service.get("image") == "perennial"}
ASKED_FOR = re.compile(r"\$\{([A-Z_]+)[^}]*\}")


def made_env() -> dict[str, str]:
    """What deploy/new-env makes."""
    made = subprocess.run([ROOT / "deploy/new-env", "crm.example.com"], capture_output=True, text=True, check=True)
    return dict(line.split("=", 1) for line in made.stdout.splitlines() if not line.startswith("#"))


def surroundings(service: str, values: dict[str, str]) -> dict[str, str]:
    """The environment of `service` as compose would fill it in."""
    return {
        name: ASKED_FOR.sub(lambda found: values[found[1]], value)
        for name, value in SERVICES[service]["environment"].items()
    }


def test_the_services_are_these() -> None:
    assert sorted(OURS) == ["backup", "beat", "migrate", "web", "worker"]
    assert sorted(SERVICES.keys() - OURS.keys()) == ["broker", "database", "proxy"]


def test_new_env_makes_exactly_what_is_asked_for() -> None:
    assert set(ASKED_FOR.findall(TEXT)) == set(made_env())


def test_no_two_installations_share_a_secret() -> None:
    first, second = made_env(), made_env()
    assert {name for name in first if first[name] == second[name]} == {"BASE_URL"}
    assert min(len(value) for name, value in first.items() if name != "BASE_URL") >= 64


@pytest.mark.parametrize("service", sorted(OURS))
def test_every_variable_is_one_that_the_code_reads(service: str) -> None:
    assert SERVICES[service]["environment"].keys() <= named_in_code() | INTERNAL


@pytest.mark.parametrize("service", ["web", "migrate"])
def test_what_it_is_given_passes_every_refusal(new_installation: Installation, service: str) -> None:
    given = surroundings(service, made_env())
    checked = new_installation.run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **given)
    assert checked.returncode == 0, checked.stderr


def test_only_who_changes_tables_holds_the_owners_password() -> None:
    holders = {name for name, service in SERVICES.items() if "DATABASE_OWNER_PASSWORD" in str(service)}
    assert holders == {"migrate", "backup", "database"}
    assert {name for name, service in SERVICES.items() if "POSTGRES_PASSWORD" in str(service)} == {"database"}


@pytest.mark.parametrize("name", ["worker", "beat"])
def test_worker_and_beat_are_started_as_make_run_starts_them(new_installation: Installation, name: str) -> None:
    started = next(each for each in programs.programs(new_installation.var, "127.0.0.1", 8000) if each.name == name)
    options = [str(part) for part in started.command[started.command.index("--quiet") :]]
    shown = [
        part if part != "/tmp/beat-schedule" else str(new_installation.var / "run" / "beat-schedule")
        for part in SERVICES[name]["command"]
    ]
    assert shown == ["celery", *options]


@pytest.mark.parametrize("service", sorted(OURS))
def test_ours_run_with_as_few_rights_as_can_be(service: str) -> None:
    found = SERVICES[service]
    assert (found["read_only"], found["cap_drop"], found["init"]) == (True, ["ALL"], True)
    assert found["security_opt"] == ["no-new-privileges:true"]


def test_the_world_reaches_the_proxy_alone() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]


def test_what_stays_up_comes_back_and_is_asked_how_it_is() -> None:
    staying = {name for name, service in SERVICES.items() if service.get("restart") == "unless-stopped"}
    assert staying == SERVICES.keys() - {"migrate", "backup"}
    asked = {
        name: " ".join(service["healthcheck"]["test"]) for name, service in SERVICES.items() if "healthcheck" in service
    }
    assert sorted(asked) == ["broker", "database", "web"]
    assert ("/healthz" in asked["web"], "pg_isready" in asked["database"], "ping" in asked["broker"]) == (
        True,
        True,
        True,
    )


def test_nothing_starts_before_the_tables_are_up_to_date() -> None:
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert SERVICES["migrate"]["depends_on"] == {"database": {"condition": "service_healthy"}}


def test_volumes_are_declared_used_and_where_the_images_want_them() -> None:
    mounts = [mount.split(":") for service in SERVICES.values() for mount in service.get("volumes", [])]
    assert {source for source, *_ in mounts if not source.startswith("./")} == COMPOSE["volumes"].keys()
    assert all((ROOT / source).is_file() for source, *_ in mounts if source.startswith("./"))
    assert ["database", "/var/lib/postgresql"] in mounts
    assert ["broker", "/data"] in mounts


def test_the_cluster_is_made_with_the_encoding_that_its_locale_needs() -> None:
    """By itself `--locale=C` means SQL_ASCII, with which initdb refuses the built-in C.UTF-8 and the image never starts."""
    arguments = SERVICES["database"]["environment"]["POSTGRES_INITDB_ARGS"].split()
    assert {"--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"} <= set(arguments)


def test_images_of_others_name_their_version() -> None:
    images = {name: service["image"] for name, service in SERVICES.items() if name not in OURS}
    assert images == {"broker": "valkey/valkey:9-alpine", "database": "postgres:18", "proxy": "caddy:2-alpine"}
