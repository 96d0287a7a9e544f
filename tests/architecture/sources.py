"""Reads every Python module of the product."""

from __future__ import annotations

import ast
import gc
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Module:
    """One module of ours, parsed."""

    path: Path
    tree: ast.Module

    @property
    def name(self) -> str:
        """Its place in the checkout, such as `relationships/clients/views.py`."""
        return str(self.path.relative_to(ROOT))

    @property
    def app(self) -> str:
        """The label of its app."""
        parts = self.path.relative_to(ROOT).parts
        return parts[1] if parts[0] == "relationships" else parts[0]

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Everything in it, walked through once for all laws."""
        return list(ast.walk(self.tree))

    def calls(self) -> Iterator[ast.Call]:
        """Every call in it."""
        return (node for node in self.nodes if isinstance(node, ast.Call))

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Every function and method in it."""
        return (node for node in self.nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


@cache
def modules() -> list[Module]:
    """Every module but migrations."""
    found = [ROOT / "manage.py"]
    for folder in ("accounts", "relationships", "crm"):
        found += [path for path in sorted((ROOT / folder).rglob("*.py")) if "migrations" not in path.parts]
    # Millions of small parts that stay to the end: the garbage collector would walk through them again and again.
    gc.disable()
    try:
        parsed = [Module(path, ast.parse(path.read_text())) for path in found]
        for module in parsed:
            module.nodes  # noqa: B018 - kept by looking at it
        return parsed
    finally:
        gc.freeze()
        gc.enable()


def dotted(node: ast.expr) -> str:
    """`a.b.c` of a chain of attributes and calls; "" for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        inner = dotted(node.value)
        return f"{inner}.{node.attr}" if inner else ""
    if isinstance(node, ast.Call):
        inner = dotted(node.func)
        return f"{inner}()" if inner else ""
    return ""
