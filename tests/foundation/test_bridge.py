"""The bridge: bars join, the axis breaks only where it helps, words carry the figures."""

import re
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationships.foundation.drawing.bridge import Bar, axis, bridge, bridge_start
from relationships.foundation.drawing.bridge_axis import place_blocks

STEPS = ("lost", "shrunk", "grown", "reactivated", "new")


def bars(previous: str, *steps: str) -> list[Bar]:
    amounts = [Decimal(step) for step in steps]
    middle = [Bar(key, key, amount, 3, f"/{key}/") for key, amount in zip(STEPS, amounts, strict=True)]
    total = Decimal(previous) + sum(amounts)
    return [Bar("previous", "Last year", Decimal(previous)), *middle, Bar("current", "This year", total)]


FIRM = bars("39.2", "-2.9", "-3.4", "2.2", "1.4", "5.3")
SMALL = bars("720", "-140", "-120", "250", "170", "1075")


def test_small_steps_on_a_large_total_break_the_axis_and_say_so():
    foot, top = axis(FIRM)
    assert 0 < foot < Decimal("32.9")
    assert top == Decimal("41.8")
    assert bridge_start(FIRM, "EUR") == f"bars start at €{foot:.0f}"
    assert bridge(FIRM).count('transform="translate(0 -14)"') == 2


def test_an_axis_that_can_start_at_zero_does():
    assert axis(SMALL) == (0, Decimal(1955))
    assert bridge_start(SMALL) == ""
    assert "translate(0 -14)" not in bridge(SMALL)


@given(st.lists(st.decimals(-500, 500, places=2), min_size=5, max_size=5), st.decimals(-200, 3000, places=2))
def test_each_bar_starts_where_the_one_before_ended(steps, previous):
    firm = bars(str(previous), *map(str, steps))
    foot, top = axis(firm)
    blocks = place_blocks(firm, foot, top)
    for before, after in pairwise(blocks[:-1]):
        ends = (after.bottom, after.top)
        assert min(abs(before.level - end) for end in ends) < 1e-6
    assert all(-1e-6 <= block.bottom <= block.top <= 90 + 1e-6 for block in blocks)


def test_the_last_bar_is_split_into_existing_and_new():
    drawn = bridge(FIRM, "EUR", Decimal("36.5"))
    last = drawn.split("<li>")[-1]
    assert 'class="viz-1"' in last
    assert 'fill="url(#p-new)"' in last


def test_bars_with_an_address_are_links_and_carry_their_words():
    drawn = bridge(FIRM, "EUR")
    assert re.findall(r'<a href="([^"]+)"', drawn) == [f"/{key}/" for key in STEPS]
    assert "· 3" in drawn
    assert '<span class="visually-hidden"> clients, −€3</span>' in drawn


@pytest.mark.parametrize("amount", ["0", "-5"])
def test_years_without_fees_can_be_drawn(amount):
    firm = [Bar("previous", "Last year", Decimal(amount)), Bar("current", "This year", Decimal(amount))]
    assert bridge(firm).count("<li>") == 2


def test_no_bars_draw_an_empty_list():
    assert bridge([]) == '<ol class="bridge"></ol>'


def test_labels_are_text():
    assert "&lt;b&gt;" in bridge([Bar("previous", "<b>", Decimal(1)), Bar("current", "now", Decimal(1))])
