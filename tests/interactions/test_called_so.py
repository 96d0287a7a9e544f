"""Letters that stand for a client: its words begin so, in their order."""

from __future__ import annotations

import pytest

from relationships.interactions.queries.reading import _is_called


@pytest.mark.parametrize(
    ("mention", "name"),
    [("nov", "Novagen Therapeutics"), ("nov th", "Novagen Therapeutics"), ("ther", "Novagen Therapeutics"),
     ("muller", "Müller & Söhne"), ("obrien", "OBrien"), ("a c", "A B C")],
)  # fmt: skip
def test_words_that_begin_so_in_their_order(mention: str, name: str) -> None:
    assert _is_called(name, mention)


@pytest.mark.parametrize(
    ("mention", "name"),
    [("ther nov", "Novagen Therapeutics"), ("agen", "Novagen Therapeutics"), ("nov nov", "Novagen Therapeutics")],
)
def test_other_words_or_another_order(mention: str, name: str) -> None:
    assert not _is_called(name, mention)


@pytest.mark.timeout(20)
def test_a_name_of_very_many_words_is_read_once() -> None:
    assert not _is_called("a " * 150, "a " * 5 + "b")
