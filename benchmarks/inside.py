"""The process that measures one bench: `python -m benchmarks.inside MODULE`, options as JSON on standard input."""

from __future__ import annotations

import contextlib
import importlib
import inspect
import json
import os
import sys
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Options:
    """What a bench may ask the runner for. `firms`: address of the firm by its multiple of the scale."""

    scale: float
    seed: int
    rounds: int
    firms: dict[str, str]
    owner_url: str


def measure(module: str, options: dict[str, Any]) -> dict[str, object]:
    """Set Django up and call the bench with the options that it names."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
    django.setup()
    function = importlib.import_module(module).measure
    named = set(inspect.signature(function).parameters)
    answer: dict[str, object] = function(**{name: value for name, value in options.items() if name in named})
    return answer


def encoded(options: Options) -> str:
    return json.dumps(asdict(options))


def main() -> int:
    # What a bench prints is for people; standard output carries the answer alone.
    with contextlib.redirect_stdout(sys.stderr):
        answer = measure(sys.argv[1], json.load(sys.stdin))
    json.dump(answer, sys.stdout, default=str)
    return 0


if __name__ == "__main__":
    sys.exit(main())
