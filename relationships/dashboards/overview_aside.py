"""What the overview of a client needs beside its figures, in one statement: team, alumni, the rules of ties today."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from accounts.models import Office, Practice, User
from accounts.policy import Capability, can
from accounts.prepared import Prepared
from relationships.alumni.models import Alumnus
from relationships.clients.models import Client, TeamMember
from relationships.contacts.models import HIDDEN_PEOPLE, Person
from relationships.dashboards.alumni_rows import what_they_were
from relationships.dashboards.brief_parts import ALUMNI
from relationships.foundation.columns import Columns, cut
from relationships.foundation.firm_day import firm_day
from relationships.foundation.named_parameters import named
from relationships.scoring.health_policy import BUILT_IN, Policy, policy_from
from relationships.scoring.models import HealthPolicy

_MEMBER, _COLLEAGUE = Columns(TeamMember, "t"), Columns(User, "u", "id", "public_id", "name", "name_search")
_ALUMNUS = Columns(Alumnus, "a", "id", "public_id", "person_id", "joined_on", "left_on", "title")
_PERSON = Columns(Person, "p", "id", "public_id", "name")
_OFFICE, _PRACTICE = Columns(Office, "o", "id", "name"), Columns(Practice, "r", "id", "name")
_POLICY = Columns(HealthPolicy, "y", "id", "version", "overrides")
_HIDDEN, _VALUES = named(HIDDEN_PEOPLE, [None], prefix="nobody")
# Three lists beside one another: no row of one meets a row of another. The client is visible; its alumni need not be.
_ASIDE = Prepared(
    "dashboards_overview_aside",
    f"""
SELECT {_MEMBER}, {_COLLEAGUE}, {_ALUMNUS}, {_PERSON}, {_OFFICE}, {_PRACTICE}, {_POLICY}
FROM (SELECT * FROM clients_teammember WHERE client_id = %(client)s AND archived_at IS NULL) t
FULL JOIN (
    SELECT f.*, w.name_search FROM alumni_alumnus f JOIN contacts_person w ON w.id = f.person_id
    WHERE %(alumni)s::boolean AND f.archived_at IS NULL AND f.opted_out_on IS NULL AND w.archived_at IS NULL
      AND f.person_id IN (SELECT h.person_id FROM contacts_position h
                          WHERE h.client_id = %(client)s AND h.archived_at IS NULL AND h.ended_on IS NULL)
      AND f.person_id <> ALL (ARRAY({_HIDDEN}))
    ORDER BY w.name_search, f.id LIMIT {ALUMNI}
) a ON FALSE
FULL JOIN (
    SELECT * FROM scoring_healthpolicy WHERE created_at < %(until)s ORDER BY version DESC LIMIT 1
) y ON FALSE
LEFT JOIN accounts_user u ON u.id = t.colleague_id
LEFT JOIN contacts_person p ON p.id = a.person_id
LEFT JOIN accounts_office o ON o.id = a.office_id
LEFT JOIN accounts_practice r ON r.id = a.practice_id
ORDER BY t.id, a.name_search, a.id
""",  # noqa: S608 - constants only
)


@dataclass
class Aside:
    """`alumni`: the first who once worked here and sit there now, with what they were; none for other roles."""

    team: list[TeamMember] = field(default_factory=list)
    alumni: list[tuple[Alumnus, str]] = field(default_factory=list)
    policy: Policy = BUILT_IN


def overview_aside(user: User, client: Client) -> Aside:
    """All three of a client that is visible to `user`. One statement."""
    aside, may = Aside(), can(user, Capability.SEE_ALUMNI) and can(user, Capability.SEE_PEOPLE)
    values = {"client": client.pk, "alumni": may, "until": firm_day().end, **dict.fromkeys(_VALUES, user.pk)}
    for row in _ASIDE.rows(values):
        of_member, of_colleague, *of_alumnus, of_policy, _ = cut(
            row, _MEMBER, _COLLEAGUE, _ALUMNUS, _PERSON, _OFFICE, _PRACTICE, _POLICY
        )
        if (member := _MEMBER.maybe(of_member)) is not None:
            member.colleague = _COLLEAGUE.record(of_colleague)
            aside.team.append(member)
        elif (alumnus := _alumnus(*of_alumnus)) is not None:
            aside.alumni.append((alumnus, what_they_were(alumnus)))
        else:
            aside.policy = policy_from(_POLICY.record(of_policy))
    return aside


def _alumnus(of_alumnus: Any, of_person: Any, of_office: Any, of_practice: Any) -> Alumnus | None:
    alumnus = _ALUMNUS.maybe(of_alumnus)
    if alumnus is not None:
        alumnus.person = _PERSON.record(of_person)
        alumnus.office, alumnus.practice = _OFFICE.maybe(of_office), _PRACTICE.maybe(of_practice)
    return alumnus
