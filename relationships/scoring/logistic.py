"""Logistic regression by Newton's method, with weights held towards a starting point. Pure."""

from __future__ import annotations

from relationships.scoring.arrays import Floats, np

MOST_STEPS = 50
# Beyond this a probability is 0 or 1 to fifteen digits.
FARTHEST = 35.0


def probability(logits: Floats) -> Floats:
    """1 ÷ (1 + e^−logit)."""
    found: Floats = 1.0 / (1.0 + np.exp(-np.clip(logits, -FARTHEST, FARTHEST)))
    return found


def logistic(inputs: Floats, came: Floats, weights: Floats, *, ridge: Floats, start: Floats) -> Floats:
    """The coefficients (one per column of `inputs`) that explain `came` (0 or 1) best.

    `weights` is how much each row counts. `ridge` is, per coefficient, how strongly it is held to its `start`: as much as
    that many rows would.
    """
    found = start.copy()
    cost = _cost(inputs, came, weights, found, ridge, start)
    for _ in range(MOST_STEPS):
        guess = probability(inputs @ found)
        slope = inputs.T @ (weights * (came - guess)) - ridge * (found - start)
        curve = (inputs * (weights * guess * (1 - guess))[:, None]).T @ inputs + np.diag(ridge + 1e-9)
        step = np.linalg.solve(curve, slope)
        length, better = 1.0, cost
        while length > 1e-4:
            better = _cost(inputs, came, weights, found + length * step, ridge, start)
            if better <= cost + 1e-9:
                break
            length /= 2
        found = found + length * step
        if cost - better < 1e-8 * max(1.0, abs(cost)):
            break
        cost = better
    return found


def _cost(inputs: Floats, came: Floats, weights: Floats, found: Floats, ridge: Floats, start: Floats) -> float:
    logits = inputs @ found
    missed = (weights * (np.logaddexp(0.0, logits) - came * logits)).sum()
    return float(missed + 0.5 * (ridge * (found - start) ** 2).sum())
