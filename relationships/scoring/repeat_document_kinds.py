"""How each kind of kept document is counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from relationships.scoring.forecast_queries import counted_forecast
from relationships.scoring.one_off_proposals import counted_one_offs
from relationships.scoring.repeat_differences import counted_differences
from relationships.scoring.repeat_documents import Wish
from relationships.scoring.repeat_look_alikes import counted_pairs
from relationships.scoring.second_engagement_queries import counted_second_engagements

KINDS: dict[str, Callable[[Wish], Any]] = {
    "forecast": counted_forecast,
    "second engagement": counted_second_engagements,
    "difference": counted_differences,
    "look-alikes": counted_pairs,
    "one-offs": counted_one_offs,
}
