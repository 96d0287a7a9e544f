"""The log line's grammar: what one line of typing says, before anybody knows who is meant."""

from __future__ import annotations

import datetime as dt
import re
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relationships.interactions.quick_line import Line, Piece, read
from relationships.interactions.quick_line_de import GERMAN
from relationships.interactions.quick_line_en import ENGLISH
from relationships.interactions.quick_line_words import Words
from tests.examples import examples

MONDAY = dt.date(2026, 11, 23)


def said(line: str, words: Words = ENGLISH) -> Line:
    return read(line, today=MONDAY, words=words)


def summary(line: Line) -> dict[str, Any]:
    """Everything the line says, empty parts left out, mentions as their text."""
    parts = {name: getattr(line, name) for name in line.__slots__ if name != "tokens"}
    parts["people"] = [mention.text for mention in line.people]
    parts["clients"] = [mention.text for mention in line.clients]
    return {name: value for name, value in parts.items() if value not in ("", None, [])}


def day(day_of_month: int, month: int, year: int = 2026) -> dt.date:
    return dt.date(year, month, day_of_month)


TABLE: list[tuple[str, dict[str, Any]]] = [
    # The reference grammar's own lines.
    (
        "call with Ana Ruiz @ Novagen yesterday 20m re renewal",
        {"kind": "call", "people": ["Ana Ruiz"], "clients": ["Novagen"], "on": day(22, 11), "minutes": 20}
        | {"about": "renewal"},
    ),
    (
        "c ana@nov yd 20m re renewal",
        {"kind": "call", "people": ["ana"], "clients": ["nov"], "on": day(22, 11), "minutes": 20, "about": "renewal"},
    ),
    ("c jonas 20m", {"kind": "call", "people": ["jonas"], "minutes": 20}),
    (
        "lunch with Marta and Samuel fri 1h30 ++",
        {"kind": "meeting", "people": ["Marta", "Samuel"], "on": day(20, 11), "minutes": 90, "feel": 2},
    ),
    (
        "email to Leila re patent note > 2w",
        {"kind": "email", "direction": "ours", "people": ["Leila"], "about": "patent note", "next_on": day(7, 12)},
    ),
    (
        "m felix, ana 12 nov 1h re steering committee +",
        {"kind": "meeting", "people": ["felix", "ana"], "on": day(12, 11), "minutes": 60, "feel": 1}
        | {"about": "steering committee"},
    ),
    ("zoom samuel 3 days ago 45 min", {"kind": "meeting", "people": ["samuel"], "on": day(20, 11), "minutes": 45}),
    (
        "met Piotr Zajac 14 dec re moot court",
        {"kind": "meeting", "people": ["Piotr Zajac"], "on": day(14, 12, 2025), "about": "moot court"},
    ),
    ("called anna rutledge today", {"kind": "call", "people": ["anna rutledge"], "on": MONDAY}),
    (
        "wrote to Jonas about disputed invoice - > 3d",
        {"kind": "email", "direction": "ours", "people": ["Jonas"], "about": "disputed invoice", "feel": -1}
        | {"next_on": day(26, 11)},
    ),
    ("Ana last mon", {"people": ["Ana"], "on": day(16, 11)}),
    ("coffee with Nobody Known yesterday", {"kind": "meeting", "people": ["Nobody Known"], "on": day(22, 11)}),
    # Context fills the rest.
    ("c 20m re renewal", {"kind": "call", "minutes": 20, "about": "renewal"}),
    ("re renewal", {"about": "renewal"}),
    ("", {}),
    # Verbs.
    ("had a quick video call with Ana", {"kind": "meeting", "people": ["Ana"]}),
    ("vm jonas", {"kind": "call", "direction": "ours", "people": ["jonas"]}),
    ("email from Leila", {"kind": "email", "direction": "theirs", "people": ["Leila"]}),
    ("call from Ana", {"kind": "call", "people": ["Ana"]}),
    ("M. Kowalczyk", {"people": ["M. Kowalczyk"]}),
    ("An Nguyen", {"people": ["An Nguyen"]}),
    (
        "Steering committee with Ana, Felix",
        {"kind": "meeting", "people": ["Ana", "Felix"]} | {"about": "Steering committee"},
    ),
    (
        "board dinner @ Smith and Sons yd",
        {"kind": "meeting", "clients": ["Smith and Sons"], "on": day(22, 11)} | {"about": "board dinner"},
    ),
    # Names.
    ("c monica 20m", {"kind": "call", "people": ["monica"], "minutes": 20}),
    ("e ana@novagen.com yd", {"kind": "email", "people": ["ana@novagen.com"], "on": day(22, 11)}),
    ("ana@smith and felix", {"people": ["ana", "felix"], "clients": ["smith"]}),
    ("met Ana with Henrik", {"kind": "meeting", "people": ["Ana", "Henrik"]}),
    ("lunch ana + samuel +", {"kind": "meeting", "people": ["ana", "samuel"], "feel": 1}),
    ("c ana@nov, jonas@vantera", {"kind": "call", "people": ["ana", "jonas"], "clients": ["nov", "vantera"]}),
    ("met Ana at Novagen at 9", {"kind": "meeting", "people": ["Ana"], "clients": ["Novagen"], "at": dt.time(9)}),
    # Topics.
    ("call ana - renewal terms", {"kind": "call", "people": ["ana"], "about": "renewal terms"}),
    ("call ana: costs", {"kind": "call", "people": ["ana"], "about": "costs"}),
    ("lunch in Basel with Ana re: renewal", {"kind": "meeting", "people": ["Ana"], "about": "renewal, in Basel"}),
    ("c ana re report due fri", {"kind": "call", "people": ["ana"], "on": day(20, 11), "about": "report due"}),
    ("c ana yd re report due fri", {"kind": "call", "people": ["ana"], "on": day(22, 11), "about": "report due fri"}),
    ("re the 12 nov contract", {"about": "the 12 nov contract"}),
    ("> > >", {"about": "> > >"}),
    # Days and times.
    ("c ana 2026-11-02", {"kind": "call", "people": ["ana"], "on": day(2, 11)}),
    ("c ana 2027-01-02", {"kind": "call", "people": ["ana"], "on": day(2, 1, 2027)}),
    ("c ana tomorrow", {"kind": "call", "people": ["ana"], "on": day(24, 11)}),
    ("c ana on 3rd of march 2024", {"kind": "call", "people": ["ana"], "on": day(3, 3, 2024)}),
    ("c ana nov 12", {"kind": "call", "people": ["ana"], "on": day(12, 11)}),
    ("c ana 29 feb", {"kind": "call", "people": ["ana"], "on": day(29, 2, 2024)}),
    ("c ana 31 feb", {"kind": "call", "people": ["ana 31 feb"]}),
    ("c ana two weeks ago", {"kind": "call", "people": ["ana"], "on": day(9, 11)}),
    ("c ana last week", {"kind": "call", "people": ["ana"], "on": day(16, 11)}),
    ("c ana monday", {"kind": "call", "people": ["ana"], "on": day(16, 11)}),
    ("c ana 14:30", {"kind": "call", "people": ["ana"], "at": dt.time(14, 30)}),
    ("c ana 12am", {"kind": "call", "people": ["ana"], "at": dt.time(0)}),
    ("c ana 3pm 1.5h", {"kind": "call", "people": ["ana"], "at": dt.time(15), "minutes": 90}),
    ("c ana half an hour", {"kind": "call", "people": ["ana"], "minutes": 30}),
    ("c ana 99999m", {"kind": "call", "people": ["ana 99999m"]}),
]


@pytest.mark.parametrize(("line", "meaning"), TABLE, ids=[line or "nothing" for line, _ in TABLE])
def test_a_line_says_what_was_meant(line: str, meaning: dict[str, Any]) -> None:
    assert summary(said(line)) == meaning


GERMAN_TABLE: list[tuple[str, dict[str, Any]]] = [
    (
        "a ana@nov gestern 20m wg Verlängerung",
        {"kind": "call", "people": ["ana"], "clients": ["nov"], "on": day(22, 11), "minutes": 20}
        | {"about": "Verlängerung"},
    ),
    (
        "Mittagessen mit Ana von Trapp und Jörg am Freitag 1,5h ++",
        {"kind": "meeting", "people": ["Ana von Trapp", "Jörg"], "on": day(20, 11), "minutes": 90, "feel": 2},
    ),
    ("hatte ein kurzes Telefonat mit Leila vor 3 Tagen", {"kind": "call", "people": ["Leila"], "on": day(20, 11)}),
    ("mit Ana telefoniert, eine halbe Stunde", {"kind": "call", "people": ["Ana"], "minutes": 30}),
    ("E-Mail von Leila", {"kind": "email", "direction": "theirs", "people": ["Leila"]}),
    (
        "Mail an Jonas wegen Rechnung > 2 Wochen",
        {"kind": "email", "direction": "ours", "people": ["Jonas"], "about": "Rechnung", "next_on": day(7, 12)},
    ),
    (
        "Besprechung bei Novagen am 12.11. um 14.30 Uhr zum Angebot",
        {"kind": "meeting", "clients": ["Novagen"], "on": day(12, 11), "at": dt.time(14, 30), "about": "Angebot"},
    ),
    ("t ana 3. März 2024 9 Uhr", {"kind": "meeting", "people": ["ana"], "on": day(3, 3, 2024), "at": dt.time(9)}),
    ("a ana 12.11.25", {"kind": "call", "people": ["ana"], "on": day(12, 11, 2025)}),
    ("a ana vor einer Woche", {"kind": "call", "people": ["ana"], "on": day(16, 11)}),
    ("a ana letzte Woche", {"kind": "call", "people": ["ana"], "on": day(16, 11)}),
    ("a ana letzten Montag -", {"kind": "call", "people": ["ana"], "on": day(16, 11), "feel": -1}),
    ("Abendessen in Wien mit Ana", {"kind": "meeting", "people": ["Ana"], "about": "in Wien"}),
    ("a ana 31.2.", {"kind": "call", "people": ["ana 31.2."]}),
]


@pytest.mark.parametrize(("line", "meaning"), GERMAN_TABLE, ids=[line for line, _ in GERMAN_TABLE])
def test_the_same_grammar_reads_german_by_its_own_words(line: str, meaning: dict[str, Any]) -> None:
    assert summary(said(line, GERMAN)) == meaning


def test_tokens_lie_where_the_words_stand() -> None:
    line = "call with Ana Ruiz @ Novagen yesterday 20m re renewal +"
    assert [(token.piece, line[token.start : token.end]) for token in said(line).tokens] == [
        (Piece.WHAT, "call"),
        (Piece.WITH, "Ana Ruiz"),
        (Piece.CLIENT, "Novagen"),
        (Piece.WHEN, "yesterday"),
        (Piece.LONG, "20m"),
        (Piece.ABOUT, "renewal"),
        (Piece.FEEL, "+"),
    ]


def test_at_a_place_keeps_its_words_in_case_no_client_is_called_so() -> None:
    assert said("met Ana at the Ritz").clients[0].phrase == "at the Ritz"


WORDS = st.sampled_from(
    ["c", "with", "Ana", "@", "@nov", "ana@nov", "yd", "fri", "12", "nov", "20m", "1h30", "+", "--", ">", "2w", "re"]
    + [
        "vor",
        "Tagen",
        "von",
        "telefoniert",
        "12.11.",
        "Uhr",
        "um",
        ":",
        "-",
        ",",
        "and",
        "at",
        "9",
        "last",
        "ago",
        "3",
        "days",
        "in",
        "Zürich",
        "\u202e",
        "\x00",
        "李",
        "½",
        "²",
    ]
)


@given(
    st.one_of(st.text(max_size=2_200), st.lists(WORDS, max_size=400).map(" ".join)), st.sampled_from([ENGLISH, GERMAN])
)
@settings(max_examples=examples(300), deadline=None)
def test_no_line_breaks_it_and_tokens_never_overlap(line: str, words: Words) -> None:
    read_line = said(line, words)
    ends = [0, *(token.end for token in read_line.tokens)]
    assert all(token.start >= end for token, end in zip(read_line.tokens, ends, strict=False))
    assert all(token.start < token.end <= len(line) for token in read_line.tokens)
    assert read_line.minutes is None or 1 <= read_line.minutes <= 14_400


@given(st.lists(WORDS, max_size=60))
@settings(max_examples=examples(200), deadline=None)
def test_every_word_said_is_read_as_something_or_only_joins(words: list[str]) -> None:
    line = " ".join(words)
    covered = {place for token in said(line).tokens for place in range(token.start, token.end)}
    left = "".join(letter if place not in covered else " " for place, letter in enumerate(line))
    assert set(re.findall(r"\w+", left)) <= {"with", "and", "at", "re"}


@pytest.mark.parametrize(
    "line",
    ["- " * 1_000, "+ x " * 500, "1 " * 1_000, "12 nov " * 285, "@" * 2_000, ", " * 1_000, "at " * 666, "a" * 2_000]
    + ["re " + "20m fri + " * 190, "in x " * 400, "ana, " * 400, "prose with words " * 117],
    ids=lambda line: line[:10],
)
def test_two_thousand_characters_take_at_most_five_milliseconds(line: str) -> None:
    said(line)
    took = []
    for _ in range(5):
        begun = time.thread_time()
        said(line)
        took.append(time.thread_time() - begun)
    assert min(took) <= 0.005
