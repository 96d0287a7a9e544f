"""`python -m benchmarks.import_worker ID`: what the background worker does with a file, in a process of its own."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass

from crm.environment import ROOT


@dataclass(frozen=True)
class Worked:
    """How long a step took, by the clock and of processors (the worker's and PostgreSQL's), and its memory at its largest."""

    seconds: float
    work: float
    mebibytes: int


def work(import_id: int) -> Worked:
    """Have a worker carry on with a file import, and wait for it."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.import_worker", str(import_id)],
        cwd=ROOT,
        env={**os.environ, "CRM_PROCESS": "worker"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        check=True,
    )
    return Worked(**json.loads(done.stdout))


def main(import_id: int) -> None:
    """Carry on, and say how it went."""
    import django

    django.setup()
    from django.db import connection

    from benchmarks.interleaved import processor
    from relationships.imports.file_jobs import carry_on

    connection.ensure_connection()
    helper = connection.connection.info.backend_pid
    began, worked, helped = time.monotonic(), time.process_time(), processor(helper)
    carry_on(import_id=import_id)
    seconds = time.monotonic() - began
    work = time.process_time() - worked + (processor(helper) - helped) / 1000
    json.dump(
        {"seconds": seconds, "work": work, "mebibytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024},
        sys.stdout,
    )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
    main(int(sys.argv[1]))
