"""What an alert says, in one sentence with its dates and no amounts. Pure.

Roles that see no fees are not told either that a client is a large one, or when business came in.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from relationships.foundation.display.days import day as said_day
from relationships.foundation.display.grade import grade_word

OF_FEES = ("business_on", "due_on", "gap")


def without_fees(details: Mapping[str, Any]) -> dict[str, Any]:
    """The details of an alert for somebody who sees no fees."""
    return {key: value for key, value in details.items() if key not in OF_FEES} | {"sized": False}


def reason(kind: str, details: Mapping[str, Any], today: date) -> str:
    """Why this alert was raised."""
    return {"grade_fell": _fell, "key_person_left": _left, "one_thread": _thread}.get(kind, _quiet)(details, today)


def _fell(details: Mapping[str, Any], today: date) -> str:
    before, now = details.get("from", ""), details.get("to", "")
    return (
        f"Health fell from {before}, {grade_word(before).lower()}, to {now}, {grade_word(now).lower()}, within a week."
    )


def _left(details: Mapping[str, Any], today: date) -> str:
    left = details.get("left_on")
    when = f" on {said_day(date.fromisoformat(left), today)}" if left else ""
    return f"Somebody who decides there left{when}, and nobody of ours has a living tie to another who does."


def _thread(details: Mapping[str, Any], today: date) -> str:
    people, colleagues = details.get("people") or 0, details.get("colleagues") or 0
    if not people or not colleagues:
        return f"{_client(details)} without a single living tie."
    side = "one colleague of ours" if colleagues <= 1 else "one person of theirs"
    return f"{_client(details)} that hangs by {side}."


def _client(details: Mapping[str, Any]) -> str:
    return "A large client" if details.get("sized", True) else "A client"


def _quiet(details: Mapping[str, Any], today: date) -> str:
    heard, business = details.get("heard_on"), details.get("business_on")
    parts = []
    if heard and (today - date.fromisoformat(heard)).days > 2 * (details.get("usual") or 30):
        parts.append(
            f"last heard from {said_day(date.fromisoformat(heard), today)}, expected every {details.get('usual')} days"
        )
    if business and details.get("due_on"):
        due = said_day(date.fromisoformat(details["due_on"]), today)
        parts.append(f"last business {said_day(date.fromisoformat(business), today)}, due by {due} by its own rhythm")
    elif (
        business
        and "due_on" not in details
        and (today - date.fromisoformat(business)).days > 1.5 * max(details.get("gap") or 365, 30)
    ):
        parts.append(
            f"last business {said_day(date.fromisoformat(business), today)}, usually every {details.get('gap')} days"
        )
    who = "One of the largest clients" if details.get("sized", True) else "A client"
    return f"{who} is quiet: {'; '.join(parts)}." if parts else f"{who} was quiet."
