"""The overview of a client: health, fees over the years, rhythm, who knows whom, work."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from accounts.models import User
from accounts.queries import the_firm
from relationships.clients.models import Client
from relationships.dashboards.client_head import ClientHead
from relationships.dashboards.client_work import WorkLine, work_lines
from relationships.dashboards.fee_years import FeeYears, fee_years
from relationships.dashboards.knows import WhoKnowsWhom, who_knows_whom
from relationships.dashboards.rhythm import Rhythm, last_touches, rhythm_of
from relationships.engagements.queries import work_for
from relationships.foundation.firm_day import firm_day
from relationships.foundation.periods import fiscal_year_of
from relationships.scoring.queries import Vital, client_vital

TOUCHES_READ = 60
WORK_SHOWN = 5


@dataclass(frozen=True)
class ClientOverview:
    """Context of dashboards/client_overview.html."""

    head: ClientHead
    vital: Vital | None
    fees: FeeYears | None
    rhythm: Rhythm
    late: bool
    knows: WhoKnowsWhom
    work: list[WorkLine]


def client_overview(user: User, client: Client, head: ClientHead) -> ClientOverview:
    """Everything the overview shows; fees only for roles that see fees."""
    month = the_firm().fiscal_start_month
    work = work_for(user, client, start_month=month if head.see_fees else None, most=WORK_SHOWN)
    touches = last_touches(user, [client.pk], most=TOUCHES_READ)[client.pk]
    rhythm = rhythm_of(touches, client.tier, client.expected_interval_days)
    return ClientOverview(
        head=head,
        vital=client_vital(user, client),
        fees=fee_years(user, client) if head.see_fees else None,
        rhythm=rhythm,
        late=rhythm.is_late(timezone.localdate(), timezone.get_current_timezone()),
        knows=who_knows_whom(user, client),
        work=work_lines(work, fiscal_year_of(firm_day().on, month)),
    )
