"""One style sheet and one script for the browser, many small files for us, and no build step.

A finder of static files: whoever looks for `app.css` or `app.js` gets its parts joined, anew as soon as one changed.
collectstatic hashes and compresses the result like any other file.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

from crm.environment import ROOT, var_dir

STATIC = ROOT / "static"
STYLES = ("tokens", "base", *(f"components/{name}" for name in (
    "buttons", "shell", "panels", "tables", "filters", "lists", "forms", "glyphs", "charts", "timeline", "dialog", "log", "client",
    "repeat", "entrance",
)), "print")  # fmt: skip
SCRIPTS = (
    "dialog",
    "live",
    "keys",
    "find",
    "logline",
    "lines",
    "sheets",
    "ticks",
    "drafts",
    "once",
    "password",
    "passkey",
    "firstkey",
    "idle",
    "write",
    "day",
    "bell",
)

_REMARK = re.compile(r"^\s*//.*\n", re.M)
_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_INDENT = re.compile(r"\n\s*")
_AROUND = re.compile(r"\s*([{};])\s*|([:,])\s+")
"""Blanks that mean nothing: around braces and semicolons, after colons and commas; those around a plus stay."""
_ADDRESS = re.compile(r"""url\((["']?)(?!data:|/|#)([^"')]+)\1\)""")


@dataclass(frozen=True)
class Bundle:
    """A file made of others: its name, its parts in order, and how one part is written into it."""

    name: str
    parts: tuple[str, ...]
    write: Callable[[str, str], str]

    def sources(self) -> list[Path]:
        return [STATIC / part for part in self.parts]

    def text(self) -> str:
        return "\n".join(self.write(part, (STATIC / part).read_text()) for part in self.parts) + "\n"


def style(part: str, text: str) -> str:
    """A style sheet without comments and blanks, its addresses seen from the top of static/."""
    here = PurePosixPath(part).parent

    def seen_from_top(found: re.Match[str]) -> str:
        return f'url("{os.path.normpath(here / found[2])}")'

    short = _AROUND.sub(r"\1\2", _INDENT.sub("\n", _COMMENT.sub("", text)).strip()).replace(";}", "}")
    return _ADDRESS.sub(seen_from_top, short)


def script(part: str, text: str) -> str:
    """A script in a block of its own, so that its names stay its own; without lines of comment, and flush left."""
    short = _INDENT.sub("\n", _REMARK.sub("", text)).strip()
    return f"// {part}\n{{\n{short}\n}}"


BUNDLES = {
    "app.css": Bundle("app.css", tuple(f"css/{name}.css" for name in STYLES), style),
    "day.css": Bundle("day.css", ("css/pages/day.css",), style),
    "app.js": Bundle("app.js", tuple(f"js/{name}.js" for name in SCRIPTS), script),
}


class BundleFinder(BaseFinder):
    """Finds the bundles, joining their parts under var/ when one is newer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = FileSystemStorage(location=str(var_dir() / "bundles"))
        self.seen: set[str] = set()

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        bundle = BUNDLES.get(path)
        if bundle is None:
            return []
        made = str(self._fresh(bundle))
        return [made] if find_all else made

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        for bundle in BUNDLES.values():
            self._fresh(bundle)
            yield bundle.name, self.storage

    def _fresh(self, bundle: Bundle) -> Path:
        made = Path(self.storage.path(bundle.name))
        newest = max(source.stat().st_mtime for source in [*bundle.sources(), Path(__file__)])
        if not made.exists() or made.stat().st_mtime < newest or self._is_anothers(bundle, made):
            replace_whole(made, bundle.text())
        self.seen.add(bundle.name)
        return made

    def _is_anothers(self, bundle: Bundle, made: Path) -> bool:
        """Whether a process with another list of parts, such as one about to end, wrote it last."""
        return bundle.name not in self.seen and made.read_text() != bundle.text()


def replace_whole(path: Path, text: str) -> None:
    """Write `text` so that nobody ever reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "w") as file:
        file.write(text)
    Path(name).chmod(0o644)
    Path(name).replace(path)
