"""Adding, changing, archiving a client through its forms."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import User
from relationships.clients.models import Client
from relationships.clients.signals import facts_changed
from tests.cast import SignIn
from tests.factories import ClientFactory


def fields(client: Client | None = None, **changes: object) -> dict[str, object]:
    known = {"name": client.name, "industry": client.industry, "tier": client.tier} if client else {}
    owner = {"owner": client.owner.public_id} if client and client.owner else {}
    version = {"version": client.version} if client else {}
    return {**known, **owner, **version, **changes}


@pytest.fixture
def rung(db: None) -> list[int]:
    """Ids for which the doorbell rang."""
    ids: list[int] = []

    def listen(client_ids: list[int], **_: object) -> None:
        ids.extend(client_ids)

    facts_changed.connect(listen, weak=False)
    yield ids
    facts_changed.disconnect(listen)


def test_adding_goes_on_to_the_new_client(sign_in: SignIn, partner: User, rung: list[int]) -> None:
    answer = sign_in(partner).post(
        reverse("add_client"),
        {"name": "  Alderane\u202e Capital ", "website": "alderane.example", "tier": "B", "owner": partner.public_id},
    )
    client = Client.objects.get()
    assert (client.name, client.website, client.tier, client.owner) == (
        "Alderane Capital",
        "https://alderane.example",
        "B",
        partner,
    )
    assert (answer.status_code, answer["Location"]) == (303, reverse("client_detail", args=[client.public_id]))
    assert rung == [client.pk]


def test_a_client_without_a_name_is_sent_back_with_what_was_typed(sign_in: SignIn, partner: User) -> None:
    answer = sign_in(partner).post(reverse("add_client"), {"name": " ", "industry": "Banking", "tier": "Z"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Error: Add a client" in page
    assert 'value="Banking"' in page
    assert "2 things need your attention" in page
    assert not Client.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "x" * 301),
        ("name", "bad\x00name"),
        ("website", "javascript:alert(1)"),
        ("website", "ftp://novagen.example"),
        ("website", "not an address"),
        ("expected_interval_days", "0"),
        ("expected_interval_days", "3661"),
        ("expected_interval_days", "soon"),
        ("owner", "nobody-known"),
    ],
)
def test_what_does_not_fit_is_named_at_its_field(sign_in: SignIn, partner: User, field: str, value: str) -> None:
    answer = sign_in(partner).post(reverse("add_client"), {"name": "Novagen", field: value})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


def test_a_like_name_is_told_and_saved_all_the_same(sign_in: SignIn, partner: User, novagen: Client) -> None:
    browser = sign_in(partner)
    answer = browser.post(reverse("add_client"), {"name": "Novagen Therapeutics AG"}, follow=True)
    assert Client.objects.filter(name="Novagen Therapeutics AG").exists()
    assert "Its name looks like Novagen Therapeutics." in answer.content.decode()


def test_a_walled_name_is_free_to_those_outside(sign_in: SignIn, outsider: User, walled_client: Client) -> None:
    answer = sign_in(outsider).post(reverse("add_client"), {"name": walled_client.name}, follow=True)
    assert answer.status_code == 200
    assert "looks like" not in answer.content.decode()
    assert Client.objects.filter(name=walled_client.name).count() == 2


def test_a_walled_client_is_not_there(sign_in: SignIn, outsider: User, walled_client: Client) -> None:
    browser = sign_in(outsider)
    for name in ("edit_client", "archive_client", "restore_client", "add_group_edge", "add_alias", "add_team_member"):
        for public_id in (walled_client.public_id, "000000000000"):
            address = reverse(name, args=[public_id])
            assert browser.post(address, {"name": "Taken over"}).status_code == 404
    walled_client.refresh_from_db()
    assert (walled_client.name, walled_client.archived_at) == ("Marrow & Pike Diagnostics", None)


def test_editing_counts_the_version_and_rings_for_what_scores_read(
    sign_in: SignIn, partner: User, novagen: Client, rung: list[int]
) -> None:
    address = reverse("edit_client", args=[novagen.public_id])
    assert sign_in(partner).post(address, fields(novagen, industry="Biotech")).status_code == 303
    assert rung == []
    novagen.refresh_from_db()
    assert sign_in(partner).post(address, fields(novagen, tier="B")).status_code == 303
    novagen.refresh_from_db()
    assert (novagen.industry, novagen.tier, novagen.version) == ("Biotech", "B", 3)
    assert rung == [novagen.pk]


def test_who_saves_second_sees_both_versions(
    sign_in: SignIn, partner: User, account_manager: User, novagen: Client
) -> None:
    address = reverse("edit_client", args=[novagen.public_id])
    stale = fields(novagen, industry="Gene therapy")
    sign_in(account_manager).post(address, fields(novagen, industry="Biotech"))
    answer = sign_in(partner).post(address, stale)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Maya Okafor saved a newer version" in page
    assert 'value="Gene therapy"' in page
    assert 'value="Biotech"' in page
    novagen.refresh_from_db()
    assert novagen.industry == "Biotech"
    # What the page posts when they keep their own.
    picked = {row.name: row.yours for row in answer.context["rows"]}
    again = sign_in(partner).post(address, {**picked, "version": answer.context["version"]})
    novagen.refresh_from_db()
    assert (again.status_code, novagen.industry) == (303, "Gene therapy")


def test_a_form_without_its_version_is_refused(sign_in: SignIn, partner: User, novagen: Client) -> None:
    answer = sign_in(partner).post(reverse("edit_client", args=[novagen.public_id]), {"name": "Overwritten"})
    assert answer.status_code == 422
    novagen.refresh_from_db()
    assert novagen.name == "Novagen Therapeutics"


def test_archiving_leaves_the_list_and_can_be_undone_from_the_next_page(
    sign_in: SignIn, partner: User, novagen: Client
) -> None:
    browser = sign_in(partner)
    answer = browser.post(reverse("archive_client", args=[novagen.public_id]), follow=True)
    undo = reverse("restore_client", args=[novagen.public_id])
    assert "Archived Novagen Therapeutics" in answer.content.decode()
    assert f'action="{undo}"' in answer.content.decode()
    assert list(answer.context["page"].rows) == []
    assert browser.post(undo).status_code == 303
    novagen.refresh_from_db()
    assert novagen.archived_at is None


def test_account_managers_change_their_own_and_ownerless_clients_only(
    sign_in: SignIn, account_manager: User, partner: User, novagen: Client
) -> None:
    theirs, nobodys = ClientFactory(owner=partner), ClientFactory(owner=None)
    browser = sign_in(account_manager)
    statuses = [
        browser.get(reverse("edit_client", args=[client.public_id])).status_code
        for client in (novagen, nobodys, theirs)
    ]
    assert statuses == [200, 200, 403]
    answer = browser.post(reverse("edit_client", args=[theirs.public_id]), fields(theirs, name="Mine"))
    assert answer.status_code == 403
    assert "Henrik Lindqvist looks after this client." in answer.content.decode()


@pytest.mark.parametrize("role", ["assistant", "alumni_admin", "auditor"])
def test_readers_change_no_client(request: pytest.FixtureRequest, sign_in: SignIn, novagen: Client, role: str) -> None:
    browser = sign_in(request.getfixturevalue(role))
    assert browser.get(reverse("add_client")).status_code == 403
    assert browser.post(reverse("archive_client", args=[novagen.public_id])).status_code == 403
    novagen.refresh_from_db()
    assert novagen.archived_at is None


def test_completions_tell_namesakes_apart_and_hide_walled_clients(
    sign_in: SignIn, outsider: User, novagen: Client, walled_client: Client
) -> None:
    twin = ClientFactory(name="Novagen Therapeutics")
    browser = sign_in(outsider)
    page = browser.get(reverse("client_options"), {"parent": "nova"}).content.decode()
    assert f"Novagen Therapeutics [{twin.public_id}]" in page
    assert f"Novagen Therapeutics [{novagen.public_id}]" in page
    assert browser.get(reverse("client_options"), {"parent": "marrow"}).content.decode().strip() == ""
