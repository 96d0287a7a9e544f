"""What the check page asks: who is meant by rows that would be new, but look like somebody who is here."""

from __future__ import annotations

from dataclasses import dataclass

from relationships.imports import file_store
from relationships.imports.chosen import AS_NEW, LEAVE_OUT, THE_LIKEST
from relationships.imports.file_store import Known
from relationships.imports.models import FileImport
from relationships.imports.readable import readable

ASKED_A_PAGE = 20
Choices = list[tuple[str, str, bool]]
"""Value, words, whether chosen."""


@dataclass(frozen=True)
class AskedLine:
    """A row or a name, those whom it may mean, and what to do with it."""

    name: str
    key: str
    said: str
    where: str
    known: list[Known]
    choices: Choices


@dataclass(frozen=True)
class Asked:
    """Some of the questions."""

    lines: list[AskedLine]
    count: int
    answered: int
    first: int
    last: int
    next: int | None
    previous: int | None
    for_all: list[tuple[str, str]]


def asked_page(item: FileImport, first: str) -> Asked | None:
    """The questions from number `first` on; None when there are none."""
    count = (item.checked or {}).get("questions", 0)
    if not count:
        return None
    begin = int(first) if first.isdecimal() and len(first) < 7 else 0
    shown = list(file_store.questions_of(item, first=begin, count=ASKED_A_PAGE))
    return Asked(
        lines=[_line(each, item) for each in shown],
        count=count,
        answered=len(item.choices),
        first=begin + 1,
        last=begin + len(shown),
        next=begin + ASKED_A_PAGE if begin + ASKED_A_PAGE < count else None,
        previous=max(0, begin - ASKED_A_PAGE) if begin else None,
        for_all=[
            ("", "One by one, as chosen below"),
            (THE_LIKEST, "Take each for the one it is nearly certain to be"),
            (AS_NEW, "Bring in each as new"),
            (LEAVE_OUT, "Leave each out"),
        ],
    )


def _line(asked: file_store.Question, item: FileImport) -> AskedLine:
    answer = item.choices.get(asked.key, [None, None, AS_NEW])[2]
    at = f"line {asked.lines[0]:,}"
    where = f"{asked.rows:,} rows, the first: {at}" if asked.rows > 1 else at
    update = [
        (each.public_id, f"{_WORD[bool(asked.client)]} {readable(each.name)}")
        for each in asked.known
        if each.may_update
    ]
    offered = [*update, (AS_NEW, "Bring in as new"), (LEAVE_OUT, "Leave out")]
    return AskedLine(
        name=f"choice-{asked.key}",
        key=asked.key,
        said=asked.said,
        where=where,
        known=asked.known,
        choices=[(value, words, value == answer) for value, words in offered],
    )


_WORD = {True: "Take for", False: "Update"}
