"""Reads as much of YAML as compose.yaml uses: blocks, lists, quoted and plain scalars, flow lists, anchors and merges.

Anything else raises `ValueError`, so that the file stays simple enough for whoever runs it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

ENTRY = re.compile(r"""("(?:[^"\\]|\\.)*"|[^\s:#'"\[\]{}&*!|>%@`][^:#'"\[\]{}&*]*):(?:\s+(.*))?$""")


@dataclass
class Line:
    number: int
    indent: int
    text: str


def read(text: str) -> Any:
    """The document as dictionaries, lists and scalars."""
    reader = _Reader([_line(n, raw) for n, raw in enumerate(text.splitlines(), 1) if not _is_blank(raw)])
    return reader.block(0)


def _is_blank(raw: str) -> bool:
    return not raw.strip() or raw.lstrip().startswith("#")


def _line(number: int, raw: str) -> Line:
    text = raw.lstrip(" ")
    if text.startswith("\t") or " #" in text:
        raise ValueError(f"Line {number}: tabs, and comments behind a value, are not read here.")
    return Line(number, len(raw) - len(text), text.rstrip())


class _Reader:
    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        self.at = 0
        self.anchors: dict[str, Any] = {}

    def block(self, indent: int) -> Any:
        return self.sequence(indent) if self.lines[self.at].text.startswith("- ") else self.mapping(indent)

    def mapping(self, indent: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        merged: dict[str, Any] = {}
        while self.at < len(self.lines) and self.lines[self.at].indent == indent:
            line = self.lines[self.at]
            if line.text.startswith("- "):
                break
            entry = ENTRY.match(line.text)
            if entry is None:
                raise ValueError(f"Line {line.number}: not understood: {line.text}")
            self.at += 1
            key, value = str(_scalar(entry[1], line)), self.value(entry[2] or "", line)
            if key == "<<":
                merged = value
            elif key in found:
                raise ValueError(f"Line {line.number}: {key} is there twice.")
            else:
                found[key] = value
        return {**merged, **found}

    def sequence(self, indent: int) -> list[Any]:
        found = []
        while (
            self.at < len(self.lines)
            and self.lines[self.at].indent == indent
            and self.lines[self.at].text.startswith("- ")
        ):
            line = self.lines[self.at]
            rest = line.text[2:]
            if ENTRY.match(rest):
                # A mapping whose first entry stands behind the dash.
                self.lines[self.at] = Line(line.number, indent + 2, rest)
                found.append(self.mapping(indent + 2))
            else:
                self.at += 1
                found.append(_scalar(rest, line))
        return found

    def value(self, rest: str, line: Line) -> Any:
        if rest.startswith("*"):
            return self.anchors[rest[1:]]
        anchor, rest = (rest[1:].partition(" ")[0], rest.partition(" ")[2]) if rest.startswith("&") else ("", rest)
        found = _scalar(rest, line) if rest else self._below(line)
        if anchor:
            self.anchors[anchor] = found
        return found

    def _below(self, line: Line) -> Any:
        if self.at < len(self.lines) and self.lines[self.at].indent > line.indent:
            return self.block(self.lines[self.at].indent)
        return None


def _scalar(text: str, line: Line) -> Any:
    if text.startswith(('"', "[")):
        return json.loads(text)
    if text[:1] in "'{&*!|>%@`" and text:
        raise ValueError(f"Line {line.number}: not read here: {text}")
    if text in ("true", "false"):
        return text == "true"
    return int(text) if re.fullmatch(r"-?[0-9]+", text) else text
