"""What somebody does leaves an entry: changes by the database, the rest one insert; nobody can take it back."""

from __future__ import annotations

import pghistory
import pytest
from django.db import InternalError, ProgrammingError, connection, transaction
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import Office, User
from crm.services.roles import APPLICATION
from relationships.clients.models import Client
from relationships.trust.audit_queries import AuditFilters, audit_page
from relationships.trust.models import AuditEntry, Origin
from tests.cast import SignIn
from tests.factories import ContactPointFactory, PersonFactory, PositionFactory

pytestmark = pytest.mark.django_db
APPEND_ONLY = ["trust_auditentry", "trust_auditlink", "trust_origin"]


def entries(**having: object) -> list[tuple[str, str]]:
    rows = AuditEntry.objects.filter(**having).exclude(kind="sign_in").order_by("pk")
    return list(rows.values_list("kind", "act"))


def test_a_change_on_a_page_is_one_entry_that_leads_to_its_history(
    sign_in: SignIn, account_manager: User, auditor: User, novagen: Client
) -> None:
    maya = sign_in(account_manager)
    form = maya.get(reverse("edit_client", args=[novagen.public_id])).context["form"]
    given = {name: form[name].value() or "" for name in form.fields} | {"industry": "Optics"}
    maya.post(reverse("edit_client", args=[novagen.public_id]), given, REMOTE_ADDR="192.0.2.7")
    entry = AuditEntry.objects.get(kind="change")
    assert (entry.who, entry.act, entry.about) == (account_manager.pk, "edit_client", novagen.public_id)
    assert Origin.objects.get(pk=entry.origin).address == "192.0.2.7"
    page = sign_in(auditor).get(reverse("audit_change", args=[entry.context])).content.decode()
    assert "Life sciences" in page
    assert "Optics" in page


def test_the_entry_itself_holds_no_value(sign_in: SignIn, account_manager: User, novagen: Client) -> None:
    with pghistory.context(user=account_manager.pk, act="edit_client"):
        Client._base_manager.filter(pk=novagen.pk).update(name="Never In An Entry")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM trust_auditentry e WHERE e::text LIKE '%Never In An Entry%'")
        assert cursor.fetchone() == (0,)


def test_jobs_and_commands_leave_entries_too() -> None:
    with pghistory.context(job="import_data"):
        Office.objects.create(name="Vienna")
    assert entries() == [("change", "import_data")]


def test_kinds_of_changes_are_told_apart(sign_in: SignIn, administrator: User, partner: User) -> None:
    gerd = sign_in(administrator)
    gerd.post(reverse("close_account", args=[partner.public_id]), {"version": partner.version})
    assert ("permission", "close_account") in entries()


def test_reading_what_few_may_see_is_an_entry(sign_in: SignIn, account_manager: User, novagen: Client) -> None:
    person = PersonFactory()
    PositionFactory(person=person, client=novagen)
    maya = sign_in(account_manager)
    maya.get(reverse("guest_book", args=[person.public_id]))
    maya.get(reverse("person_detail", args=[person.public_id]))
    assert entries() == [("read", "guest_book")]
    assert AuditEntry.objects.get(act="guest_book").about == person.public_id


def test_looking_behind_a_wall_is_an_entry(
    sign_in: SignIn, account_manager: User, novagen: Client, walled_client: Client
) -> None:
    maya = sign_in(account_manager)
    maya.get(reverse("client_detail", args=[novagen.public_id]))
    maya.get(reverse("client_detail", args=[walled_client.public_id]))
    assert entries() == [("read", "client_detail")]


def test_downloads_and_refusals_are_entries(
    sign_in: SignIn, account_manager: User, outsider: User, walled_client: Client
) -> None:
    b"".join(sign_in(account_manager).get(reverse("export_clients") + "?q=nova").streaming_content)
    assert AuditEntry.objects.get(kind="export").details == {"format": "text/csv", "by": ["q"]}
    tomas = sign_in(outsider)
    tomas.get(reverse("client_detail", args=[walled_client.public_id]))
    tomas.get(reverse("firm_settings"))
    assert entries(who=outsider.pk) == [("refused", "client_detail"), ("refused", "firm_settings")]


def test_signing_in_out_and_failing_are_entries(account_manager: User) -> None:
    account_manager.set_password("hospitality-not-service")
    account_manager.save(update_fields=["password"])
    browser, where = Browser(), reverse("account_login")
    browser.post(where, {"login": account_manager.email, "password": "wrong"})
    browser.post(where, {"login": account_manager.email, "password": "hospitality-not-service"})
    browser.post(reverse("account_logout"))
    found = list(AuditEntry.objects.order_by("pk").values_list("kind", "who"))
    assert found == [("failed", account_manager.pk), ("sign_in", account_manager.pk), ("sign_out", account_manager.pk)]


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_even_the_owner_can_not_rewrite_it(table: str, statement: str) -> None:
    from relationships.trust.audit_chain import seal

    Browser().get("/")
    Origin.objects.create(address="192.0.2.1")
    AuditEntry.objects.create(kind="read", act="guest_book")
    seal()
    column = "digest" if table == "trust_auditlink" else "id"
    with pytest.raises(InternalError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table, column, column))


@pytest.mark.parametrize(
    "statement",
    [
        *(f"DELETE FROM {table}" for table in APPEND_ONLY),
        "UPDATE trust_auditentry SET who = 1",
        "UPDATE trust_origin SET address = ''",
        "TRUNCATE trust_auditentry",
        "INSERT INTO trust_auditlink VALUES (1, 1, '', '')",
        "UPDATE pghistory_context SET metadata = '{}'",
        "DELETE FROM pghistory_context",
        "ALTER TABLE trust_auditentry DISABLE TRIGGER ALL",
    ],
)
def test_the_application_has_not_even_the_right(statement: str) -> None:
    from crm.grants import application_role, grant_application

    if application_role() != APPLICATION:
        pytest.skip("needs the embedded server's two roles")
    grant_application(APPLICATION)
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {APPLICATION}")
        with pghistory.context(user=1, job="still writes"):
            Office.objects.create(name="Vienna")
        with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
            cursor.execute(statement)


def test_nothing_of_what_is_behind_a_wall_is_told_outside(
    auditor: User, partner: User, outsider: User, walled_client: Client, sign_in: SignIn
) -> None:
    """Changed, read and knocked at: all three are told to insiders who may see the record, and to nobody else."""
    point = ContactPointFactory(person=PositionFactory(client=walled_client).person)
    with pghistory.context(user=partner.pk, act="edit_client"):
        Client._base_manager.filter(pk=walled_client.pk).update(tier="A")
    with pghistory.context(user=partner.pk, act="edit_contact_point"):
        type(point)._base_manager.filter(pk=point.pk).update(value="new@x.example")
    sign_in(partner).get(reverse("client_detail", args=[walled_client.public_id]))
    sign_in(outsider).get(reverse("client_detail", args=[walled_client.public_id]))
    kinds = {"change", "read", "refused"}
    assert [line.entry.kind for line in audit_page(auditor, AuditFilters()).lines if line.entry.kind in kinds] == []
    inside = [line.entry.kind for line in audit_page(partner, AuditFilters()).lines if line.entry.kind in kinds]
    assert inside == ["refused", "read", "change", "change"]
    for context in AuditEntry.objects.exclude(context=None).values_list("context", flat=True):
        assert sign_in(auditor).get(reverse("audit_change", args=[context])).status_code == 404


def test_pages_follow_one_another_and_filters_narrow(auditor: User, partner: User, novagen: Client) -> None:
    for number in range(120):
        AuditEntry.objects.create(kind="read", act=f"page_{number}", who=partner.pk if number % 2 else None)
    found, before = [], ""
    while True:
        page = audit_page(auditor, AuditFilters(kind="read"), before=before)
        found += [line.entry.act for line in page.lines]
        before = page.older
        if not before:
            break
    assert found == [f"page_{number}" for number in reversed(range(120))]
    assert len(audit_page(auditor, AuditFilters(who=partner.public_id), size=200).lines) == 60
    with pghistory.context(user=partner.pk, act="edit_client"):
        Client._base_manager.filter(pk=novagen.pk).update(tier="B")
    of_novagen = audit_page(auditor, AuditFilters(thing=novagen.public_id)).lines
    assert [(line.entry.act, [thing.name for thing in line.things]) for line in of_novagen] == [
        ("edit_client", [novagen.name])
    ]


@pytest.mark.parametrize(
    "query",
    [
        "?from=yesterday",
        "?until=0001-01-01",
        "?object=%00",
        "?object=nothing",
        "?who=nobody",
        "?before=9-9-9",
        "?kind=x",
    ],
)
def test_odd_addresses_are_answered(sign_in: SignIn, auditor: User, query: str) -> None:
    assert sign_in(auditor).get(reverse("audit_log") + query).status_code == 200
