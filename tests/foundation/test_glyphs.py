"""Portraits, ties, changes, bars, years, heat: words and shapes besides colour."""

import re
from decimal import Decimal

import pytest

from relationships.foundation.drawing.avatar import avatar
from relationships.foundation.drawing.delta import delta
from relationships.foundation.drawing.heat_cell import heat_cell, weight
from relationships.foundation.drawing.icon import icon
from relationships.foundation.drawing.meter import meter, steps
from relationships.foundation.drawing.sig import sig
from relationships.foundation.drawing.stacked import stacked
from relationships.foundation.drawing.years import years


def test_an_icon_is_silent_until_it_is_given_words():
    assert 'aria-hidden="true"' in icon("phone")
    assert 'role="img" aria-label="Call &amp; log"' in icon("phone", "Call & log")
    assert icon("phone", size=16).startswith('<svg class="icon icon-16"')
    with pytest.raises(ValueError, match="not 17"):
        icon("phone", size=17)


def test_a_portrait_is_round_for_people_and_square_for_organisations():
    assert "organisation" not in avatar("Ana Ruiz")
    assert "organisation" in avatar("Novagen", kind="organisation")
    assert "alumnus" in avatar("Lukas Frei", alumnus=True)
    with pytest.raises(ValueError, match="not 33"):
        avatar("Ana", size=33)


@pytest.mark.parametrize(
    ("strength", "filled", "word"),
    [(None, 0, "no tie"), (0, 1, "faint"), (20, 1, "faint"), (21, 2, "fair"), (40, 3, "good"), (70, 4, "strong")],
)
def test_a_tie_fills_as_many_bars_as_its_word_says(strength, filled, word):
    drawn = sig(strength)
    assert drawn.count('class="on"') == filled
    assert f'aria-label="{word}"' in drawn


def test_an_inferred_tie_says_so():
    assert 'aria-label="good, inferred"' in sig(50, inferred=True)


@pytest.mark.parametrize(
    ("change", "heard"), [(4, "up 4"), (Decimal("-3.20"), "down 3.2"), (0, "no change"), (Decimal("0.0"), "no change")]
)
def test_a_change_is_heard_as_well_as_seen(change, heard):
    assert heard in re.sub(r"<[^>]+>", "", delta(change))


def test_an_unknown_change_draws_nothing():
    assert delta(None) == ""


def test_a_bar_is_as_long_as_its_part_and_never_longer():
    assert '<rect width="88%"' in meter(22, 25)
    assert '<rect width="100%"' in meter(30, 25)
    assert '<rect width="0%"' in meter(3, 0)
    assert 'aria-label="22 of 25"' in meter(22, 25)


def test_steps_count_what_is_done():
    assert steps(3, 11).count('class="done"') == 3
    assert steps(3, 11).count("<rect") == 11
    assert "<rect" not in steps(0, 0)


def test_years_say_their_amounts_and_leave_missing_ones_empty():
    drawn = years([(2024, Decimal(50)), (2025, None), (2026, Decimal(100))], "EUR")
    assert 'aria-label="Fees by year: 2024 €50, 2025 no data, 2026 €100"' in drawn
    assert re.findall(r'height="([\d.]+)" rx', drawn) == ["26", "0", "52"]
    assert drawn.count('class="now"') == 1
    assert years([]) == ""


def test_negative_years_draw_no_column():
    assert re.findall(r'height="([\d.]+)" rx', years([(2025, Decimal(-5)), (2026, Decimal(0))])) == ["0", "0"]


def test_a_cell_says_what_its_tint_means():
    drawn = heat_cell("D", 4, Decimal(1_700_000), Decimal(41_800_000), "€250k-1m", "EUR", "/clients/?grade=D")
    assert re.sub(r"<[^>]+>", "", drawn) == "4 clients graded D, At risk, €250k-1m: €1.7m"
    assert '<a href="/clients/?grade=D">' in drawn
    assert " client without a grade, under €7k: " in heat_cell("", 1, Decimal(0), Decimal(1), "under €7k")
    assert heat_cell("A", 0, None, None) == '<td class="none">none</td>'


@pytest.mark.parametrize(("amount", "step"), [(None, 1), (-3, 1), (1, 1), (5, 2), (19, 4), (20, 5), (100, 5)])
def test_the_tint_has_five_steps(amount, step):
    assert weight(None if amount is None else Decimal(amount), Decimal(100)) == step


def test_a_stacked_bar_prints_every_count_and_fills_the_width():
    drawn = stacked([("At clients", 148), ("Elsewhere", 464)], "Where our people went")
    assert 'aria-label="Where our people went: At clients 148; Elsewhere 464"' in drawn
    widths = [float(width) for width in re.findall(r'width="([\d.]+)%" height="100%"', drawn)]
    assert sum(widths) == pytest.approx(100, abs=1)
    assert stacked([("Nobody", 0)], "Empty").count('width="0%"') == 1
