"""Who shares an account: written by people, refused with a remedy, taken back, and silent about walls."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from accounts.models import User
from relationships.clients.models import JointTerm
from tests.cast import SignIn
from tests.factories import ClientFactory, JointTermFactory, WallFactory

pytestmark = pytest.mark.django_db


def _sent(*rows: tuple[str, str], **more: str) -> dict[str, str]:
    sent = {f"member_{number}": name for number, (name, _) in enumerate(rows, start=1)}
    return sent | {f"percent_{number}": part for number, (_, part) in enumerate(rows, start=1)} | more


def test_a_joint_account_is_written_changed_and_taken_back(sign_in: SignIn, partner: User) -> None:
    account = ClientFactory(name="Smith & Jones", owner=partner)
    ClientFactory(name="Smith")
    ClientFactory(name="Jones")
    visit = sign_in(partner)
    here = f"/clients/{account.public_id}"
    refused = visit.post(f"{here}/shares/new/", _sent(("Smith", "66.6667"), ("Jones", "29.3333")))
    assert (refused.status_code, "These add up to 96. Add 4." in refused.text) == (422, True)
    assert 'value="29.3333"' in refused.text
    assert visit.post(f"{here}/shares/new/", _sent(("Smith", "66.6667"), ("Jones", "33.3333"))).status_code == 303
    term = JointTerm.objects.get()
    assert [(each.member.name, each.share) for each in term.shares.order_by("pk")] == [
        ("Smith", Decimal("0.666667")),
        ("Jones", Decimal("0.333333")),
    ]
    overlap = visit.post(f"{here}/shares/new/", _sent(("Smith", "50"), ("Jones", "50"), starts_on="2024-01-01"))
    assert "Choose days that do not overlap." in overlap.text
    edit = f"{here}/shares/{term.public_id}/edit/"
    sent = _sent(("Smith", "50"), ("Jones", "50"), ends_on="2024-01-01", version="1")
    assert visit.post(edit, sent).status_code == 303
    assert visit.post(edit, sent).status_code == 409
    term.refresh_from_db()
    assert (term.version, term.ends_on, {each.share for each in term.shares.all()}) == (
        2,
        date(2024, 1, 1),
        {Decimal("0.5")},
    )
    record = visit.get(f"{here}/details/").text
    assert ("50 %" in record, "until Mon 1 Jan 2024" in record) == (True, True)
    visit.post(f"{here}/shares/{term.public_id}/archive/", {"version": "2"})
    assert "Shared by Smith, Jones" in visit.get(f"{here}/details/").text
    visit.post(f"{here}/shares/{term.public_id}/restore/")
    term.refresh_from_db()
    assert term.archived_at is None


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("Smith", "100")], "Enter less than 100."),
        ([("Smith", "50")], "Enter at least two clients"),
        ([("Smith", "50"), ("Smith", "50")], "Smith is named above."),
        ([("Smith", "50"), ("", "50")], "Enter whose part this is."),
        ([("Smith", "50"), ("Both", "50")], "The account can’t be its own member."),
        ([("Smith", "60"), ("Trust", "40")], "Trust is part of another joint account."),
        ([("Smith", "70"), ("Jones", "60")], "These add up to 130. Take 30 away."),
    ],
)
def test_what_is_no_sharing_is_refused_with_a_remedy(
    rows: list[tuple[str, str]], words: str, sign_in: SignIn, partner: User
) -> None:
    account, *_ = (ClientFactory(name=name, owner=partner) for name in ("Both", "Smith", "Jones"))
    JointTermFactory(account=ClientFactory(name="Trust"))
    answer = sign_in(partner).post(f"/clients/{account.public_id}/shares/new/", _sent(*rows))
    assert (answer.status_code, words in answer.text) == (422, True)
    assert JointTerm.objects.count() == 1


def test_a_sharer_behind_a_wall_leaves_no_trace(sign_in: SignIn, partner: User, administrator: User) -> None:
    account, smith, jones = (ClientFactory(name=name, owner=partner) for name in ("Both", "Smith", "Jones"))
    term = JointTermFactory(account=account, members=[smith, jones])
    WallFactory(client=smith, insiders=[administrator])
    visit = sign_in(partner)
    for client in (account, jones):
        assert "Nobody shares it" in visit.get(f"/clients/{client.public_id}/details/").text
    assert visit.get(f"/clients/{account.public_id}/shares/{term.public_id}/edit/").status_code == 404
    ClientFactory(name="Brook")
    sent = _sent(("Jones", "50"), ("Brook", "50"))
    assert visit.post(f"/clients/{account.public_id}/shares/new/", sent).status_code == 303
