"""The evidence page: what the scores said on past days, against who came back. Read from what the job kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.vocabulary import words
from relationships.foundation.display.grade import grade_word
from relationships.foundation.drawing.dots import Dot, Mark
from relationships.scoring.models import BackTest, ReturnFit
from relationships.scoring.return_odds import NAMES_OF_MODELS

SCORES = {
    "return_likelihood": "Return likelihood",
    "health": "Health",
    "recency": "Recency alone",
    "frequency": "Frequency",
    "decay_365": "365-day decay",
}
FEWEST_IN_A_GRADE = 10
AXIS: list[Mark] = [(at, f"{at} %") for at in (0, 25, 50, 75, 100)]


@dataclass(frozen=True)
class Area:
    """The AUC of a score and its standard error; None without enough data. `best` of its cut-off."""

    name: str
    area: float | None
    error: float | None
    best: bool


@dataclass(frozen=True)
class Group:
    """`n` clients, the mean likelihood predicted for them (None for grades), the share that came back, and `lift`."""

    name: str
    n: int
    predicted: float | None
    observed: float
    lift: float | None


@dataclass(frozen=True)
class CutoffLine:
    """One cut-off, as the job kept it."""

    cutoff: date
    found: dict[str, Any]

    @property
    def areas(self) -> list[Area]:
        known = [area for area in self.found["auc"].values() if area is not None]
        best = max(known, default=None)
        return [
            Area(name, area := self.found["auc"][key], self.found["auc_error"][key], area is not None and area == best)
            for key, name in SCORES.items()
        ]

    @property
    def calibration_error(self) -> float | None:
        """Mean distance of predicted and observed over ten bins, 0-1."""
        bins, total = self.found["calibration"], sum(each["n"] for each in self.found["calibration"])
        return sum(each["n"] * abs(each["predicted"] - each["observed"]) for each in bins) / total if total else None

    @property
    def tenths(self) -> list[Group]:
        return [
            _group(f"{place}. tenth", each, self.found["base_rate"])
            for place, each in enumerate(self.found["tenths"], 1)
        ]

    @property
    def bins(self) -> list[Group]:
        return [_group("", each, self.found["base_rate"]) for each in self.found["calibration"]]

    @property
    def grades(self) -> list[Group]:
        return [
            Group(
                _graded(each["grade"]),
                each["n"],
                None,
                each["observed"],
                _lift(each["observed"], self.found["base_rate"]),
            )
            for each in self.found["grades"]
        ]

    @property
    def graded(self) -> bool:
        """Whether anybody had a grade then."""
        return any(each["grade"] for each in self.found["grades"])

    @property
    def sentence(self) -> str:
        """ "Of clients graded A then, 94 % came back; of those graded D, 31 %." with grades of ten clients or more."""
        held = [each for each in self.found["grades"] if each["grade"] and each["n"] >= FEWEST_IN_A_GRADE]
        if len(held) < 2:
            return ""
        best, worst = held[0], held[-1]
        return (
            f"Of {words()['clients']} graded {best['grade']} then, {best['observed']:.0%} came back; "
            f"of those graded {worst['grade']}, {worst['observed']:.0%}."
        ).replace("%", " %")

    @property
    def dots(self) -> list[Dot]:
        most = max((each["n"] for each in self.found["calibration"]), default=1)
        return [
            Dot(
                100 * each["predicted"],
                100 * each["observed"],
                f"{each['n']} {words()['clients']}: predicted {each['predicted']:.0%}, came back {each['observed']:.0%}",
                radius=4 + 8 * (each["n"] / most) ** 0.5,
            )
            for each in self.found["calibration"]
        ]

    @property
    def model(self) -> str:
        return NAMES_OF_MODELS.get(self.found["model"], "")


@dataclass(frozen=True)
class EvidencePage:
    """Context of dashboards/evidence.html. `chosen` is the cut-off whose groups are shown."""

    lines: list[CutoffLine]
    chosen: CutoffLine | None
    computed_on: date | None
    fit: ReturnFit | None

    @property
    def score_names(self) -> list[str]:
        return list(SCORES.values())

    @property
    def axis(self) -> list[Mark]:
        return AXIS


def evidence_page(asked: str) -> EvidencePage:
    """Everything kept; `asked` is a cut-off as an address writes it, anything else the latest."""
    kept = list(BackTest.objects.order_by("-cutoff"))
    lines = [CutoffLine(each.cutoff, each.found) for each in kept]
    chosen = next((line for line in lines if line.cutoff.isoformat() == asked), lines[0] if lines else None)
    fit = ReturnFit.objects.order_by("-fitted_on", "-pk").first()
    return EvidencePage(lines, chosen, kept[0].computed_on if kept else None, fit)


def evidence_rows(page: EvidencePage) -> list[Sequence[Any]]:
    """One figure a line, for a file."""
    rows: list[Sequence[Any]] = []
    for line in page.lines:
        day, found = line.cutoff.isoformat(), line.found
        rows += [(day, "clients", "", found["n"], None), (day, "came back", "", found["base_rate"], None)]
        rows += [(day, "auc", each.name, each.area, each.error) for each in line.areas]
        rows += [(day, "brier", SCORES[key], score, None) for key, score in found["brier"].items()]
        rows.append((day, "calibration error", "", line.calibration_error, None))
        rows += [(day, "observed by predicted", f"{b.predicted:.3f} of {b.n}", b.observed, None) for b in line.bins]
        rows += [(day, "observed by tenth", f"{b.name} of {b.n}", b.observed, None) for b in line.tenths]
        rows += [(day, "observed by grade", f"{b.name} of {b.n}", b.observed, None) for b in line.grades]
    return rows


def _group(name: str, each: dict[str, Any], base: float | None) -> Group:
    return Group(name, each["n"], each["predicted"], each["observed"], _lift(each["observed"], base))


def _lift(observed: float, base: float | None) -> float | None:
    return observed / base if base else None


def _graded(grade: str) -> str:
    return f"{grade}, {grade_word(grade)}" if grade else "No grade then"
