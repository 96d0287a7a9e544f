"""Fitting the return likelihood to the firm's history, and scoring the book of today with it.

Whole-firm work of a job. Clients behind standing walls are scored, but move neither the model nor anybody else's score.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db import connection, transaction

from relationships.foundation.firm_day import firm_day
from relationships.scoring.evidence import sample_of
from relationships.scoring.models import ReturnFit, ReturnLikelihood
from relationships.scoring.return_book import Book
from relationships.scoring.return_facts import book_at, ledger_span
from relationships.scoring.return_model import VERSION, ReturnModel
from relationships.scoring.return_training import train

REFIT_AFTER = timedelta(days=7)
CHUNK = 5_000
# Fits older than these are of no use to anybody; a year of weekly ones shows how the model moved.
KEPT_FITS = 60

_WRITE = """
INSERT INTO scoring_returnlikelihood (client_id, fit_id, as_of, probability, intercept, effects)
SELECT s.client_id, %(fit)s, %(as_of)s, s.probability, %(intercept)s, s.effects
FROM jsonb_to_recordset(%(rows)s::jsonb) AS s (client_id bigint, probability float8, effects jsonb)
JOIN clients_client c ON c.id = s.client_id ORDER BY s.client_id
ON CONFLICT (client_id) DO UPDATE SET fit_id = EXCLUDED.fit_id, as_of = EXCLUDED.as_of,
    probability = EXCLUDED.probability, intercept = EXCLUDED.intercept, effects = EXCLUDED.effects
"""


def predict(*, refit: bool = False) -> int:
    """Fit if that is due (or `refit`), then score everybody in the book; answer how many. Safe to repeat any time."""
    today = firm_day().on
    fit = newest_fit()
    if refit or fit is None or _is_old(fit, today):
        fit = fit_today(today)
    return score_book(today, fit)


def _is_old(fit: ReturnFit, today: date) -> bool:
    known = fit.model is not None and fit.model.get("version") == VERSION
    return not known or today - fit.fitted_on >= REFIT_AFTER


def newest_fit() -> ReturnFit | None:
    """The fit that scores, or that says what is missing; None before the first."""
    return ReturnFit.objects.order_by("-fitted_on", "-pk").first()


def fit_today(today: date) -> ReturnFit:
    """Fit to what was known by `today` and keep it; without enough history a fit that says what is missing."""
    span = ledger_span()
    load = partial(book_at, permille=sample_of(span.clients if span else 0))
    training = train(today, span, load)
    fit = ReturnFit.objects.create(
        fitted_on=today,
        model=training.model.as_document() if training.model else None,
        training_cutoffs=training.cutoffs,
        clients=training.clients,
        missing=training.missing,
    )
    old = ReturnFit.objects.order_by("-fitted_on", "-pk").values_list("pk", flat=True)[KEPT_FITS:]
    ReturnFit.objects.filter(pk__in=list(old)).exclude(
        pk__in=ReturnLikelihood.objects.unscoped(reason="a job of the system").values("fit_id")
    ).delete()
    return fit


@transaction.atomic
def score_book(today: date, fit: ReturnFit) -> int:
    """Write the probability of every client of the book; whoever is no longer in it has none."""
    every = ReturnLikelihood.objects.unscoped(reason="a job of the system")
    if fit.model is None:
        every.delete()
        return 0
    model = ReturnModel.from_document(fit.model)
    book = book_at(today, behind_walls=True, outcome=False)
    for first in range(0, len(book), CHUNK):
        _write(book, model, fit, first)
    every.filter(as_of__lt=today).delete()
    return len(book)


def _write(book: Book, model: ReturnModel, fit: ReturnFit, first: int) -> None:
    part = Book(
        book.cutoff,
        book.client_ids[first : first + CHUNK],
        book.came[first : first + CHUNK],
        {name: column[first : first + CHUNK] for name, column in book.columns.items()},
    )
    terms = [each.term for each in model.weights]
    chances, effects = model.probabilities(part), model.effects(part)
    rows = [
        {
            "client_id": client_id,
            "probability": float(chances[place]),
            "effects": {term: round(float(each), 4) for term, each in zip(terms, effects[place], strict=True) if each},
        }
        for place, client_id in enumerate(part.client_ids)
    ]
    values: dict[str, Any] = {
        "fit": fit.pk,
        "as_of": book.cutoff,
        "intercept": model.intercept,
        "rows": json.dumps(rows),
    }
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, values)
