"""One run of the predictions: score, refit when a week has passed, back-test when a month has."""

from __future__ import annotations

from relationships.scoring import runs
from relationships.scoring.evidence_actions import evidence_is_due, keep_evidence
from relationships.scoring.return_actions import predict
from relationships.scoring.return_queries import RUN


def run_predictions(*, anew: bool = False) -> tuple[int, int | None]:
    """How many clients were scored, and at how many cut-offs was back-tested (None: that was not due).

    `anew` refits and back-tests whatever their age.
    """
    scored = predict(refit=anew)
    judged = keep_evidence() if anew or evidence_is_due() else None
    runs.finish(RUN, scored)
    return scored, judged
