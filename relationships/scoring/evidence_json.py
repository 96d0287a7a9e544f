"""Evidence as a document for machines: what `manage.py evidence --json` prints. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from relationships.scoring.evidence import Evidence
from relationships.scoring.prediction_quality import Bin

_DIGITS = 6


def as_document(found: Sequence[Evidence], *, horizon_months: int, book_months: int) -> dict[str, Any]:
    """`{horizon_months, book_months, cutoffs: […]}`; null is not enough data."""
    return {"horizon_months": horizon_months, "book_months": book_months, "cutoffs": [_cutoff(each) for each in found]}


def _cutoff(found: Evidence) -> dict[str, Any]:
    return {
        "cutoff": found.cutoff.isoformat(),
        "n": found.n,
        "base_rate": rounded(found.base_rate),
        "auc": _rounded(found.auc),
        "brier": _rounded(found.brier),
        "calibration": [as_bin(each) for each in found.calibration],
    }


def as_bin(each: Bin) -> dict[str, Any]:
    """One bin."""
    return {"n": each.n, "predicted": rounded(each.predicted), "observed": rounded(each.observed)}


def _rounded(figures: Mapping[str, float | None]) -> dict[str, float | None]:
    return {name: rounded(each) for name, each in figures.items()}


def rounded(figure: float | None) -> float | None:
    """To six places, so that two machines print the same."""
    return None if figure is None else round(figure, _DIGITS)
