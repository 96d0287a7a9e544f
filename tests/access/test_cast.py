"""The cast is what it says: the tests of everybody else lean on it."""

from __future__ import annotations

from accounts.models import User
from relationships.clients.models import Client


def test_the_wall_hides_its_client_from_everybody_but_its_insiders(
    walled_client: Client,
    novagen: Client,
    partner: User,
    account_manager: User,
    outsider: User,
    assistant: User,
    alumni_admin: User,
    administrator: User,
    auditor: User,
) -> None:
    everybody = [partner, account_manager, outsider, assistant, alumni_admin, administrator, auditor]
    seen = {user.name: set(Client.objects.visible_to(user)) for user in everybody}
    inside, outside = {novagen, walled_client}, {novagen}
    assert seen == {user.name: inside if user in (partner, account_manager) else outside for user in everybody}
