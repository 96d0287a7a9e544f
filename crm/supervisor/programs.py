"""What is run: first the steps that prepare the installation, then the programs that stay."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from crm.environment import ROOT, env, is_production
from crm.supervisor.child import Child
from crm.supervisor.leftovers import MARK

CELERY = [sys.executable, "-m", "celery", "--quiet", "-A", "crm.celery"]
MANAGE = [sys.executable, str(ROOT / "manage.py")]


@dataclass(frozen=True)
class Step:
    """A command that prepares the installation."""

    what: str
    command: list[str]
    required: bool = True


def steps() -> list[Step]:
    """Answer what is done before anything is served."""
    found = [Step("Bringing the database up to date", [*MANAGE, "migrate", "--verbosity", "0", "--skip-checks"])]
    if is_production():
        found.append(Step("Collecting static files", [*MANAGE, "collectstatic", "--noinput", "--verbosity", "0"]))
    elif has_command("make_demo") and env.bool("DEMO", default=True):
        # Refused where somebody's own clients are; that is no reason not to serve them.
        found.append(Step("Looking after the demo firm", [*MANAGE, "make_demo"], required=False))
    return found


def has_command(name: str) -> bool:
    return any((ROOT / "relationships").glob(f"*/management/commands/{name}.py"))


def programs(var: Path, host: str, port: int) -> list[Child]:
    """Answer the programs that stay, in the order in which they are stopped."""
    where = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    beat_file = str(var / "run" / "beat-schedule")
    jobs = ["--loglevel", "WARNING"]
    pool = ["--concurrency", env.str("WORKER_CONCURRENCY", default="2"), "--without-gossip", "--without-mingle"]
    return [
        Child("beat", [*CELERY, "beat", *jobs, "--schedule", beat_file, "--pidfile="], surroundings(var, "beat")),
        Child(
            "web",
            [sys.executable, "-m", "gunicorn", "-c", "python:crm.web_server", "--bind", where, "crm.wsgi"],
            surroundings(var, "web"),
            stop_seconds=30,
        ),
        Child("worker", [*CELERY, "worker", *jobs, *pool], surroundings(var, "worker"), stop_seconds=40),
    ]


def surroundings(var: Path, process: str) -> dict[str, str]:
    """Answer what a supervised process finds in its environment beside ours."""
    return {
        MARK: str(var),
        "CRM_VAR": str(var),
        "CRM_PROCESS": process,
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "crm.settings"),
        "PYTHONUNBUFFERED": "1",
        # Locally root runs everything; messages are JSON and name only rows, so Celery's warning has no object.
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
    }
