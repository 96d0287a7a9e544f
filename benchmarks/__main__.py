"""`python -m benchmarks [NAME …]`: one JSON document on standard output, tables on standard error."""

from __future__ import annotations

import argparse
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from benchmarks.discovery import Bench, benches
from benchmarks.firm import firm
from benchmarks.inside import Options, encoded
from benchmarks.scratch import Scratch, create, drop, kept, scratch
from benchmarks.table import lines
from crm.environment import ROOT, env, var_dir
from crm.services import ServiceError, Services
from crm.services.addresses import broker_url

BROKER_DATABASE = 15
"""Messages of measured pages go where no worker of this installation listens."""


def main(arguments: Sequence[str] | None = None) -> int:
    chosen = _arguments(arguments)
    known = benches()
    if unknown := [name for name in chosen.names if name not in known]:
        _say(f"No bench is called {', '.join(unknown)}. There are: {', '.join(known) or 'none'}.")
        return 2
    try:
        with Services():
            if chosen.drop:
                return _drop_all()
            results = {name: _run(known[name], chosen) for name in chosen.names or known}
    except ServiceError as problem:
        _say(str(problem))
        return 1
    json.dump({"scale": chosen.scale, "seed": chosen.seed, "results": results}, sys.stdout, indent=2)
    print()
    failed = any("failed" in result for result in results.values())
    missed = chosen.strict and any(result.get("missed") for result in results.values())
    return 1 if failed or missed else 0


def _arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="which benches; default: all")
    parser.add_argument(
        "--scale", type=float, default=0.1, help="1 = 100,000 clients, 10,000,000 touchpoints (%(default)s)"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=40, help="how often each thing is measured (%(default)s)")
    parser.add_argument("--fresh", action="store_true", help="make the invented firm anew")
    parser.add_argument("--drop", action="store_true", help="drop every database that benches have kept, and end")
    parser.add_argument("--strict", action="store_true", help="exit status 1 when a target is missed")
    return parser.parse_args(given)


def _run(bench: Bench, chosen: argparse.Namespace) -> dict[str, Any]:
    _say(f"\n== {bench.name} ==")
    with _databases(bench, chosen) as (first, firms):
        options = Options(chosen.scale, chosen.seed, chosen.rounds, firms, first.owner)
        measured = subprocess.run(
            [sys.executable, "-m", "benchmarks.inside", bench.module],
            cwd=ROOT,
            env=_environment(bench, first),
            input=encoded(options),
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
    if measured.returncode:
        _say(f"{bench.name} failed (status {measured.returncode}).")
        return {"failed": measured.returncode}
    answer: dict[str, Any] = json.loads(measured.stdout)
    _say("\n".join(lines(answer)))
    return answer


@contextmanager
def _databases(bench: Bench, chosen: argparse.Namespace) -> Iterator[tuple[Scratch, dict[str, str]]]:
    if bench.firms:
        made = {
            f"{size:g}": firm(scale=chosen.scale * size, seed=chosen.seed, fresh=chosen.fresh) for size in bench.firms
        }
        yield made[f"{bench.firms[0]:g}"], {size: database.application for size, database in made.items()}
        return
    empty = scratch(f"{bench.name}_{os.getpid()}")
    create(empty)
    try:
        yield empty, {}
    finally:
        drop(empty)


def _environment(bench: Bench, database: Scratch) -> dict[str, str]:
    return {
        **os.environ,
        "CRM_MODE": "local",
        "CRM_PROCESS": "command",
        "CRM_VAR": str(var_dir() / "bench"),
        "REDIS_URL": _broker(),
        "SECRET_KEY": secrets.token_urlsafe(64),
        "BASE_URL": "https://bench.example",
        **database.environment(),
        **bench.environment,
    }


def _broker() -> str:
    url: str = env.str("REDIS_URL", default="") or broker_url(var_dir())
    if url.startswith("unix:"):
        return f"{url.partition('?')[0]}?db={BROKER_DATABASE}"
    return urlsplit(url)._replace(path=f"/{BROKER_DATABASE}").geturl()


def _drop_all() -> int:
    for database in kept():
        drop(database)
        _say(f"Dropped {database.name}.")
    return 0


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
