"""How many examples a property is tried with: a quarter in `make test`, other ones each time; all in `make test-long`."""

from __future__ import annotations

import os

EVERY = os.environ.get("EXAMPLES") == "all"


def examples(every: int) -> int:
    """`every` under `EXAMPLES=all`, else a quarter of it, eight at least."""
    return every if EVERY else max(8, every // 4)
