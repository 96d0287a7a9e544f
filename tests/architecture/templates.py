"""Reads every template of the project: which floor it stands on, what it draws in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
COMMENT = re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", re.S)
DRAWN_IN = re.compile(r"""\{%-?\s*(?:include|extends)\s+["']([^"']+)["']""")
NAMED = re.compile(r"""["']([\w./-]+\.(?:html|txt))["']""")

# A template may draw in its own floor and any below; components, the frame and third parties' pages stand lowest.
FLOORS = (
    {"components", "account", "allauth", "bootstrap5", "mfa", "usersessions"},
    {"accounts"},
    {"clients"},
    {"contacts"},
    {"engagements"},
    {"interactions"},
    {"alumni", "hospitality"},
    {"network"},
    {"scoring"},
    {"dashboards", "imports", "capture", "merging", "api"},
    {"attention"},
    {"firm"},
    {"trust"},
    {"crm", "help"},
)


@dataclass(frozen=True)
class Source:
    """One template file."""

    name: str
    text: str

    @property
    def floor(self) -> int:
        """The floor by its folder; a file at the top is part of the frame."""
        folder = self.name.split("/")[0] if "/" in self.name else "components"
        return floor_of(folder)

    @property
    def code(self) -> str:
        """The text without template comments."""
        return COMMENT.sub("", self.text)

    @property
    def drawn_in(self) -> list[str]:
        """Names of the templates that it includes or extends."""
        return DRAWN_IN.findall(self.code)


def floor_of(folder: str) -> int:
    """The number of the floor that owns `folder`; raises for a folder without one."""
    for number, folders in enumerate(FLOORS):
        if folder in folders:
            return number
    raise LookupError(f"templates/{folder}/ has no floor. Give it one in {Path(__file__).name}.")


@cache
def sources() -> list[Source]:
    """Every template under templates/ and inside our apps."""
    roots = [TEMPLATES, *ROOT.glob("relationships/*/templates"), *ROOT.glob("accounts/templates")]
    return [
        Source(str(path.relative_to(root)), path.read_text())
        for root in roots
        for path in sorted(root.rglob("*"))
        if path.is_file()
    ]


@cache
def names_in_python() -> frozenset[str]:
    """Template names that appear as strings in our code."""
    modules = [path for folder in ("crm", "accounts", "relationships") for path in (ROOT / folder).rglob("*.py")]
    return frozenset(name for path in modules for name in NAMED.findall(path.read_text()))
