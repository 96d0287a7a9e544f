"""The touches of visible clients that a user may know of, as SQL over whole lists of clients.

The same rule as `Interaction.objects.visible_to(user).current()`, which asks it touch by touch; a test compares the two.
"""

from __future__ import annotations

from typing import Any

from accounts.models import User
from relationships.clients.visibility import hidden_clients
from relationships.foundation.named_parameters import named

_HIDDEN = """
hidden_client AS MATERIALIZED ({walled} UNION {grouped}),
hidden_touch AS MATERIALIZED (
    SELECT tc.interaction_id FROM hidden_client JOIN interactions_touchclient tc USING (client_id)
)
"""

SEEN = """
    i.archived_at IS NULL
    AND t.interaction_id NOT IN (SELECT interaction_id FROM hidden_touch)
    AND (NOT i.confidential OR i.created_by_id = %(reader)s
        OR EXISTS (SELECT FROM interactions_touchcolleague tc
                   WHERE tc.interaction_id = t.interaction_id AND tc.colleague_id = %(reader)s)
        OR EXISTS (SELECT FROM interactions_touchclient own JOIN clients_client oc ON oc.id = own.client_id
                   WHERE own.interaction_id = t.interaction_id AND (oc.owner_id = %(reader)s OR EXISTS (
                       SELECT FROM clients_teammember m
                       WHERE m.client_id = own.client_id AND m.colleague_id = %(reader)s))))
"""
"""Condition on `interactions_touchclient t` joined with `interactions_interaction i`."""


def hidden_touches(user: User) -> tuple[str, dict[str, Any]]:
    """The CTE that `SEEN` needs, and the parameters of both."""
    walled, grouped = (
        named(*rows.query.sql_with_params(), prefix=prefix)
        for rows, prefix in zip(hidden_clients(user), ("walled", "grouped"), strict=True)
    )
    values = {**walled[1], **grouped[1], "reader": user.pk}
    return _HIDDEN.format(walled=walled[0], grouped=grouped[0]), values
