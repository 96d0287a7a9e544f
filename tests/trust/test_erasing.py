"""Erasing takes a person out of everything, moves no total, and is done again when an old backup comes back."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pghistory
import pytest
from django.core.cache import cache
from django.db import connection
from django.urls import reverse

from accounts.models import User
from relationships.capture.models import Message
from relationships.clients.models import Client
from relationships.contacts.models import ContactPoint, Person
from relationships.interactions.attachment_models import Attachment
from relationships.interactions.models import Interaction
from relationships.trust import erasing_rows
from relationships.trust.audit_chain import seal, verify
from relationships.trust.erasure_actions import ask_erasure, erase_again, erase_waiting, totals
from relationships.trust.models import Erasure
from tests import factories as make
from tests.cast import SignIn

pytestmark = pytest.mark.django_db
NAME, FORMER, MAIL, PHONE = "Zerlina Quexbury", "Zerlina Ombrage", "zerlina@quexbury.example", "+43 660 9981234"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, settings: Any) -> None:
    settings.ERASURE_LOG, settings.CAPTURE_MAILDIR = tmp_path / "erasures.jsonl", tmp_path / "maildir"
    settings.IMPORTS_ROOT = tmp_path / "imports"


@pytest.fixture
def zerlina(novagen: Client, account_manager: User) -> Person:
    """Known everywhere: by an earlier name, an address that was changed, texts, mail, a guest book, a letter of hers."""
    person = make.PersonFactory(name=FORMER)
    person.save_changes(expected_version=1, changes={"name": NAME})
    make.PersonAliasFactory(person=person, name=FORMER)
    point = make.ContactPointFactory(person=person, value="old@quexbury.example")
    ContactPoint._base_manager.filter(pk=point.pk).update(value=MAIL)
    make.ContactPointFactory(person=person, kind="phone", value=PHONE)
    make.PositionFactory(person=person, client=novagen, title="Head of Quexbury affairs")
    touch = make.InteractionFactory(
        clients=[novagen], people=[person], colleagues=[account_manager], summary=f"Zerlina, that is {NAME}, liked it"
    )
    Interaction._base_manager.filter(pk=touch.pk).update(summary=f"Met Zerlina ({MAIL})")
    make.InteractionFactory(clients=[novagen], colleagues=[account_manager], summary=f"Spoke about {NAME} today")
    make.GuestFactFactory(person=person, text="Zerlina likes figs", heard_by=account_manager)
    make.PromiseFactory(
        person=person, client=novagen, what=f"Call {NAME}", colleague=account_manager, made_by=account_manager
    )
    make.AlumnusFactory(person=person, title="Quexbury fellow")
    make.LedgerEntryFactory(client=novagen)
    shown = {"user": account_manager, "kind": "mail", "source": "drop", "fate": "touched", "reason": "known"}
    Message.objects.create(key="k", sender=MAIL, parties=[MAIL, "x@y.example"], subject=f"From {NAME}", **shown)
    return person


def dump() -> str:
    """Everything that stands in the database, as text."""
    said = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            said += [f"{table}: {row[0]}" for row in cursor.fetchall()]
    return "\n".join(said)


def left_of_her() -> list[str]:
    words = ("zerlina", "quexbury", "ombrage", "9981234")
    return [line[:200] for line in dump().splitlines() if any(word in line.lower() for word in words)]


def erase(person: Person, by: User, **how: bool) -> Erasure:
    asked = ask_erasure(kind="person", subject=person, by=by, **how)
    assert erase_waiting() == 1, Erasure._base_manager.get(pk=asked.pk).problem
    return Erasure._base_manager.get(pk=asked.pk)


def test_nothing_of_her_is_left_and_no_total_moves(
    zerlina: Person, administrator: User, partner: User, novagen: Client, sign_in: SignIn, settings: Any
) -> None:
    make.WallFactory(client=novagen, insiders=[partner])  # what stands behind walls goes too
    browser = sign_in(partner)
    session = browser.session
    session["undo"] = {"text": f"Put away {MAIL}", "address": "/"}
    session.save()
    cache.set("page", NAME)
    waiting = settings.CAPTURE_MAILDIR / "new" / "1.mail"
    waiting.parent.mkdir(parents=True)
    waiting.write_text(f"From: {NAME} <{MAIL.upper()}>\n\nHello")
    assert len(left_of_her()) > 15
    before = totals()
    erasure = erase(zerlina, administrator)
    assert left_of_her() == []
    assert totals() == before
    assert not waiting.exists()
    assert (erasure.report["left"], erasure.report["totals"]) == ({}, "unchanged")
    assert Person._base_manager.get(pk=zerlina.pk).name == "Erased person"
    assert Interaction._base_manager.filter(touch_clients__client=novagen).count() == 2
    seal()
    assert verify().broken is None


def test_files_of_hers_alone_go_and_those_of_several_are_counted(
    zerlina: Person, administrator: User, novagen: Client
) -> None:
    ana = make.PersonFactory(name="Ana Ruiz")
    alone = make.InteractionFactory(clients=[novagen], people=[zerlina])
    together = make.InteractionFactory(clients=[novagen], people=[zerlina, ana])
    hers, theirs = (make.AttachmentFactory(interaction=each) for each in (alone, together))
    report = erase(zerlina, administrator).report
    assert (report["files"], report["files_kept"]) == (1, 1)
    assert list(Attachment.objects.filter(pk__in=[hers.pk, theirs.pk])) == [theirs]


def test_files_on_their_way_in_are_looked_through_piece_by_piece(
    zerlina: Person, administrator: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("relationships.trust.erasing_files.PIECE", 7)
    hers, others = (settings.IMPORTS_ROOT / name / "file" for name in ("hers", "others"))
    for path, words in ((hers, f"name,email\nsomebody,{MAIL.upper()}\n"), (others, "name\nAna Ruiz\n")):
        path.parent.mkdir(parents=True)
        path.write_text(words)
    erasure = erase(zerlina, administrator)
    assert (hers.exists(), others.exists(), erasure.report["brought files"]) == (False, True, 1)


def test_texts_can_be_emptied_altogether(zerlina: Person, administrator: User) -> None:
    erase(zerlina, administrator, empties_texts=True)
    assert sorted(Interaction._base_manager.values_list("summary", flat=True)) == ["", "Spoke about [erased] today"]


def test_a_namesake_keeps_name_and_shared_address(zerlina: Person, administrator: User) -> None:
    other = make.PersonFactory(name=NAME)
    make.ContactPointFactory(person=other, value=MAIL)
    erasure = erase(zerlina, administrator)
    other.refresh_from_db()
    assert (other.name, erasure.report["shared"]) == (NAME, 2)
    assert ContactPoint._base_manager.filter(person=other, value=MAIL).exists()


def test_a_client_that_bears_the_name_keeps_it_and_is_told(zerlina: Person, administrator: User) -> None:
    make.ClientFactory(name=f"{NAME} Consulting")
    assert "clients_client" in erase(zerlina, administrator).report["left"]


def test_a_former_colleague_is_erased_from_sign_in_to_origin(
    administrator: User, novagen: Client, sign_in: SignIn
) -> None:
    gone = make.UserFactory(name=NAME, email=MAIL)
    sign_in(gone).get(reverse("profile"), REMOTE_ADDR="198.51.100.77")
    touch = make.InteractionFactory(clients=[novagen], colleagues=[gone], summary=f"{NAME} led")
    with pytest.raises(Exception, match="Close the account"):
        ask_erasure(kind="colleague", subject=gone, by=administrator)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    gone.refresh_from_db()
    ask_erasure(kind="colleague", subject=gone, by=administrator)
    assert erase_waiting() == 1
    assert left_of_her() == []
    assert User.objects.get(pk=gone.pk).name == "Former colleague"
    assert Interaction._base_manager.get(pk=touch.pk).summary == "[erased] led"


def test_twice_and_in_vain(zerlina: Person, administrator: User) -> None:
    one = ask_erasure(kind="person", subject=zerlina, by=administrator)
    assert ask_erasure(kind="person", subject=zerlina, by=administrator) == one
    assert (erase_waiting(), erase_waiting()) == (1, 0)


def test_what_comes_back_with_a_backup_is_erased_again(zerlina: Person, administrator: User) -> None:
    """As a restored database stands: she is there, and no request is."""
    erase(zerlina, administrator)
    Erasure._base_manager.all().delete()
    Person._base_manager.filter(pk=zerlina.pk).update(name=NAME, archived_at=None)
    assert erase_again() == 1
    assert left_of_her() == []
    assert erase_again() == 0


def test_without_the_key_nobody_says_that_all_is_well(zerlina: Person, administrator: User, settings: Any) -> None:
    erase(zerlina, administrator)
    Erasure._base_manager.all().delete()
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another key" * 9
    with pytest.raises(Exception, match="SECRET_KEY_FALLBACKS"):
        erase_again()
    settings.SECRET_KEY_FALLBACKS = [old]
    assert erase_again() == 1


def test_the_log_names_nobody(zerlina: Person, administrator: User, settings: Any) -> None:
    erase(zerlina, administrator)
    said = settings.ERASURE_LOG.read_text()
    assert zerlina.public_id not in said
    assert set(json.loads(said)) == {"key", "who", "at"}


def test_history_is_rewritten_by_nobody_without_a_request(zerlina: Person) -> None:
    with pytest.raises(Exception, match="Nobody asked for this"):
        erasing_rows.sweep(0, "Zerlina")


def test_everything_about_her_is_one_file(zerlina: Person, administrator: User, sign_in: SignIn) -> None:
    answer = sign_in(administrator).get(reverse("export_person_data", args=[zerlina.public_id]))
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    records = json.loads(archive.read("data.json"))["records"]
    assert {"Person", "Contact point", "Guest fact", "Position", "Promise", "Interaction", "Alumnus"} <= set(records)
    assert records["Contact point"]["earlier"][0]["Value"] == "old@quexbury.example"
    assert NAME in archive.read("index.html").decode()
    assert "guest-fact.csv" in archive.namelist()


def test_the_file_holds_nothing_from_behind_a_wall(
    zerlina: Person, administrator: User, sign_in: SignIn, walled_client: Client
) -> None:
    make.PositionFactory(person=zerlina, client=walled_client, title="Secret director")
    make.InteractionFactory(clients=[walled_client], people=[zerlina], summary="A secret")
    answer = sign_in(administrator).get(reverse("export_person_data", args=[zerlina.public_id]))
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    said = "".join(archive.read(name).decode() for name in archive.namelist())
    assert "ecret" not in said
    assert walled_client.name not in said


def test_the_name_is_typed_first(zerlina: Person, administrator: User, sign_in: SignIn) -> None:
    gerd, where = sign_in(administrator), reverse("erase_person", args=[zerlina.public_id])
    assert gerd.post(where, {"name": "Somebody Else"}).status_code == 422
    assert not Erasure._base_manager.exists()


def test_the_password_is_asked_for_once_more(zerlina: Person, administrator: User, sign_in: SignIn) -> None:
    administrator.set_password("hospitality-not-service")
    administrator.save(update_fields=["password"])
    asked = sign_in(administrator).post(reverse("erase_person", args=[zerlina.public_id]), {"name": NAME})
    assert (asked.status_code, "reauthenticate" in asked["Location"]) == (302, True)
    assert not Erasure._base_manager.exists()


def test_changes_since_are_not_kept_from_the_audit_record(
    zerlina: Person, administrator: User, auditor: User, sign_in: SignIn
) -> None:
    with pghistory.context(user=administrator.pk, act="edit_contact_point"):
        ContactPoint._base_manager.filter(person=zerlina, kind="phone").update(is_primary=True)
    erase(zerlina, administrator)
    page = sign_in(auditor).get(reverse("audit_log")).content.decode()
    assert "since erased" in page
