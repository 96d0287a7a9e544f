"""Doors beside the pages: the audit record, files of everything, feeds and mails tell nobody more than their pages do."""

from __future__ import annotations

from datetime import timedelta

import pghistory
import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.policy import Capability, can
from relationships.capture.access_actions import make_feed
from relationships.capture.models import CalendarSubscription, Message, Proposal
from relationships.clients.models import Client
from relationships.trust.firm_export_scope import told_rows
from relationships.trust.models import AuditEntry
from relationships.trust.their_data import about_colleague, about_person
from tests import factories as make
from tests.cast import SignIn

pytestmark = pytest.mark.django_db
SECRET = "Marrow and Pike"


def audit_pages(reader: User, sign_in: SignIn) -> str:
    """The audit record and every change of it, as `reader` sees them."""
    browser: Browser = sign_in(reader)
    pages = [browser.get(reverse("audit_log")).content.decode()]
    pages.append(browser.get(reverse("export_audit")).getvalue().decode())
    changes = AuditEntry.objects.exclude(context=None).values_list("context", flat=True)
    pages += [browser.get(reverse("audit_change", args=[each])).content.decode() for each in changes]
    return "\n".join(pages)


def test_the_audit_record_tells_nothing_of_a_private_view(auditor: User, partner: User, sign_in: SignIn) -> None:
    with pghistory.context(user=partner.pk, act="add_view"):
        make.SavedViewFactory(owner=partner, name=SECRET, query="q=pike")
    text = audit_pages(auditor, sign_in)
    assert "add view" in text.lower()
    assert SECRET not in text
    assert "q=pike" not in text


def test_the_audit_record_tells_nothing_of_somebodys_mailbox(auditor: User, partner: User, sign_in: SignIn) -> None:
    with pghistory.context(user=partner.pk, act="capture"):
        Proposal.objects.create(user=partner, address="cfo@marrow.example", name="Ana Pike")
        CalendarSubscription.objects.create(user=partner, name=SECRET, url="https://marrow.example/secret")
    text = audit_pages(auditor, sign_in)
    assert [word for word in ("marrow", "Ana Pike", SECRET) if word in text] == []


def test_the_audit_record_keeps_back_what_alumni_keep(auditor: User, partner: User, sign_in: SignIn) -> None:
    person = make.PersonFactory(name="Alma Hart")
    with pghistory.context(user=partner.pk, act="add_contact_point"):
        make.ContactPointFactory(person=person, value="private@hart.example")
        make.OutsidePostFactory(person=person, employer="Hart Chambers")
    alumnus = make.AlumnusFactory(person=person)
    assert "private@hart" in (text := audit_pages(auditor, sign_in))
    assert "Hart Chambers" in text
    type(alumnus).objects.unscoped(reason="test").update(email_for="hidden", job_for="hidden")
    text = audit_pages(auditor, sign_in)
    assert "private@hart" not in text
    assert "Hart Chambers" not in text


@pytest.mark.parametrize("days", [-400, 30])
def test_a_wall_over_or_to_come_is_told_to_those_inside_it_only(
    days: int, auditor: User, partner: User, administrator: User, novagen: Client, sign_in: SignIn
) -> None:
    """Everybody sees the client on such a day; why there is a wall, they do not."""
    starts = timezone.now() + timedelta(days=days)
    with pghistory.context(user=partner.pk, act="add_wall"):
        wall = make.WallFactory(
            client=novagen, reason=SECRET, starts_at=starts, ends_at=starts + timedelta(days=9), insiders=[partner]
        )
        make.WallNoticeFactory(wall=wall, colleague=partner, text=f"Of {SECRET}")
    assert SECRET not in audit_pages(auditor, sign_in)
    assert not told_rows(type(wall), administrator).exists()
    assert told_rows(type(wall), partner).exists()


def test_what_was_promised_in_confidence_stays_there(partner: User, account_manager: User, administrator: User) -> None:
    """Neither in the file about the person nor in the one about everything."""
    client = make.ClientFactory(owner=account_manager)
    person = make.PersonFactory()
    make.PositionFactory(person=person, client=client)
    touch = make.InteractionFactory(
        clients=[client], people=[person], colleagues=[account_manager], confidential=True, created_by=account_manager
    )
    promise = make.PromiseFactory(client=client, person=person, touch=touch, colleague=account_manager, what=SECRET)
    assert SECRET not in str(about_person(person.pk, partner))
    assert SECRET in str(about_person(person.pk, account_manager))
    assert not told_rows(type(promise), administrator).exists()


def test_private_mail_leaves_with_nobody_else(partner: User, administrator: User) -> None:
    Message.objects.create(
        user=partner, key="0" * 64, kind="mail", source="upload", fate="ignored", reason="list", subject=SECRET
    )
    Proposal.objects.create(user=partner, address="cfo@marrow.example")
    CalendarSubscription.objects.create(user=partner, name="Own", url="https://marrow.example/secret")
    for model in (Message, Proposal, CalendarSubscription):
        assert not told_rows(model, administrator).exists()
        assert told_rows(model, partner).exists()
    told = str(about_colleague(partner.pk, administrator))
    assert [word for word in (SECRET, "marrow.example/secret", "cfo@") if word in told] == []


def test_whoever_is_gone_reads_nothing_any_more(account_manager: User, client: Browser) -> None:
    """Their last day is over, though nobody has closed their account yet."""
    token = make_feed(user=account_manager)
    address = reverse("calendar_feed", args=[token])
    assert client.get(address).status_code == 200
    User.objects.filter(pk=account_manager.pk).update(left_on=timezone.localdate() - timedelta(days=1))
    account_manager.refresh_from_db()
    assert not can(account_manager, Capability.SEE_CLIENTS)
    assert client.get(address).status_code == 404


def test_a_role_that_nobody_knows_may_nothing(account_manager: User) -> None:
    account_manager.role = "superuser"
    assert not any(can(account_manager, each) for each in Capability)
