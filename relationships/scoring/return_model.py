"""The return likelihood itself: a logistic model whose terms are compared with the firm's average. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from datetime import date
from typing import Any

from relationships.scoring.arrays import Floats, np
from relationships.scoring.logistic import logistic, probability
from relationships.scoring.return_book import Book
from relationships.scoring.return_terms import TermSet

# No term may speak louder than four standard deviations do.
FARTHEST = 4.0
LEAST_SPREAD = 1e-6
# Recalibration believes the model's slope as much as it would believe three hundred clients.
RECALIBRATION = 300.0
LEAST_SLOPE = 0.2
# What happened a year longer ago says a tenth less.
YEARLY = 0.9
# Enough to fit 25 weights to; beyond them a fit only takes longer.
MOST_ROWS = 50_000
# Of what the terms mean: a model of another version is not applied but fitted anew.
VERSION = 3


@dataclass(frozen=True)
class Weight:
    """One term of a fitted model: the firm's mean and spread, and log-odds per spread.

    `least` and `most`, in spreads, are the farthest that anybody was in the training: a firm whose ledger is young meets
    clients of more years than any it has learnt from, and nobody knows that they are better still.
    """

    term: str
    mean: float
    spread: float
    weight: float
    least: float = -FARTHEST
    most: float = FARTHEST


@dataclass(frozen=True)
class ReturnModel:
    """`intercept` is the log-odds of a client who is average in every term."""

    candidate: str
    intercept: float
    weights: tuple[Weight, ...]

    def effects(self, book: Book) -> Floats:
        """Log-odds that each term adds for each client against an average one; a column per term."""
        inputs = book.matrix([each.term for each in self.weights])
        means, spreads, weights, least, most = np.array(
            [(each.mean, each.spread, each.weight, each.least, each.most) for each in self.weights]
        ).T
        found: Floats = np.clip((inputs - means) / spreads, least, most) * weights
        return found

    def logits(self, book: Book) -> Floats:
        """Log-odds of coming back: the intercept and the effects."""
        found: Floats = self.intercept + self.effects(book).sum(axis=1)
        return found

    def probabilities(self, book: Book) -> Floats:
        """Probability of coming back, 0-1."""
        return probability(self.logits(book))

    def recalibrated(self, shift: float, slope: float) -> ReturnModel:
        """The model whose log-odds are `shift` + `slope` × this one's."""
        weights = tuple(replace(each, weight=slope * each.weight) for each in self.weights)
        return ReturnModel(self.candidate, shift + slope * self.intercept, weights)

    def mixed(self, candidate: str, share: float, other: ReturnModel) -> ReturnModel:
        """`share` of this one's log-odds and the rest of the `other`'s, whose terms are among these and alike in spread."""
        rest = {each.term: (1 - share) * each.weight for each in other.weights}
        weights = tuple(replace(each, weight=share * each.weight + rest.get(each.term, 0.0)) for each in self.weights)
        return ReturnModel(candidate, share * self.intercept + (1 - share) * other.intercept, weights)

    def as_document(self) -> dict[str, Any]:
        """For a JSON column."""
        weights = [list(astuple(each)) for each in self.weights]
        return {"version": VERSION, "candidate": self.candidate, "intercept": self.intercept, "weights": weights}

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> ReturnModel:
        return cls(document["candidate"], document["intercept"], tuple(Weight(*each) for each in document["weights"]))


def fitted(terms: TermSet, books: Sequence[Book], cutoff_year: float) -> ReturnModel:
    """The model with these terms that explains the books best; later ones count more."""
    every = max(1, -(-sum(map(len, books)) // MOST_ROWS))
    inputs = np.vstack([book.matrix(terms.terms)[::every] for book in books])
    came = np.concatenate([book.came[::every] for book in books])
    ages = [YEARLY ** (cutoff_year - year_of(book)) for book in books]
    counts = np.repeat(ages, [len(book.came[::every]) for book in books])
    means = np.average(inputs, axis=0, weights=counts)
    spreads = np.sqrt(np.average((inputs - means) ** 2, axis=0, weights=counts))
    says = spreads > LEAST_SPREAD
    spreads = np.where(says, spreads, 1.0)
    standard = np.where(says, np.clip((inputs - means) / spreads, -FARTHEST, FARTHEST), 0.0)
    share = min(max(float(np.average(came, weights=counts)), 1e-3), 1 - 1e-3)
    start = np.concatenate([[np.log(share / (1 - share))], np.zeros(len(terms.terms))])
    ridge = np.concatenate([[0.0], np.full(len(terms.terms), terms.ridge)])
    found = logistic(np.column_stack([np.ones(len(came)), standard]), came, counts, ridge=ridge, start=start)
    columns = np.column_stack(
        [means, spreads, np.where(says, found[1:], 0.0), standard.min(axis=0), standard.max(axis=0)]
    )
    weights = tuple(Weight(term, *column) for term, column in zip(terms.terms, columns.tolist(), strict=True))
    return ReturnModel(terms.key, float(found[0]), weights)


def year_of(book: Book) -> float:
    """Its cut-off as a number of years."""
    return in_years(book.cutoff)


def in_years(day: date) -> float:
    """A day as a number of years."""
    return day.toordinal() / 365.25


def slope_of(trials: Sequence[tuple[Floats, Floats, float]]) -> float:
    """By what log-odds predicted out of sample are to be multiplied to come true, each trial being on a level of its own.

    Trials are log-odds, who came, and how much they count.
    """
    inputs = np.vstack(
        [
            np.insert(np.eye(len(trials))[[place] * len(each[0])], 0, each[0], axis=1)
            for place, each in enumerate(trials)
        ]
    )
    came = np.concatenate([each[1] for each in trials])
    counts = np.concatenate([np.full(len(each[0]), each[2]) for each in trials])
    ridge = np.array([RECALIBRATION, *[1.0] * len(trials)])
    start = np.array([1.0, *[0.0] * len(trials)])
    return max(float(logistic(inputs, came, counts, ridge=ridge, start=start)[0]), LEAST_SLOPE)
