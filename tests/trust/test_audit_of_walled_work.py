"""The audit record and work behind a wall of its own: each look is an entry, which nobody outside reads."""

from __future__ import annotations

import pghistory
import pytest
from django.urls import reverse

from accounts.models import User
from relationships.engagements.models import Engagement, LedgerEntry
from relationships.interactions.models import Attachment, Interaction, Promise
from relationships.trust.audit_queries import AuditFilters, audit_page
from relationships.trust.models import AuditEntry
from tests import factories as make
from tests.cast import SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def secret(partner: User) -> Engagement:
    """Work that `partner` walled off, with an entry, a touchpoint, its file and a promise."""
    work = make.EngagementFactory(client=make.ClientFactory(name="Larkhill"), name="Project Falcon")
    make.LedgerEntryFactory(client=work.client, engagement=work)
    touch = make.InteractionFactory(clients=[work.client], colleagues=[partner], engagement=work)
    make.AttachmentFactory(interaction=touch)
    make.PromiseFactory(client=work.client, colleague=partner, touch=touch)
    make.wall_around(work, partner)
    return work


def places(work: Engagement) -> dict[str, str]:
    """Pages about what hangs on the work, by their names."""
    entry, touch = LedgerEntry._base_manager.get(), Interaction._base_manager.get()
    about = {
        "engagement_detail": work,
        "edit_engagement": work,
        "ledger_entry_detail": entry,
        "edit_ledger_entry": entry,
        "interaction_detail": touch,
        "promise_detail": Promise._base_manager.get(),
    }
    found = {name: reverse(name, args=[each.public_id]) for name, each in about.items()}
    file = Attachment._base_manager.get()
    return {**found, "download_attachment": reverse("download_attachment", args=[touch.public_id, file.public_id])}


def test_each_look_at_it_is_an_entry_and_a_look_at_its_client_is_none(
    secret: Engagement, partner: User, sign_in: SignIn
) -> None:
    browser = sign_in(partner)
    for name, address in places(secret).items():
        answer = browser.get(address)
        assert answer.status_code == 200, name
        assert AuditEntry.objects.filter(kind__in=("read", "export"), act=name, who=partner.pk).exists(), name
    browser.get(reverse("client_detail", args=[secret.client.public_id]))
    assert not AuditEntry.objects.filter(act="client_detail").exists()


def test_what_happened_to_it_is_told_to_insiders_alone(
    secret: Engagement, partner: User, auditor: User, sign_in: SignIn
) -> None:
    other = make.UserFactory(role="partner")
    with pghistory.context(user=partner.pk, act="edit_engagement"):
        Engagement._base_manager.filter(pk=secret.pk).update(name="Project Kestrel")
    with pghistory.context(user=partner.pk, act="edit_ledger_entry"):
        LedgerEntry._base_manager.filter(engagement=secret).update(document="R-7")
    inside, outside = sign_in(partner), sign_in(other)
    for address in places(secret).values():
        inside.get(address)
        assert outside.get(address).status_code == 404, address
    acts = {*places(secret)}
    assert [line.entry.act for line in audit_page(auditor, AuditFilters()).lines if line.entry.act in acts] == []
    told = [line.entry.act for line in audit_page(partner, AuditFilters()).lines if line.entry.act in acts]
    assert acts <= {*told}
    contexts = AuditEntry.objects.filter(act__in=acts).exclude(context=None).values_list("context", flat=True)
    assert contexts
    for context in contexts:
        address = reverse("audit_change", args=[context])
        assert sign_in(auditor).get(address).status_code == 404
