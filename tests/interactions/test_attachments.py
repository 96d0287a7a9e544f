"""Files of touchpoints: what is kept, to whom it is handed out, and how."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser

from accounts.models import User
from relationships.clients.models import Client
from relationships.interactions.attachment_actions import erase_attachments
from relationships.interactions.models import Attachment, Interaction
from tests.cast import SignIn
from tests.factories import AttachmentFactory, InteractionFactory

PDF = b"%PDF-1.7 minutes"


@pytest.fixture
def touch(novagen: Client, account_manager: User) -> Interaction:
    made: Interaction = InteractionFactory(clients=[novagen], colleagues=[account_manager])
    return made


@pytest.fixture
def maya(sign_in: SignIn, account_manager: User) -> Browser:
    return sign_in(account_manager)


def attach(browser: Browser, touch: Interaction, *files: tuple[str, bytes]) -> Any:
    given = [SimpleUploadedFile(name, content) for name, content in files]
    return browser.post(f"/touchpoints/{touch.public_id}/files/", {"file": given})


def kept_files() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_a_file_is_kept_shown_and_handed_out_inert(maya: Browser, touch: Interaction, novagen: Client) -> None:
    answer = attach(maya, touch, ("../../Protokoll <b>.html", PDF))
    file = Attachment.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/touchpoints/{touch.public_id}/#files")
    assert (file.name, file.kind, file.size) == ("Protokoll <b>.pdf", "pdf", len(PDF))
    page = maya.get(f"/touchpoints/{touch.public_id}/").content.decode()
    assert "Attached Protokoll &lt;b&gt;.pdf" in page
    assert "1 file" in maya.get(f"/clients/{novagen.public_id}/timeline/").content.decode()
    got: Any = maya.get(f"/touchpoints/{touch.public_id}/files/{file.public_id}/")
    assert b"".join(got.streaming_content) == PDF
    assert got["Content-Disposition"].startswith("attachment; ")
    assert got["Content-Type"] == "application/pdf"
    assert got["X-Content-Type-Options"] == "nosniff"
    assert got["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert got["Cache-Control"] == "no-store, private"


def test_the_same_content_twice_is_one_file(maya: Browser, touch: Interaction) -> None:
    attach(maya, touch, ("a.pdf", PDF), ("b.txt", b"Agreed"))
    attach(maya, touch, ("other name.pdf", PDF))
    assert sorted(Attachment.objects.values_list("name", flat=True)) == ["a.pdf", "b.txt"]


def test_what_is_refused_is_named_and_the_others_are_kept(maya: Browser, touch: Interaction) -> None:
    answer = attach(maya, touch, ("a.pdf", PDF), ("evil.pdf", b"MZ\x90\x00"))
    assert answer.status_code == 422
    assert "“evil.pdf” was not attached. Only PDF" in answer.content.decode()
    assert [file.name for file in Attachment.objects.all()] == ["a.pdf"]
    with mock.patch("relationships.interactions.attachment_forms.LARGEST", 5):
        assert "At most 25 MB a file" in attach(maya, touch, ("big.pdf", PDF)).content.decode()


def test_a_full_disk_leaves_nothing_half_stored(maya: Browser, touch: Interaction) -> None:
    before = kept_files()
    with mock.patch("relationships.interactions.attachment_store.os.fsync", side_effect=OSError("no space")):
        answer = attach(maya, touch, ("a.pdf", PDF))
    assert "the server has no room" in answer.content.decode()
    assert (list(Attachment.objects.all()), kept_files()) == ([], before)


def test_taken_away_it_is_not_handed_out_and_comes_back(maya: Browser, touch: Interaction) -> None:
    file = AttachmentFactory(interaction=touch)
    here = f"/touchpoints/{touch.public_id}/files/{file.public_id}/"
    maya.post(f"{here}archive/", {"version": "1"})
    assert maya.get(here).status_code == 404
    maya.post(f"{here}restore/")
    assert maya.get(here).status_code == 200


def test_a_file_is_behind_the_wall_of_its_touchpoint_and_under_no_other(
    sign_in: SignIn, outsider: User, touch: Interaction, walled_client: Client
) -> None:
    tomas = sign_in(outsider)
    secret = AttachmentFactory(interaction=InteractionFactory(clients=[walled_client]))
    assert tomas.get(f"/touchpoints/{secret.interaction.public_id}/files/{secret.public_id}/").status_code == 404
    assert tomas.get(f"/touchpoints/{touch.public_id}/files/{secret.public_id}/").status_code == 404
    assert attach(tomas, secret.interaction, ("a.pdf", PDF)).status_code == 404
    own = AttachmentFactory(interaction=touch)
    assert tomas.get(f"/touchpoints/{touch.public_id}/files/{own.public_id}/").status_code == 200


def test_confidential_files_are_for_those_who_took_part(
    sign_in: SignIn, alumni_admin: User, touch: Interaction
) -> None:
    file = AttachmentFactory(interaction=touch)
    browser, here = sign_in(alumni_admin), f"/touchpoints/{touch.public_id}/files/{file.public_id}/"
    assert browser.get(here).status_code == 200
    Interaction.objects.unscoped(reason="test").filter(pk=touch.pk).update(confidential=True)
    assert browser.get(here).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_erasure_takes_the_bytes_too(touch: Interaction) -> None:
    before = kept_files()
    AttachmentFactory(interaction=touch)
    assert len(kept_files()) == len(before) + 1
    assert erase_attachments(touches=[touch.pk]) == 1
    assert kept_files() == before
