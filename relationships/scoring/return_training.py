"""Choosing and fitting the model for a cut-off from earlier cut-offs alone, each with its horizon over by then.

The terms are chosen, and their effect is recalibrated, by what would have been predicted at up to five earlier cut-offs
from cut-offs earlier still (`return_trials`); the level follows those of earlier years (`return_level`): never anything
of the year that is to be predicted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from relationships.scoring.arrays import np
from relationships.scoring.return_book import Book
from relationships.scoring.return_facts import Span
from relationships.scoring.return_level import level_of, next_level
from relationships.scoring.return_model import YEARLY, ReturnModel, fitted, in_years, slope_of, year_of
from relationships.scoring.return_terms import UNTRIED, Candidate, TermSet
from relationships.scoring.return_trials import FEWEST_CLIENTS, Load, Trial, Trials, clients_of, enough

TRIED_ON = 5
# To rank worse than what anybody could sort by weighs this many times as much as to rank better than the others.
WORSE_THAN_PLAIN = 20.0
# Firms change: each earlier trial says half as much about the slope as the one after it.
OLDER_TRIAL = 0.5
# A large firm's model is fitted to as many of its clients.
MOST_OF_A_BOOK = 20_000
# A short horizon leaves room for more cut-offs than years; with fewer than these it is used.
ENOUGH_CUTOFFS = 3


@dataclass(frozen=True)
class Training:
    """A fitted model, or None and in `missing` what it lacks. `clients` different ones at `cutoffs`, newest first."""

    model: ReturnModel | None
    cutoffs: list[date]
    clients: int
    missing: str = ""
    tried_on: list[date] = field(default_factory=list)


@dataclass
class School:
    """Trains models for any cut-off of one ledger; fits and trials are made once."""

    span: Span | None
    load: Load
    horizon_months: int = 12
    _trials: dict[int, Trials] = field(default_factory=dict)

    def train(self, cutoff: date) -> Training:
        """The model for `cutoff`. A young firm's cut-offs are closer, until there are clients enough."""
        found: list[Book] = []
        for step in _steps(self.horizon_months) if self.span else ():
            trials = self._apart(step)
            found = trials.books(cutoff)
            if clients_of(found) >= FEWEST_CLIENTS and (self.horizon_months >= 12 or len(found) >= ENOUGH_CUTOFFS):
                break
        days, clients = [book.cutoff for book in found], clients_of(found)
        if missing := _missing(found, clients):
            return Training(None, days, clients, missing)
        model, tried_on = chosen(cutoff, trials)
        return Training(model, days, clients, tried_on=tried_on)

    def _apart(self, step: int) -> Trials:
        assert self.span is not None
        if step not in self._trials:
            self._trials[step] = Trials(self.span, self.load, self.horizon_months, step)
        return self._trials[step]


def train(cutoff: date, span: Span | None, load: Load, *, horizon_months: int = 12) -> Training:
    """The model for one cut-off."""
    return School(span, load, horizon_months).train(cutoff)


def _steps(horizon_months: int) -> tuple[int, ...]:
    """Months between cut-offs, the wished-for first."""
    return (12, 3, 1) if horizon_months >= 12 else (12, horizon_months, 1)


def _missing(books: Sequence[Book], clients: int) -> str:
    if clients < FEWEST_CLIENTS:
        return (
            f"{clients} clients had a year behind them and a year to come back in; "
            f"a model needs {FEWEST_CLIENTS}, so more years of the ledger are needed."
        )
    if not enough(books):
        return f"{'Everybody' if books[0].came[0] else 'Nobody'} came back so far: there is nothing to tell clients apart by."
    return ""


def chosen(cutoff: date, trials: Trials) -> tuple[ReturnModel, list[date]]:
    """The model that did best out of sample, recalibrated, and the cut-offs it was tried on."""
    candidates = trials.candidates(cutoff)
    tried = [trials.trial(day, candidates) for day in trials.cutoffs(cutoff)[:TRIED_ON]]
    best, slope = UNTRIED, 1.0
    if any(tried):
        best = max(candidates, key=lambda each: _mark(each, tried))
        slope = _slope(best, tried)
    model = _levelled(trials.model(best, cutoff), slope, trials.books(cutoff), cutoff)
    return model, [each.cutoff for each in tried if each]


def _mark(candidate: Candidate, tried: Sequence[Trial | None]) -> float:
    """Mean AUC, less what it fell behind the better of recency and decay; larger and later trials count more."""
    mark = 0.0
    for place, trial in enumerate(tried):
        if trial:
            behind = max(0.0, trial.plain - trial.areas[candidate.key])
            mark += len(trial.came) * YEARLY**place * (trial.areas[candidate.key] - WORSE_THAN_PLAIN * behind)
    return mark


def _slope(candidate: Candidate, tried: Sequence[Trial | None]) -> float:
    return slope_of(
        [(each.logits_of(candidate), each.came, OLDER_TRIAL**place) for place, each in enumerate(tried) if each]
    )


def _levelled(model: ReturnModel, slope: float, books: Sequence[Book], cutoff: date) -> ReturnModel:
    """The model with this slope, on the level that its books let expect."""
    logits = [model.logits(book) for book in books]
    middle = float(np.concatenate(logits).mean())
    turned = [middle + slope * (each - middle) for each in logits]
    earlier = [level_of(year_of(book), each, book.came) for book, each in zip(books, turned, strict=True)]
    return model.recalibrated(middle * (1 - slope) + next_level(earlier, in_years(cutoff)), slope)


def baseline(term: str, cutoff: date, books: Sequence[Book]) -> ReturnModel:
    """A model of one term, so that a plain score can be judged as a probability too."""
    return fitted(TermSet(term, (term,), 1.0), books, in_years(cutoff))
