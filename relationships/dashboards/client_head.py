"""What stands above every tab of a client: who they are, who looks after them, where to go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from accounts.models import User
from accounts.policy import Capability, can
from accounts.prepared import Prepared
from accounts.vocabulary import speak
from relationships.clients.models import Client, TeamMember
from relationships.clients.permissions import may_edit
from relationships.clients.visibility import work_seen
from relationships.foundation.columns import Columns, cut

RANKS = list(TeamMember.TeamRole.values)
LEADS = (TeamMember.TeamRole.RELATIONSHIP_PARTNER, TeamMember.TeamRole.ORIGINATING_PARTNER)

_MEMBER = Columns(TeamMember, "t")
_COLLEAGUE = Columns(User, "u", "id", "public_id", "name", "name_search")
_TEAM = Prepared(
    "clients_team",
    f"""SELECT {_MEMBER}, {_COLLEAGUE} FROM clients_teammember t JOIN accounts_user u ON u.id = t.colleague_id
    WHERE t.client_id = %(client)s AND t.archived_at IS NULL ORDER BY t.id""",  # noqa: S608 - constants only
)
# Positions at and work for a visible client are visible; the archived ones are counted nowhere.
_COUNTS = Prepared(
    "clients_counts",
    f"""
SELECT (SELECT count(*) FROM contacts_position p JOIN contacts_person x ON x.id = p.person_id
        WHERE p.client_id = %(client)s AND p.archived_at IS NULL AND p.ended_on IS NULL AND x.archived_at IS NULL),
       (SELECT count(*) FROM engagements_engagement e WHERE e.client_id = %(client)s AND e.archived_at IS NULL
        AND {work_seen("e.id", "%(reader)s")})
""",  # noqa: S608 - constants only
)


@dataclass(frozen=True)
class Tab:
    """One section of the client page; `count` None shows none."""

    name: str
    label: str
    address: str
    count: int | None = None


@dataclass(frozen=True)
class ClientHead:
    """Context of dashboards/client_base.html."""

    client: Client
    team: list[TeamMember]
    tabs: list[Tab]
    tab: str
    may_edit: bool
    see_fees: bool
    see_health: bool

    @property
    def leads(self) -> list[str]:
        """Names of the partners who lead."""
        return [member.colleague.name for member in self.team if member.role in LEADS]

    @property
    def log_context(self) -> str:
        """What the log line on this page already knows."""
        return f"client={self.client.public_id}"


def client_head(
    user: User,
    client: Client,
    tab: str,
    *,
    counts: tuple[int, int] | None = None,
    team: Iterable[TeamMember] | None = None,
) -> ClientHead:
    """The head over the tab named `tab` of a client that is visible to `user`.

    `counts` of positions and engagements, and the `team`, spare a query each where the tab has read them anyway.
    """
    members = _members(client) if team is None else team
    team = sorted(members, key=lambda member: (RANKS.index(member.role), member.colleague.name_search))
    people, work = counts or _read_counts(user, client)
    shown = {"client_people": people, "client_work": work}
    labels = [
        ("client_detail", "Overview"),
        ("client_timeline", "Timeline"),
        ("client_people", "People"),
        ("client_work", "Work and fees" if can(user, Capability.SEE_FEES) else "Work"),
        ("client_guest_book", "Guest book"),
        ("client_record", "Details"),
    ]
    return ClientHead(
        client=client,
        team=team,
        tabs=[
            Tab(name, speak(label), address, shown.get(name))
            for name, label in labels
            if (address := _address(name, client))
        ],
        tab=tab,
        may_edit=may_edit(user, client, team),
        see_fees=can(user, Capability.SEE_FEES),
        see_health=can(user, Capability.SEE_HEALTH),
    )


def _members(client: Client) -> Iterator[TeamMember]:
    for row in _TEAM.rows({"client": client.pk}):
        of_member, of_colleague, _ = cut(row, _MEMBER, _COLLEAGUE)
        member = _MEMBER.record(of_member)
        member.colleague = _COLLEAGUE.record(of_colleague)
        yield member


def _read_counts(user: User, client: Client) -> tuple[int, int]:
    ((people, work),) = _COUNTS.rows({"client": client.pk, "reader": user.pk})
    return people, work


def _address(name: str, client: Client) -> str:
    try:
        return reverse(name, args=[client.public_id])
    except NoReverseMatch:
        return ""
