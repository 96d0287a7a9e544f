"""Shares as per cent."""

from decimal import Decimal

import pytest

from relationships.foundation.display.share import percent, signed


@pytest.mark.parametrize(
    ("share", "digits", "written"),
    [
        (Decimal("0.873"), 1, "87.3\u00a0%"),
        (Decimal("0.87349999"), 1, "87.3\u00a0%"),
        (Decimal("0.8735"), 1, "87.4\u00a0%"),
        (0.85, 0, "85\u00a0%"),
        (Decimal(1), 1, "100.0\u00a0%"),
        (Decimal("-0.02"), 1, "−2.0\u00a0%"),
        (None, 1, "no data"),
    ],
)
def test_a_share_is_written_as_per_cent(share, digits, written):
    assert percent(share, digits) == written


@pytest.mark.parametrize(("change", "written"), [(2.2, "+2.2"), (Decimal("-3.40"), "−3.4"), (0, "0"), (100, "+100")])
def test_a_change_carries_its_sign(change, written):
    assert signed(change) == written
