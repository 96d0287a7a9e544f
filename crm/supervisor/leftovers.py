"""Ending what a killed supervisor of this installation left running. Linux ends it by itself; this makes sure."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from crm.services.processes import ON_LINUX, send, wait_until

MARK = "CRM_SUPERVISED"
STOP_SECONDS = 10.0


def end_leftovers(var: Path) -> int:
    """Stop every process that bears our mark; answer how many there were."""
    found = marked(var)
    for how in (signal.SIGTERM, signal.SIGKILL):
        send(marked(var), how)
        if wait_until(lambda: not marked(var), STOP_SECONDS):
            break
    return len(found)


def marked(var: Path) -> list[int]:
    if not ON_LINUX:
        return []
    mark = os.fsencode(f"{MARK}={var}")
    return [int(entry.name) for entry in Path("/proc").glob("[0-9]*") if mark in _environment(entry)]


def _environment(process: Path) -> list[bytes]:
    try:
        return (process / "environ").read_bytes().split(b"\0")
    except OSError:
        return []
