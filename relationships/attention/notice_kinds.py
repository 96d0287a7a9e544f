"""The kinds of notices: how they look, and what is told when nobody has chosen. Pure."""

from __future__ import annotations

ICONS = {
    "promise_due": "flag",
    "promise_late": "alert-triangle",
    "planned": "calendar-event",
    "alert": "bell",
    "doubt": "help",
    "card": "id-badge-2",
}
ON_PAGE = tuple(ICONS)
BY_MAIL = ("promise_due",)
"""Nothing is pushed by default but promises that are due."""
HOUR = 7
