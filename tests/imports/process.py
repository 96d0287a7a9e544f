"""Importing in a process of its own, into the test database, where it can be killed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote, urlencode

from django.db import connection

from crm.grants import application_role

ROOT = Path(__file__).parents[2]

# Runs an import after putting a bomb somewhere: `kill` ends the process as a power cut would.
DRIVER = """
import os, signal, sys
import django
django.setup()
from relationships.imports import actions, runs, staging
from relationships.imports.applying import run as applying
from relationships.clients import signals

def kill(*arguments, **named):
    os.kill(os.getpid(), signal.SIGKILL)

def after(times, function):
    left = [times]
    def wrapped(*arguments, **named):
        if left[0] == 0:
            kill()
        left[0] -= 1
        return function(*arguments, **named)
    return wrapped

{bomb}
staging.CHUNK_BATCHES = 1
report = actions.import_file(kind=sys.argv[1], path=sys.argv[2])
print(report.read, report.created, report.updated, report.unchanged, report.rejected)
"""


def environment() -> dict[str, str]:
    """The environment of a process that works on the test database, with the rights that the product has there."""
    where = connection.get_connection_params()
    named = {name: where[name] for name in ("user", "password", "host", "port", "dbname") if where.get(name)}
    if role := application_role():
        named |= {"user": role}
    database = quote(named.pop("dbname"))
    url = f"postgresql:///{database}?{urlencode(named)}"
    return {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "crm.settings",
        "CRM_DATABASE_ROLE": "application",
    }


def start(kind: str, file: Path, bomb: str = "") -> subprocess.Popen[str]:
    """Begin to import `file` in another process."""
    return subprocess.Popen(
        [sys.executable, "-c", DRIVER.replace("{bomb}", bomb), kind, str(file)],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Wait for the end: exit status (negative: killed by that signal), and the counts it printed."""
    out, err = process.communicate(timeout=110)
    assert process.returncode in (0, -9), err
    return process.returncode, out.strip()
