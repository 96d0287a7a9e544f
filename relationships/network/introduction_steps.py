"""The steps of an introduction: those taken with their days, and those that can follow. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol


class Standing(Protocol):
    """Where an introduction stands."""

    state: str
    outcome: str
    asked_on: date
    answered_on: date | None
    agreed_on: date | None
    made_on: date | None
    outcome_on: date | None
    thanked_on: date | None


@dataclass(frozen=True)
class Step:
    """One step. `on` is None while it lies ahead; `bad`: it ends there."""

    key: str
    words: str
    on: date | None = None
    bad: bool = False


_FOLLOW: dict[str, tuple[Step, ...]] = {
    "asked": (Step("accept", "I will ask them"), Step("decline", "Rather not")),
    "accepted": (Step("agree", "They agreed"), Step("refuse", "They would rather not")),
    "agreed": (Step("make", "Introduced"),),
}


def next_steps(introduction: Standing) -> list[Step]:
    """What can be done now, the hoped-for first."""
    found = list(_FOLLOW.get(introduction.state, ()))
    if introduction.state not in ("asked", "withdrawn") and introduction.thanked_on is None:
        found.append(Step("thank", "Thanked"))
    if introduction.state in _FOLLOW:
        found.append(Step("withdraw", "No longer wanted"))
    if introduction.state != "asked" and not introduction.outcome:
        found.append(Step("take-back", "Take back the last step"))
    return found


def steps_of(introduction: Standing) -> list[Step]:
    """Every step of the way in its order, with the days of those that were taken."""
    state = introduction.state
    said_no = state == "declined"
    found = [
        Step("asked", "Asked", introduction.asked_on),
        Step("answered", "Declined" if said_no else "Accepted", introduction.answered_on, said_no),
    ]
    if not said_no:
        refused = state == "refused"
        words = "They would rather not" if refused else "The other side agreed"
        found.append(Step("agreed", words, introduction.agreed_on, refused))
        if not refused:
            found.append(Step("made", "Introduced", introduction.made_on))
            found.append(Step("outcome", "What came of it", introduction.outcome_on))
    found.append(Step("thanked", "Thanked", introduction.thanked_on))
    if state == "withdrawn":
        found = [step for step in found if step.on] + [Step("withdrawn", "No longer wanted", None, True)]
    return found


def state_before(introduction: Standing) -> str:
    """Where it stood before its last step."""
    if introduction.state == "withdrawn":
        if introduction.agreed_on:
            return "agreed"
        return "accepted" if introduction.answered_on else "asked"
    before = {"accepted": "asked", "declined": "asked", "agreed": "accepted", "refused": "accepted", "made": "agreed"}
    return before[introduction.state]
