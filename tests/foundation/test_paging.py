"""Which page numbers a list offers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationships.foundation.display.paging import page_numbers


@pytest.mark.parametrize(
    ("number", "last", "offered"),
    [
        (1, 1, [1]),
        (1, 4, [1, 2, 3, 4]),
        (7, 200, [1, None, 5, 6, 7, 8, 9, None, 200]),
        (4, 9, [1, 2, 3, 4, 5, 6, None, 9]),
        (5, 9, [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        (200, 200, [1, None, 198, 199, 200]),
    ],
)
def test_gaps_stand_for_two_pages_or_more(number, last, offered):
    assert list(page_numbers(number, last)) == offered


@given(st.integers(1, 200), st.integers(1, 200))
def test_pages_rise_and_hold_first_last_and_present(number, last):
    number = min(number, last)
    offered = list(page_numbers(number, last))
    pages = [page for page in offered if page]
    assert pages == sorted(set(pages))
    assert {1, number, last} <= set(pages)
    assert len(offered) <= 9
