"""Choosing and fitting the model for a cut-off from earlier cut-offs alone, each with its horizon over by then.

The terms are chosen, and the result recalibrated, by what would have been predicted at up to three earlier cut-offs from
cut-offs earlier still (`CANDIDATES`): never by the year that is to be predicted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from relationships.foundation.periods import shift_months
from relationships.scoring.arrays import Floats, np
from relationships.scoring.prediction_quality import auc
from relationships.scoring.return_book import Book
from relationships.scoring.return_facts import Span
from relationships.scoring.return_model import YEARLY, ReturnModel, fitted, recalibration, year_of
from relationships.scoring.return_terms import CANDIDATES, UNTRIED, Candidate

FEWEST_CLIENTS = 100
FEWEST_TO_TRY_ON = 50
MOST_CUTOFFS = 9
TRIED_ON = 3
# Enough to fit 25 weights to; beyond them a fit only takes longer.
MOST_OF_A_BOOK = 20_000
# A short horizon leaves room for more cut-offs than years; with fewer than these it is used.
ENOUGH_CUTOFFS = 3
Load = Callable[[date], Book]


@dataclass(frozen=True)
class Training:
    """A fitted model, or None and in `missing` what it lacks. `clients` different ones at `cutoffs`, newest first."""

    model: ReturnModel | None
    cutoffs: list[date]
    clients: int
    missing: str = ""
    tried_on: list[date] = field(default_factory=list)


def training_cutoffs(cutoff: date, span: Span, *, horizon_months: int, step: int = 12) -> list[date]:
    """Earlier cut-offs, newest first, whose horizon ends by `cutoff`; the same day of earlier years, so seasons match."""
    days = (shift_months(cutoff, -horizon_months - step * number) for number in range(MOST_CUTOFFS))
    return [day for day in days if day > span.first]


def train(cutoff: date, span: Span | None, load: Load, *, horizon_months: int = 12) -> Training:
    """The model for `cutoff`. A young firm's cut-offs are closer, until there are clients enough."""
    found: list[Book] = []
    for step in _steps(horizon_months):
        days = training_cutoffs(cutoff, span, horizon_months=horizon_months, step=step) if span else []
        found = [book for book in map(load, days) if len(book)]
        if _clients(found) >= FEWEST_CLIENTS and (horizon_months >= 12 or len(found) >= ENOUGH_CUTOFFS):
            break
    clients = _clients(found)
    if clients < FEWEST_CLIENTS:
        missing = (
            f"{clients} clients had a year behind them and a year to come back in; "
            f"a model needs {FEWEST_CLIENTS}, so more years of the ledger are needed."
        )
        return Training(None, [book.cutoff for book in found], clients, missing)
    came = np.concatenate([book.came for book in found])
    if (came == came[0]).all():
        missing = f"{'Everybody' if came[0] else 'Nobody'} came back so far: there is nothing to tell clients apart by."
        return Training(None, [book.cutoff for book in found], clients, missing)
    model, tried_on = chosen(cutoff, found, horizon_months=horizon_months)
    return Training(model, [book.cutoff for book in found], clients, tried_on=tried_on)


def _steps(horizon_months: int) -> tuple[int, ...]:
    """Months between cut-offs, the wished-for first."""
    return (12, 3, 1) if horizon_months >= 12 else (12, horizon_months, 1)


def _clients(books: Sequence[Book]) -> int:
    return len({client_id for book in books for client_id in book.client_ids})


def chosen(cutoff: date, books: Sequence[Book], *, horizon_months: int) -> tuple[ReturnModel, list[date]]:
    """The model with the terms that did best out of sample, recalibrated by the same trials, and the cut-offs tried."""
    year = cutoff.toordinal() / 365.25
    candidates = [each for each in CANDIDATES if each.key != "touch" or _touched(books)]
    marks = np.zeros(len(candidates))
    trials: list[tuple[list[Floats], Floats]] = []
    tried_on = []
    for place, judged in enumerate(books[:TRIED_ON]):
        earlier = [book for book in books if shift_months(book.cutoff, horizon_months) <= judged.cutoff]
        if judged.one_class or len(judged) < FEWEST_TO_TRY_ON or not _enough(earlier):
            continue
        guesses = [fitted(each, earlier, year_of(judged)).logits(judged) for each in candidates]
        found = [auc(each, judged.came) or 0.5 for each in guesses]
        marks += len(judged) * YEARLY**place * np.array(found)
        trials.append((guesses, judged.came))
        tried_on.append(judged.cutoff)
    if not trials:
        return fitted(UNTRIED, books, year), []
    best = int(np.argmax(marks))
    model = fitted(candidates[best], books, year)
    logits = np.concatenate([each[best] for each, _ in trials])
    came = np.concatenate([each for _, each in trials])
    return model.recalibrated(*recalibration(logits, came)), tried_on


def _enough(books: Sequence[Book]) -> bool:
    came = {bool(each) for book in books for each in np.unique(book.came)}
    return _clients(books) >= FEWEST_CLIENTS and len(came) == 2


def _touched(books: Sequence[Book]) -> bool:
    return any(bool(book.columns["touches_365"].any()) for book in books)


def baseline(term: str, cutoff: date, books: Sequence[Book]) -> ReturnModel:
    """A model of one term, so that a plain score can be judged as a probability too."""
    return fitted(Candidate(term, term, (term,), 1.0), books, cutoff.toordinal() / 365.25)
