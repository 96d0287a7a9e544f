"""What people are told of a wall: word for word, until they confirm it; kept as proof."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from relationships.clients.models import Client, Wall
from relationships.clients.wall_actions import OnBothSides, add_wall, edit_wall, end_wall
from relationships.clients.wall_attest_actions import ask_for_attestations, attest_wall
from relationships.clients.wall_models import WallNotice
from relationships.clients.wall_notice_actions import confirm_notice, send_wall_mails
from relationships.clients.wall_proof import proof_rows
from relationships.clients.wall_queries import attestations_due
from tests.cast import SignIn


@pytest.fixture
def told(novagen: Client, partner: User, account_manager: User, outsider: User) -> Wall:
    """Henrik and Maya inside, Tomás told that he stands outside."""
    return add_wall(
        client=novagen,
        reason="Sale",
        insiders=[partner, account_manager],
        by=partner,
        approved_by=partner,
        notice="Keep it to yourselves.",
        outside=[outsider],
        outside_notice="You are screened from one matter.",
    )


def waiting(user: User) -> list[str]:
    found = WallNotice.objects.filter(colleague=user, confirmed_at=None, archived_at=None)
    return list(found.order_by("pk").values_list("text", flat=True))


def test_everybody_is_led_to_their_own_words_and_goes_on_when_they_have_confirmed_them(
    told: Wall, account_manager: User, outsider: User, auditor: User, sign_in: SignIn
) -> None:
    assert sign_in(auditor).get("/clients/").status_code == 200
    for user, words in ((account_manager, "Keep it to yourselves."), (outsider, "You are screened from one matter.")):
        browser = sign_in(user)
        answer = browser.get("/clients/?q=nova")
        assert (answer.status_code, answer["Location"]) == (302, "/walls/notices/?next=%2Fclients%2F%3Fq%3Dnova")
        page = browser.get(answer["Location"]).content.decode()
        assert words in page
        assert ("Novagen Therapeutics" in page, "Henrik Lindqvist, Maya Okafor" in page) == (
            user == account_manager,
        ) * 2
        notice = WallNotice.objects.get(colleague=user)
        done = browser.post(reverse("confirm_wall_notice", args=[notice.public_id]), {"next": "/clients/?q=nova"})
        assert (done.status_code, done["Location"]) == (303, "/clients/?q=nova")
        assert browser.get("/clients/").status_code == 200
        notice.refresh_from_db()
        assert notice.confirmed_at is not None


def test_what_an_outsider_is_told_names_neither_client_nor_reason(told: Wall, outsider: User, sign_in: SignIn) -> None:
    page = sign_in(outsider).get("/walls/notices/").content.decode()
    assert "Therapeutics" not in page
    assert "Sale" not in page
    assert told.public_id not in page


def test_nobody_confirms_for_somebody_else(told: Wall, outsider: User, account_manager: User, sign_in: SignIn) -> None:
    theirs = WallNotice.objects.get(colleague=outsider)
    answer = sign_in(account_manager).post(reverse("confirm_wall_notice", args=[theirs.public_id]))
    assert answer.status_code == 404
    assert waiting(outsider)


def test_confirming_leads_nowhere_else(told: Wall, outsider: User, sign_in: SignIn) -> None:
    notice = WallNotice.objects.get(colleague=outsider)
    for wanted in ("//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"):
        answer = sign_in(outsider).post(reverse("confirm_wall_notice", args=[notice.public_id]), {"next": wanted})
        assert answer["Location"] == "/walls/notices/"
        page = sign_in(outsider).get("/walls/notices/", {"next": wanted}).content.decode()
        assert f'href="{wanted}"' not in page
        assert f'value="{wanted}"' not in page


def test_new_words_and_new_people_are_asked_anew_and_old_confirmations_stay(
    told: Wall, partner: User, account_manager: User, outsider: User, auditor: User
) -> None:
    confirm_notice(notice=WallNotice.objects.get(colleague=account_manager))
    inside = [partner, account_manager, auditor]
    edit_wall(wall=told, expected_version=1, insiders=inside, changes={})
    assert (waiting(auditor), waiting(account_manager)) == (["Keep it to yourselves."], [])
    told.refresh_from_db()
    edit_wall(wall=told, expected_version=told.version, insiders=inside, outside=[], changes={"notice": "Say nothing."})
    assert [waiting(each) for each in (*inside, outsider)] == [["Say nothing."]] * 3 + [[]]
    outsider.refresh_from_db()
    assert not outsider.must_confirm
    kept = WallNotice.objects.get(colleague=account_manager, text="Keep it to yourselves.")
    assert kept.confirmed_at is not None


def test_nobody_is_asked_about_a_wall_that_is_over(told: Wall, outsider: User, sign_in: SignIn) -> None:
    Wall.objects.filter(pk=told.pk).update(
        starts_at=told.starts_at - timedelta(days=1), ends_at=told.starts_at - timedelta(hours=1)
    )
    browser = sign_in(outsider)
    assert "Nothing to confirm" in browser.get("/clients/", follow=True).content.decode()
    assert browser.get("/clients/").status_code == 200


def test_ending_the_wall_stops_asking(told: Wall, outsider: User) -> None:
    end_wall(wall=told, expected_version=told.version)
    outsider.refresh_from_db()
    assert (waiting(outsider), outsider.must_confirm) == ([], False)


def test_nobody_is_inside_and_told_that_they_are_outside(novagen: Client, partner: User, account_manager: User) -> None:
    inside = [partner, account_manager]
    with pytest.raises(OnBothSides, match="Maya Okafor"):
        add_wall(client=novagen, reason="Sale", insiders=inside, outside=[account_manager], by=partner)


def test_reminders_go_out_every_three_days_until_confirmed_and_name_nobody(
    told: Wall, outsider: User, account_manager: User
) -> None:
    now = timezone.now()
    assert send_wall_mails(now) == 3
    assert send_wall_mails(now + timedelta(hours=1)) == 0
    confirm_notice(notice=WallNotice.objects.get(colleague=account_manager))
    assert send_wall_mails(now + timedelta(days=3)) == 2
    assert {each.to[0] for each in mail.outbox[3:]} == {"henrik@firm.example", "tomas@firm.example"}
    assert all("Novagen" not in each.body + each.subject for each in mail.outbox)
    assert "waits for you still" in mail.outbox[-1].body


def test_the_form_says_whose_words_are_missing(
    novagen: Client, partner: User, account_manager: User, outsider: User, sign_in: SignIn
) -> None:
    ids = [partner.public_id, account_manager.public_id]
    sent = {"client": novagen.name, "reason": "Sale", "insiders": ids, "attest_months": "6"}
    answer = sign_in(partner).post("/walls/new/", {**sent, "outside": [outsider.public_id]})
    assert answer.status_code == 422
    assert "Write what those who stand outside are told." in answer.content.decode()
    both = {**sent, "outside": [account_manager.public_id], "outside_notice": "You are screened."}
    assert "inside and outside" in sign_in(partner).post("/walls/new/", both).content.decode()
    assert not Wall.objects.exists()


def test_the_approver_is_asked_to_attest_when_it_is_due_and_once(told: Wall, partner: User, sign_in: SignIn) -> None:
    soon, later = timezone.now() + timedelta(days=100), timezone.now() + timedelta(days=190)
    confirm_notice(notice=WallNotice.objects.get(colleague=partner))
    assert [ask_for_attestations(at) for at in (soon, later, later)] == [0, 1, 0]
    asked = WallNotice.objects.get(side="attest")
    assert asked.colleague == partner
    browser = sign_in(partner)
    assert browser.get("/clients/").status_code == 200, "An attestation stops nobody."
    assert browser.post(f"/walls/{told.public_id}/attest/", {"note": "Closing in May"}).status_code == 303
    asked.refresh_from_db()
    assert asked.confirmed_at is not None
    assert attestations_due([told])[told.pk] > timezone.now() + timedelta(days=170)
    assert "Closing in May" in browser.get(f"/walls/{told.public_id}/proof/").content.decode()


def test_the_proof_says_who_was_told_what_when_and_who_attested(
    told: Wall, partner: User, outsider: User, sign_in: SignIn
) -> None:
    confirm_notice(notice=WallNotice.objects.get(colleague=outsider))
    attest_wall(wall=told, by=partner, note="Closing in May")
    rows = {(row.what, row.who) for row in proof_rows(told)}
    assert {
        ("Told as outsider", "Tomás Ibarra"),
        ("Confirmed as outsider", "Tomás Ibarra"),
        ("Told as insider", "Maya Okafor"),
        ("Attested", "Henrik Lindqvist"),
    } <= rows
    assert ("Confirmed as insider", "Maya Okafor") not in rows
    confirm = WallNotice.objects.get(colleague=partner)
    confirm_notice(notice=confirm)
    browser = sign_in(partner)
    address = reverse("export_wall_proof", args=[told.public_id])
    lines = browser.get(address).getvalue().decode("utf-8-sig").splitlines()
    assert lines[0] == "At,What,Who,Details"
    assert sum("You are screened from one matter." in line for line in lines) >= 2
    assert browser.get(address + "?format=xlsx").getvalue()[:2] == b"PK"
