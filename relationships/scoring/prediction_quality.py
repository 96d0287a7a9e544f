"""How good a prediction was: AUC with its error, Brier score, calibration in ten bins, lift by tenth. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from relationships.scoring.arrays import Floats, np

BINS = 10
# Sums in another order differ in the last bits; that makes no difference between two clients.
DIGITS = 9


@dataclass(frozen=True)
class Bin:
    """`n` clients, the mean probability predicted for them, and the share that came."""

    n: int
    predicted: float
    observed: float


def auc(scores: Floats, came: Floats) -> float | None:
    """How often one who came scores above one who did not; equal scores count half. None with one class."""
    yes = int(came.sum())
    no = len(came) - yes
    if not yes or not no:
        return None
    _, place, counts = np.unique(np.round(scores, DIGITS), return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    return float((ranks[came > 0].sum() - yes * (yes + 1) / 2) / (yes * no))


def auc_error(area: float, yes: int, no: int) -> float:
    """Standard error of an AUC from `yes` and `no` cases (Hanley and McNeil 1982)."""
    one, two = area / (2 - area), 2 * area * area / (1 + area)
    spread = area * (1 - area) + (yes - 1) * (one - area * area) + (no - 1) * (two - area * area)
    return float(np.sqrt(max(spread, 0.0) / (yes * no)))


def brier(probabilities: Floats, came: Floats) -> float:
    """Mean squared error of probabilities; 0 is perfect, the variance of the outcome is knowing the base rate only."""
    return float(np.mean((probabilities - came) ** 2))


def calibration(probabilities: Floats, came: Floats) -> list[Bin]:
    """Bins of equal width (0-10 %, 10-20 % …) that hold somebody, lowest first."""
    place = np.minimum((probabilities * BINS).astype(int), BINS - 1)
    within = [place == each for each in range(BINS)]
    return [_bin(probabilities[each], came[each]) for each in within if each.any()]


def calibration_error(bins: list[Bin]) -> float | None:
    """Mean distance of predicted and observed, weighed by clients. None without any."""
    total = sum(each.n for each in bins)
    return sum(each.n * abs(each.predicted - each.observed) for each in bins) / total if total else None


def tenths(probabilities: Floats, came: Floats) -> list[Bin]:
    """Ten groups of as many clients each, the likeliest first."""
    order = np.argsort(-np.round(probabilities, DIGITS), kind="stable")
    return [_bin(probabilities[part], came[part]) for part in np.array_split(order, BINS) if len(part)]


def _bin(probabilities: Floats, came: Floats) -> Bin:
    return Bin(len(came), float(probabilities.mean()), float(came.mean()))
