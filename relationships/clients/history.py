"""What was changed about a client, by whom and when: its own fields, its parents, other names and team."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from accounts.record_events import Told
from accounts.record_history import SIZE, History, history
from relationships.clients.models import Alias, Client, Dispute, GroupEdge, JointTerm, TeamMember
from relationships.clients.visibility import HIDDEN_CLIENTS
from relationships.foundation.named_parameters import named

CLIENT = {
    "name": "Name",
    "industry": "Industry",
    "website": "Website",
    "tier": "Tier",
    "expected_interval_days": "Days between touchpoints",
    "owner": "Looked after by",
}
PARENT = {"parent": "Belongs to", "starts_on": "From", "ends_on": "Until"}
TERM = {"starts_on": "Shared from", "ends_on": "Shared until"}
_NO_HIDDEN_MEMBER = f"""NOT EXISTS (
    SELECT FROM clients_jointshare s WHERE s.term_id = e.pgh_obj_id AND s.member_id IN ({HIDDEN_CLIENTS}))"""
DISPUTE = {"reason": "Dispute", "opened_on": "Open from", "closed_on": "Settled on"}
TEAM = {"colleague": "Colleague", "role": "Role"}


def seen_at(user: User, column: str) -> tuple[str, dict[str, Any]]:
    """A condition on an event: the client in `column` is one that `user` may know of."""
    return named(f"e.{column} NOT IN ({HIDDEN_CLIENTS})", [user.pk, user.pk], prefix=f"seen_{column}")


def changes_of(user: User, client: Client, *, before: str = "", size: int = SIZE) -> History:
    """What happened to the record of a visible client. A parent that `user` may not know of leaves no trace."""
    here = {"client_id": client.pk}
    seen, values = seen_at(user, "parent_id")
    whole, joint_values = named(_NO_HIDDEN_MEMBER, [user.pk, user.pk], prefix="joint")
    sources = [
        Told(Client, {"pgh_obj_id": client.pk}, CLIENT, "this client"),
        Told(GroupEdge, here, PARENT, "a parent", always=frozenset({"parent"}), seen=seen, values=values),
        Told(JointTerm, {"account_id": client.pk}, TERM, "shares", seen=whole, values=joint_values),
        Told(Alias, here, {"name": "Other name"}, "another name", always=frozenset({"name"})),
        Told(Dispute, here, DISPUTE, "a dispute", always=frozenset({"reason"})),
        Told(TeamMember, here, TEAM, "a team member", always=frozenset({"colleague", "role"})),
    ]
    return history(sources, user=user, before=before, size=size)
