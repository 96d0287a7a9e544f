"""The invented firm to measure on: made once for a seed and a scale, then kept."""

from __future__ import annotations

import hashlib
import sys
import time
from contextlib import closing

import psycopg2

from benchmarks.scratch import Scratch, create, manage, note, scratch, write_note
from crm.environment import ROOT

FULL = {"clients": 100_000, "people": 300_000, "interactions": 10_000_000, "ledger": 3_000_000}
"""Rows at scale 1: a firm of 200 people after many years."""
GENERATOR = ROOT / "relationships" / "imports" / "demo_firm"


def firm(*, scale: float, seed: int, fresh: bool = False) -> Scratch:
    """The firm's database, brought up to date; made first when there is none of this seed and scale."""
    database = scratch(f"firm_seed{seed}_scale{scale:g}".replace(".", "_"))
    known = None if fresh else note(database)
    if known is None:
        _make(database, scale=scale, seed=seed)
    else:
        if known.get("generator") != generator():
            _say("The way the firm is invented has changed since this one was made; --fresh makes it anew.")
        manage(database, "migrate", "--verbosity", "0")
    return database


def generator() -> str:
    """A fingerprint of the code that invents the firm."""
    sources = [path.read_bytes() for path in sorted(GENERATOR.glob("*.py"))]
    return hashlib.sha256(b"".join(sources)).hexdigest()[:16]


def _make(database: Scratch, *, scale: float, seed: int) -> None:
    started = time.monotonic()
    _say(f"Making the firm at scale {scale:g} from seed {seed} …")
    create(database)
    sizes = [part for name, number in FULL.items() for part in (f"--{name}", str(number))]
    manage(database, "make_firm", *sizes, "--seed", str(seed), "--scale", f"{scale:g}")
    made = time.monotonic()
    manage(database, "recompute", "--stale")
    # What autovacuum does in its own time: a firm of many years has long been vacuumed, its plain twin is at once.
    with closing(psycopg2.connect(database.owner)) as owner:
        owner.autocommit = True
        owner.cursor().execute("VACUUM ANALYZE")
    times = {"make_seconds": round(made - started, 1), "recompute_seconds": round(time.monotonic() - made, 1)}
    write_note(database, {"seed": seed, "scale": scale, "generator": generator(), **times})


def _say(line: str) -> None:
    print(line, file=sys.stderr)
