"""Back-tests: what the scores would have said on past days, from what was known then, against what happened.

Everything is computed in this process from the ledger and the touchpoints; nothing stored is read, nothing written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from relationships.foundation.firm_day import firm_day
from relationships.foundation.periods import shift_months
from relationships.scoring.arrays import Floats, np
from relationships.scoring.past_scores import PastScore, past_scores
from relationships.scoring.prediction_quality import Bin, auc, auc_error, brier, calibration, tenths
from relationships.scoring.return_book import Book
from relationships.scoring.return_facts import Span, book_at, ledger_span
from relationships.scoring.return_training import MOST_OF_A_BOOK, School, Training, baseline

LIKELIHOOD, HEALTH = "return_likelihood", "health"
SCORES = (LIKELIHOOD, HEALTH, "recency", "frequency", "decay_365")
BASELINES = {"recency": "recency", "frequency": "bookings_ever", "decay_365": "decay_365"}
USUAL_CUTOFFS = 5
EVERYBODY = 1000
# Health of a past day is worked out from every touchpoint before it: of a large book this many clients, always the same.
MOST_LOOKED_AT = 2_000


class NotOverYet(ValueError):
    """The horizon of a cut-off has not ended; the message names the first day on which it can be judged."""


@dataclass(frozen=True)
class GradeEvidence:
    """`n` clients with that grade at the cut-off ("": none) and the share that came back."""

    grade: str
    n: int
    observed: float


@dataclass(frozen=True)
class Evidence:
    """One cut-off. Figures are None without enough data: under 100 training clients, or all of one class."""

    cutoff: date
    horizon_months: int
    book_months: int
    n: int
    base_rate: float | None
    auc: dict[str, float | None]
    auc_error: dict[str, float | None]
    brier: dict[str, float | None]
    calibration: list[Bin] = field(default_factory=list)
    tenths: list[Bin] = field(default_factory=list)
    grades: list[GradeEvidence] = field(default_factory=list)
    model: str = ""
    training_cutoffs: list[date] = field(default_factory=list)
    training_clients: int = 0
    missing: str = ""


def usual_cutoffs(span: Span | None, *, horizon_months: int, today: date, most: int = USUAL_CUTOFFS) -> list[date]:
    """The latest past days whose horizon is over and in the ledger, a year apart, oldest first."""
    if span is None:
        return []
    last = shift_months(min(span.last, today), -horizon_months)
    days = (shift_months(last, -12 * number) for number in range(most))
    return sorted(day for day in days if day >= span.first)


def back_tests(
    cutoffs: Sequence[date] | None = None, *, horizon_months: int = 12, book_months: int = 12
) -> Iterator[Evidence]:
    """Evidence for each cut-off (the usual ones), oldest first. Raises `NotOverYet`."""
    span, today = ledger_span(), firm_day().on
    days = sorted(set(cutoffs)) if cutoffs else usual_cutoffs(span, horizon_months=horizon_months, today=today)
    for day in days:
        over = shift_months(day, horizon_months)
        if over > today:
            raise NotOverYet(f"The {horizon_months} months after {day} end on {over}; they can be judged from then on.")

    drawn = sample_of(span.clients if span else 0)

    @lru_cache(maxsize=40)
    def load(day: date) -> Book:
        return book_at(day, horizon_months=horizon_months, book_months=book_months, permille=drawn)

    school = School(span, load, horizon_months)
    for day in days:
        training = school.train(day)
        # Where everybody is learnt from, what one cut-off is judged by is what the next one learns from.
        judged = (
            load(day) if drawn == EVERYBODY else book_at(day, horizon_months=horizon_months, book_months=book_months)
        )
        books = [load(each) for each in training.cutoffs]
        yield _judged(judged, training, books, horizon_months, book_months)


def sample_of(clients: int) -> int:
    """Of how many in a thousand clients a model is fitted."""
    return EVERYBODY if clients <= MOST_OF_A_BOOK else max(1, EVERYBODY * MOST_OF_A_BOOK // clients)


def _judged(book: Book, training: Training, books: list[Book], horizon_months: int, book_months: int) -> Evidence:
    scores: dict[str, Floats | None] = dict.fromkeys(SCORES)
    chances: dict[str, Floats | None] = dict.fromkeys(SCORES)
    if len(book):
        scores |= {
            "recency": -book.columns["days_since"],
            "frequency": book.columns["bookings_ever"],
            "decay_365": book.columns["decay_365"],
        }
    if training.model is not None and len(book):
        scores[LIKELIHOOD] = training.model.logits(book)
        chances[LIKELIHOOD] = training.model.probabilities(book)
        for name, term in BASELINES.items():
            chances[name] = baseline(term, book.cutoff, books).probabilities(book)
    looked_at = slice(None, None, max(1, -(-len(book) // MOST_LOOKED_AT)))
    ids, came = book.client_ids[looked_at], book.came[looked_at]
    health = past_scores(book.cutoff, ids)
    areas = {name: None if each is None else auc(each, book.came) for name, each in scores.items()}
    errors = {name: _error(area, book.came) for name, area in areas.items()}
    areas[HEALTH], errors[HEALTH] = _health_area(ids, came, health)
    likely = chances[LIKELIHOOD]
    return Evidence(
        book.cutoff,
        horizon_months,
        book_months,
        len(book),
        float(book.came.mean()) if len(book) else None,
        areas,
        errors,
        {name: None if each is None else brier(each, book.came) for name, each in chances.items()},
        calibration=[] if likely is None else calibration(likely, book.came),
        tenths=[] if likely is None else tenths(likely, book.came),
        grades=_grades(ids, came, health),
        model=training.model.candidate if training.model else "",
        training_cutoffs=training.cutoffs,
        training_clients=training.clients,
        missing=training.missing,
    )


def _error(area: float | None, came: Floats) -> float | None:
    return None if area is None else auc_error(area, int(came.sum()), int((came == 0).sum()))


def _health_area(ids: list[int], came: Floats, health: dict[int, PastScore]) -> tuple[float | None, float | None]:
    """AUC and error among the clients that had a grade."""
    graded = [place for place, each in enumerate(ids) if each in health]
    if not graded:
        return None, None
    area = auc(np.array([health[ids[place]].score for place in graded]), came[graded])
    return area, _error(area, came[graded])


def _grades(ids: list[int], came: Floats, health: dict[int, PastScore]) -> list[GradeEvidence]:
    if not health:
        return []
    found: dict[str, list[float]] = {}
    for client_id, happened in zip(ids, came, strict=True):
        grade = health[client_id].grade if client_id in health else ""
        found.setdefault(grade, []).append(float(happened))
    return [
        GradeEvidence(grade, len(found[grade]), sum(found[grade]) / len(found[grade]))
        for grade in ("A", "B", "C", "D", "E", "")
        if grade in found
    ]
