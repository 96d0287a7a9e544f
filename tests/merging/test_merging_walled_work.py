"""Merging clients one of whose pieces of work stands behind a wall of its own: nothing is carried through it, nothing lost."""

from __future__ import annotations

import pytest

from accounts.models import User
from relationships.clients.models import Client, Wall
from relationships.engagements.models import Engagement, LedgerEntry, WalledWork
from relationships.interactions.models import Attachment, Interaction
from relationships.merging.actions import merge_clients
from relationships.merging.undo_actions import undo_merge
from tests import factories as make
from tests.cast import SignIn
from tests.merging.tables import snapshot

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(partner: User) -> tuple[Client, Client]:
    """Both have an "Audit"; that of the double stands behind a wall with an entry and a touchpoint with a file."""
    keeper, double = make.ClientFactory(name="Acme Inc"), make.ClientFactory(name="ACME Incorporated")
    ours, secret = (make.EngagementFactory(client=each, name="Audit") for each in (keeper, double))
    make.LedgerEntryFactory(client=keeper, engagement=ours)
    make.LedgerEntryFactory(client=double, engagement=secret)
    touch = make.InteractionFactory(clients=[double], colleagues=[partner], engagement=secret)
    make.AttachmentFactory(interaction=touch)
    make.wall_around(secret, partner)
    return keeper, double


def seen(user: User, *clients: Client) -> tuple[int, int, int, int]:
    return (
        Engagement.objects.visible_to(user).filter(client__in=clients).count(),
        LedgerEntry.objects.visible_to(user).filter(client__in=clients).count(),
        Interaction.objects.visible_to(user).count(),
        Attachment.objects.filter(interaction__in=Interaction.objects.visible_to(user)).count(),
    )


def test_a_merge_neither_opens_nor_shuts_anything_and_its_undo_leaves_no_trace(
    pair: tuple[Client, Client], partner: User, outsider: User
) -> None:
    before = snapshot()
    assert (seen(partner, *pair), seen(outsider, *pair)) == ((2, 2, 1, 1), (1, 1, 0, 0))
    merge = merge_clients(keeper=pair[0], absorbed=[pair[1]], by=partner)
    assert (seen(partner, pair[0]), seen(outsider, pair[0])) == ((2, 2, 1, 1), (1, 1, 0, 0))
    wall, secret = Wall.objects.get(), WalledWork.objects.get().engagement
    assert (wall.client, secret.client, secret.name) == (pair[0], pair[0], "Audit")
    undo_merge(merge=merge, by=partner)
    after = snapshot()
    assert {table for table in before if before[table] != after[table]} == set()
    assert (seen(partner, *pair), seen(outsider, *pair)) == ((2, 2, 1, 1), (1, 1, 0, 0))


def test_whoever_stands_outside_may_merge_and_is_told_what_they_would_be_without_the_work(
    pair: tuple[Client, Client], partner: User, sign_in: SignIn
) -> None:
    """The page before a merge, and the one after, byte for byte but for what is random."""
    other = make.UserFactory(role="partner")
    browser = sign_in(other)
    address = f"/clients/{pair[0].public_id}/merge/?with={pair[1].public_id}"

    def told() -> tuple[int, str]:
        answer = browser.get(address)
        page = answer.context["page"]
        return answer.status_code, str([page.effect, [str(each) for each in getattr(page, "moves", [])]])

    with_it = told()
    assert with_it[0] == 200
    Interaction._base_manager.all().delete()
    LedgerEntry._base_manager.filter(engagement__apart__gt=0).delete()
    assert told() == with_it
    merge = merge_clients(keeper=pair[0], absorbed=[pair[1]], by=other)
    assert "Audit (ACME" not in browser.get(f"/merges/{merge.public_id}/").content.decode()
    assert Engagement.objects.visible_to(other).filter(client=pair[0]).count() == 1
