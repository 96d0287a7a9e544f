"""What holds of all that somebody said: the newest word for each channel and purpose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from relationships.alumni.consent_state import RENEW_WITHIN_DAYS, ConsentState, state_of

TODAY = date(2026, 11, 22)


@dataclass
class Word:
    state: str
    said_on: date | None = date(2026, 1, 5)
    review_on: date | None = date(2028, 1, 5)
    purpose: str = "all"
    channel: str = "any"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([], ConsentState("unknown")),
        ([Word("given")], ConsentState("given", ("all",), date(2028, 1, 5))),
        ([Word("given", date(2026, 1, 5)), Word("withdrawn", date(2026, 3, 1))], ConsentState("withdrawn")),
        # Recorded later, said earlier: an old list takes nothing back.
        (
            [Word("given", date(2026, 3, 1)), Word("declined", date(2025, 3, 1))],
            ConsentState("given", ("all",), date(2028, 1, 5)),
        ),
        (
            [Word("given", purpose="news"), Word("withdrawn", date(2026, 2, 1), purpose="events")],
            ConsentState("given", ("news",), date(2028, 1, 5)),
        ),
        ([Word("given", None, None)], ConsentState("renew", ("all",), None)),
        ([Word("declined", None)], ConsentState("declined")),
    ],
)
def test_the_newest_word_holds(said: list[Word], expected: ConsentState) -> None:
    assert state_of(said, TODAY) == expected


@pytest.mark.parametrize(
    ("days", "key"), [(RENEW_WITHIN_DAYS, "renew"), (RENEW_WITHIN_DAYS + 1, "given"), (-1, "renew")]
)
def test_an_agreement_is_to_be_renewed_before_its_review(days: int, key: str) -> None:
    assert state_of([Word("given", review_on=TODAY + timedelta(days=days))], TODAY).key == key
