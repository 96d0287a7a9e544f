"""Which benches there are, found without importing them: each needs its own database before Django is set up."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Bench:
    """What a module says about itself at its top."""

    name: str
    module: str
    firms: tuple[float, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)


def benches(directory: Path = HERE) -> dict[str, Bench]:
    """The benches of `directory` by name, in order. Raises `ValueError` when two have the same name."""
    found: dict[str, Bench] = {}
    for bench in _read(directory):
        if bench.name in found:
            raise ValueError(f"{bench.module} and {found[bench.name].module} are both called {bench.name!r}.")
        found[bench.name] = bench
    return found


def _read(directory: Path) -> Iterator[Bench]:
    for path in sorted(directory.glob("*.py")):
        literals = _literals(ast.parse(path.read_text()))
        if "NAME" in literals:
            yield Bench(
                name=literals["NAME"],
                module=f"{directory.name}.{path.stem}",
                firms=tuple(literals.get("FIRMS", ())),
                environment=literals.get("ENVIRONMENT", {}),
            )


def _literals(module: ast.Module) -> dict[str, Any]:
    wanted = {"NAME", "FIRMS", "ENVIRONMENT"}
    return {
        target.id: ast.literal_eval(statement.value)
        for statement in module.body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name) and target.id in wanted
    }
