"""Reading the return likelihood as pages show it, through the gate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from accounts.models import User
from accounts.policy import Capability, can
from relationships.clients.models import Client
from relationships.foundation.firm_day import firm_day
from relationships.scoring import runs
from relationships.scoring.models import ReturnFit, ReturnLikelihood
from relationships.scoring.return_odds import Effect, chance, effects_of, family_effects

RUN = "predictions"
TRY_AGAIN_AFTER = timedelta(hours=1)
NOT_YET = "Nothing has been predicted yet: the job that does it runs after the firm's midnight."
NOT_IN_BOOK = "No fee in the last 12 months: the likelihood is about clients of the current book."


@dataclass(frozen=True)
class ReturnPage:
    """Context of scoring/client_return.html. Without `probability` the sentence `missing` says why."""

    client: Client
    probability: float | None
    average: float | None = None
    as_of: date | None = None
    fit: ReturnFit | None = None
    families: list[Effect] | None = None
    terms: list[Effect] | None = None
    missing: str = ""

    @property
    def percent(self) -> int | None:
        """Whole per cent, never 0 or 100: nothing is certain."""
        return None if self.probability is None else min(99, max(1, round(100 * self.probability)))


def client_return(user: User, client: Client) -> ReturnPage | None:
    """What is known of `client`'s coming back; None when `user` may not see it."""
    if not (can(user, Capability.SEE_REPEAT_BUSINESS) and can(user, Capability.SEE_FEES)):
        return None
    row = ReturnLikelihood.objects.visible_to(user).select_related("fit").filter(client=client).first()
    if row is None:
        fit = ReturnFit.objects.order_by("-fitted_on", "-pk").first()
        missing = NOT_YET if fit is None else fit.missing or NOT_IN_BOOK
        return ReturnPage(client, None, fit=fit, missing=missing)
    return ReturnPage(
        client,
        row.probability,
        average=chance(row.intercept),
        as_of=row.as_of,
        fit=row.fit,
        families=family_effects(row.probability, row.effects),
        terms=effects_of(row.probability, row.effects),
    )


def prediction_is_due() -> bool:
    """Whether today's run is missing; without enough history so far, whether an hour has passed."""
    finished = runs.last_finish(RUN)
    day = firm_day()
    if finished is None or finished < day.end - timedelta(days=1):
        return True
    fit = ReturnFit.objects.order_by("-fitted_on", "-pk").first()
    return (fit is None or fit.model is None) and timezone.now() - finished > TRY_AGAIN_AFTER
