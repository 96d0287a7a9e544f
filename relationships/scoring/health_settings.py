"""What a firm may tune of ties and health: one list, for the form, for what is stored, and for what the page tells. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from relationships.network.tie_rules import TieRules
from relationships.scoring.health_evidence import NAMES
from relationships.scoring.health_rules import DEFAULT_RULES, WEIGHTS, HealthRules


@dataclass(frozen=True)
class Setting:
    """One number: `path` leads to it from `HealthRules`; `low` and `high` are what fits; `scale` is how the form shows it."""

    name: str
    path: tuple[str, ...]
    label: str
    low: float
    high: float
    whole: bool = False
    scale: float = 1.0
    words: str = ""


_SEATS = {"A": "Thriving", "B": "Steady", "C": "Cooling", "D": "At risk"}
_TIERS = {"A": "Tier A", "B": "Tier B", "C": "Tier C", "D": "Tier D", "": "Without a tier"}
_TIE_PARTS = {
    "recency": "Last answered",
    "frequency": "How often",
    "reciprocity": "Both ways",
    "depth": "In person",
    "years": "Years known",
    "channels": "Ways of talking",
}

GROUPS: dict[str, tuple[Setting, ...]] = {
    "What health is made of": tuple(
        Setting(f"weight_{key}", ("weights", key), NAMES[key], 0, 100, words="weight") for key in WEIGHTS
    ),
    "From which score a grade begins": tuple(
        Setting(f"band_{key}", ("bands", key), f"{key}, {word}", 1, 99, words="lowest score")
        for key, word in _SEATS.items()
    ),
    "No higher than": (
        Setting(
            "cap_key_contact_left", ("caps", "key_contact_left"), "While a decision maker's leaving is open", 0, 100
        ),
        Setting("cap_single_thread", ("caps", "single_thread"), "While much of the fees hangs on one thread", 0, 100),
        Setting("cap_open_dispute", ("caps", "open_dispute"), "While a dispute is open", 0, 100),
        Setting("large_share", ("large_share",), "Much is more than, % of the firm's fees", 0.1, 100, scale=100),
    ),
    "No grade below": (
        Setting("minimum_touches", ("minimum_touches",), "Touchpoints", 0, 100, whole=True),
        Setting("minimum_days", ("minimum_days",), "Days since the first one", 0, 3650, whole=True),
    ),
    "Days between touchpoints that we expect": tuple(
        Setting(f"interval_{key or 'none'}", ("tie", "intervals", key), word, 1, 3650, whole=True)
        for key, word in _TIERS.items()
    ),
    "What a tie is made of": tuple(
        Setting(f"tie_{key}", ("tie", "weights", key), word, 0, 100, scale=100, words="weight")
        for key, word in _TIE_PARTS.items()
    ),
    "How fast things fade": (
        Setting("sentiment_half_life", ("sentiment_half_life_days",), "Half-life of a declared mood, days", 1, 3650),
        Setting("memory", ("tie", "memory"), "A tie's slow parts fade with so many half-lives", 0.1, 20),
        Setting("departure_days", ("departure_days",), "A leaving stays open for days", 1, 3650, whole=True),
    ),
}
SETTINGS = tuple(each for group in GROUPS.values() for each in group)


class UnfitSettings(ValueError):
    """Numbers that fit one by one, but not together; `name` is the setting to change."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


def values_of(rules: HealthRules) -> dict[str, float]:
    """Every setting as the form shows it, by name."""
    return {each.name: round(_read(rules, each.path) * each.scale, 6) for each in SETTINGS}


def overrides_of(values: Mapping[str, float]) -> dict[str, Any]:
    """What of `values` differs from the product's own rules, as a policy stores it. Raises `UnfitSettings`."""
    _check(values)
    found: dict[str, Any] = {}
    own = values_of(DEFAULT_RULES)
    for each in SETTINGS:
        if abs(values[each.name] - own[each.name]) > 1e-9:
            *way, last = each.path
            place = found
            for step in way:
                place = place.setdefault(step, {})
            place[last] = int(values[each.name]) if each.whole else round(values[each.name] / each.scale, 9)
    return found


def _read(rules: HealthRules | TieRules, path: tuple[str, ...]) -> float:
    found: Any = rules
    for step in path:
        found = found[step] if isinstance(found, Mapping) else getattr(found, step)
    return float(found)


def _check(values: Mapping[str, float]) -> None:
    if not any(values[each.name] for each in GROUPS["What health is made of"]):
        raise UnfitSettings(f"weight_{next(iter(WEIGHTS))}", "The weights can't all be 0.")
    if not any(values[f"tie_{key}"] for key in _TIE_PARTS):
        raise UnfitSettings("tie_recency", "The weights can't all be 0.")
    above = "A"
    for grade in "BCD":
        if values[f"band_{grade}"] >= values[f"band_{above}"]:
            raise UnfitSettings(f"band_{grade}", f"{grade} has to begin below {above}.")
        above = grade


def changed_names(before: HealthRules, after: HealthRules) -> list[tuple[str, float, float]]:
    """Label, number before and after of every setting that differs."""
    old, new = values_of(before), values_of(after)
    return [(each.label, old[each.name], new[each.name]) for each in SETTINGS if old[each.name] != new[each.name]]
