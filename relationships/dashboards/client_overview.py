"""The overview of a client: health, fees over the years, rhythm, who knows whom, work."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.policy import Capability, can
from relationships.alumni.models import Alumnus
from relationships.clients.models import Client
from relationships.dashboards.client_head import ClientHead, client_head
from relationships.dashboards.client_work import WorkLine, work_and_fees
from relationships.dashboards.fee_years import FeeYears
from relationships.dashboards.knows import WhoKnowsWhom, who_knows_whom
from relationships.dashboards.overview_aside import overview_aside
from relationships.dashboards.rhythm import Rhythm, last_touches, rhythm_of
from relationships.scoring.health_year import HealthYear, health_year
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
    year: HealthYear | None
    alumni: list[tuple[Alumnus, str]]

    @property
    def timeline(self) -> str:
        """Where the touchpoints are read."""
        return reverse("client_timeline", args=[self.head.client.public_id])


@dataclass(frozen=True)
class RhythmVital:
    """Context of dashboards/_rhythm.html."""

    client: Client
    rhythm: Rhythm
    late: bool


def rhythm_vital(user: User, client: Client) -> RhythmVital:
    """How often this visible client and we speak, as far as `user` may know."""
    touches = last_touches(user, [client.pk], most=TOUCHES_READ)[client.pk]
    rhythm = rhythm_of(touches, client.tier, client.expected_interval_days)
    return RhythmVital(client, rhythm, rhythm.is_late(timezone.localdate(), timezone.get_current_timezone()))


def client_overview(user: User, client: Client) -> ClientOverview:
    """Everything the overview shows; fees only for roles that see fees."""
    work = work_and_fees(user, client, with_fees=can(user, Capability.SEE_FEES), most=WORK_SHOWN)
    aside = overview_aside(user, client)
    knows = who_knows_whom(user, client, rules=aside.policy.rules.tie)
    speaking = rhythm_vital(user, client)
    vital = client_vital(user, client)
    return ClientOverview(
        head=client_head(user, client, "client_detail", counts=(knows.positions, work.count), team=aside.team),
        vital=vital,
        fees=work.fees,
        rhythm=speaking.rhythm,
        late=speaking.late,
        knows=knows,
        work=work.lines,
        year=health_year(vital),
        alumni=aside.alumni,
    )
