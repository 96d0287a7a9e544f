"""Touchpoints in words."""

from __future__ import annotations

import pytest

from relationships.interactions.kinds import FEELINGS, GROUPS, KINDS
from relationships.interactions.models import Interaction
from relationships.interactions.quick_line_en import ENGLISH
from relationships.interactions.sentences import lasted, listed, titled, told
from relationships.interactions.touch import ONE_WAY


@pytest.mark.parametrize(
    ("kind", "direction", "ours", "others", "sentence"),
    [
        ("call", "mutual", ["Maya"], ["Ana Ruiz"], "Maya called Ana Ruiz"),
        ("call", "theirs", ["Maya"], ["Ana Ruiz"], "Ana Ruiz called Maya"),
        ("email", "ours", ["Maya", "Henrik"], ["Ana", "Felix"], "Maya and Henrik wrote to Ana and Felix"),
        ("meeting", "mutual", ["Maya"], ["A", "B", "C"], "Maya met A, B and C"),
        ("meeting", "mutual", ["Maya"], ["A", "B", "C", "D", "E"], "Maya met A, B and 3 others"),
        ("meeting", "mutual", [], ["Ana"], "Meeting with Ana"),
        ("letter", "ours", ["Maya"], [], "Letter"),
        ("other", "ours", ["Maya"], ["Ana"], "Note about Ana"),
    ],
)
def test_a_touch_is_told_as_a_sentence(
    kind: str, direction: str, ours: list[str], others: list[str], sentence: str
) -> None:
    assert told(kind, direction, ours, others) == sentence


def test_a_touch_has_a_title() -> None:
    assert (titled("call", ["Ana Ruiz"]), titled("email", ["Ana"]), titled("event", [])) == (
        "call with Ana Ruiz",
        "e-mail to Ana",
        "event",
    )


def test_lists_and_lengths() -> None:
    assert [listed(names) for names in ([], ["A"], ["A", "B"])] == ["", "A", "A and B"]
    assert [lasted(minutes) for minutes in (None, 0, 20, 60, 90, 1440)] == [
        "",
        "",
        "20 min",
        "1 h",
        "1 h 30 min",
        "24 h",
    ]


def test_words_icons_and_groups_know_every_kind_of_touch_and_no_other() -> None:
    kinds = set(Interaction.Kind.values)
    assert set(KINDS) == kinds
    assert {kind for _, group in GROUPS.values() for kind in group} == kinds - {"other"}
    assert {kind for kind, _ in ENGLISH.verbs.values()} <= kinds
    assert ENGLISH.one_way == ONE_WAY <= kinds
    assert set(FEELINGS) == set(Interaction.Sentiment.values)
    assert {direction for _, direction in ENGLISH.verbs.values()} <= {"", *Interaction.Direction.values}
