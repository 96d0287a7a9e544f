"""What each candidate would have predicted at earlier cut-offs from cut-offs earlier still, each fitted once. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from relationships.foundation.periods import shift_months
from relationships.scoring.arrays import Floats
from relationships.scoring.prediction_quality import auc
from relationships.scoring.return_book import Book
from relationships.scoring.return_facts import Span
from relationships.scoring.return_model import ReturnModel, fitted, in_years
from relationships.scoring.return_terms import CANDIDATES, DECAY, TOUCH, Candidate, TermSet

FEWEST_CLIENTS = 100
FEWEST_TO_TRY_ON = 50
MOST_CUTOFFS = 9
Load = Callable[[date], Book]


def training_cutoffs(cutoff: date, span: Span, *, horizon_months: int, step: int = 12) -> list[date]:
    """Earlier cut-offs, newest first, whose horizon ends by `cutoff`; the same day of earlier years, so seasons match."""
    days = (shift_months(cutoff, -horizon_months - step * number) for number in range(MOST_CUTOFFS))
    return [day for day in days if day > span.first]


@dataclass(frozen=True)
class Trial:
    """One earlier cut-off, predicted from what was known then. `areas`: AUC by candidate; `plain`: of the best single term."""

    cutoff: date
    came: Floats
    logits: Mapping[str, Floats]
    areas: Mapping[str, float]
    plain: float

    def logits_of(self, candidate: Candidate) -> Floats:
        """Log-odds as the candidate would have given them."""
        return _mixed(self.logits, candidate)


@dataclass
class Trials:
    """Books, fits and trials of one ledger, `step` months apart. What one cut-off needed serves the next."""

    span: Span
    load: Load
    horizon_months: int
    step: int
    _models: dict[tuple[str, date], ReturnModel] = field(default_factory=dict)
    _trials: dict[tuple[date, int], Trial | None] = field(default_factory=dict)

    def cutoffs(self, day: date) -> list[date]:
        """The earlier ones that a model for `day` may know."""
        return training_cutoffs(day, self.span, horizon_months=self.horizon_months, step=self.step)

    def books(self, day: date) -> list[Book]:
        """What a model for `day` may be fitted to."""
        return [book for book in map(self.load, self.cutoffs(day)) if len(book)]

    def model(self, candidate: Candidate, day: date) -> ReturnModel:
        """The candidate fitted for `day`."""
        full = self._fitted(candidate.terms, day)
        return full.mixed(candidate.key, candidate.share, self._fitted(DECAY, day))

    def _fitted(self, terms: TermSet, day: date) -> ReturnModel:
        if (terms.key, day) not in self._models:
            self._models[terms.key, day] = fitted(terms, self.books(day), in_years(day))
        return self._models[terms.key, day]

    def candidates(self, day: date) -> list[Candidate]:
        """Those to try for `day`: without touchpoints, none that asks for them."""
        touched = any(bool(book.columns["touches_365"].any()) for book in self.books(day))
        return [each for each in CANDIDATES if touched or each.terms is not TOUCH]

    def trial(self, day: date, candidates: Sequence[Candidate]) -> Trial | None:
        """How the candidates did at `day`; None where too few were there, or too little lay before it."""
        key = (day, len(candidates))
        if key not in self._trials:
            self._trials[key] = self._tried(day, candidates)
        return self._trials[key]

    def _tried(self, day: date, candidates: Sequence[Candidate]) -> Trial | None:
        book = self.load(day)
        if book.one_class or len(book) < FEWEST_TO_TRY_ON or not enough(self.books(day)):
            return None
        sets = {each.terms.key: each.terms for each in candidates}
        logits = {key: self._fitted(terms, day).logits(book) for key, terms in sets.items()}
        areas = {each.key: auc(_mixed(logits, each), book.came) or 0.5 for each in candidates}
        singles = (-book.columns["days_since"], book.columns["decay_365"])
        return Trial(day, book.came, logits, areas, max(auc(each, book.came) or 0.5 for each in singles))


def _mixed(logits: Mapping[str, Floats], candidate: Candidate) -> Floats:
    return candidate.share * logits[candidate.terms.key] + (1 - candidate.share) * logits[DECAY.key]


def clients_of(books: Sequence[Book]) -> int:
    """How many different ones."""
    return len({client_id for book in books for client_id in book.client_ids})


def enough(books: Sequence[Book]) -> bool:
    """Whether a model can be fitted: a hundred clients, of whom not all did the same."""
    came = {bool(book.came[0]) for book in books if len(book)}
    one_way = len(came) < 2 and all(book.one_class for book in books)
    return not one_way and clients_of(books) >= FEWEST_CLIENTS
