"""Every odd file through every door that takes one on a page: taken, or refused with a sentence; never a 500, never half.

The commands and the readers behind the doors have theirs: `tests/imports/test_odd_files.py`, `tests/capture/test_command.py`,
`tests/foundation/test_file_kinds.py`; names that are typed: `test_naughty_text.py`.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import Role, User
from relationships.capture.models import CaptureRun, Message
from relationships.capture.run_actions import carry_out_upload
from relationships.clients.models import Client, Wall
from relationships.engagements.models import ExchangeRate
from relationships.imports.file_jobs import carry_on
from relationships.imports.models import FileImport
from relationships.imports.registry import DESCRIPTIONS
from relationships.interactions.attachment_models import Attachment
from relationships.interactions.models import Interaction
from tests import factories as make
from tests.imports.bringing import REAL_DATA

pytestmark = pytest.mark.django_db
ODD = REAL_DATA / "odd-inputs"
SECONDS = 5.0
"""Of work, so that a busy machine fails nobody; what waits for ever is ended by the run's own timeout."""
SAMPLE = 76
"""`make test` sends every so many files through a door, beginning somewhere else at each; `make test-long` all of them."""


def files() -> list[Path]:
    return sorted(each for each in ODD.rglob("*") if each.is_file()) if ODD.exists() else []


@pytest.fixture
def desk(client: Browser) -> Browser:
    user = User.objects.create_user(email="odd@firm.example", password=None, name="Odette Odd", role=Role.ADMINISTRATOR)
    client.force_login(user)
    client.raise_request_exception = True
    return client


def wizard(browser: Browser, file: SimpleUploadedFile, number: int) -> Any:
    """Handed over, read by the worker, and its page looked at: each kind in turn, and found out from the columns."""
    kind = ["", *DESCRIPTIONS][number % (len(DESCRIPTIONS) + 1)]
    answer = browser.post(reverse("start_import"), {"kind": kind, "source": "odd", "file": file})
    if answer.status_code == 303:
        item = FileImport.objects.latest("pk")
        carry_on(import_id=item.pk)
        assert browser.get(answer.headers["Location"], follow=True).status_code == 200
    return answer


def capture(browser: Browser, file: SimpleUploadedFile, number: int) -> Any:
    answer = browser.post(reverse("upload_capture"), {"file": file})
    for run in CaptureRun.objects.filter(state="waiting"):
        carry_out_upload(run_id=run.pk)
    assert browser.get(reverse("capture_list")).status_code == 200
    return answer


def attachment(browser: Browser, file: SimpleUploadedFile, number: int) -> Any:
    touch = Interaction._base_manager.latest("pk")
    answer = browser.post(reverse("attach_file", args=[touch.public_id]), {"file": file})
    for kept in Attachment.objects.filter(interaction=touch):
        shown = browser.get(reverse("download_attachment", args=[touch.public_id, kept.public_id]))
        assert shown.headers["Content-Disposition"].startswith("attachment")
        assert shown.headers["X-Content-Type-Options"] == "nosniff"
        kept.delete()
    return answer


def walls(browser: Browser, file: SimpleUploadedFile, number: int) -> Any:
    return browser.post(reverse("import_walls"), {"file": file})


def rates(browser: Browser, file: SimpleUploadedFile, number: int) -> Any:
    return browser.post(reverse("bring_rates"), {"file": file})


DOORS: dict[str, tuple[Callable[[Browser, SimpleUploadedFile, int], Any], type[Any]]] = {
    "wizard": (wizard, FileImport),
    "capture": (capture, Message),
    "attachment": (attachment, Attachment),
    "walls": (walls, Wall),
    "rates": (rates, ExchangeRate),
}


@pytest.fixture(params=[pytest.param(SAMPLE, id="some"), pytest.param(1, id="all", marks=pytest.mark.long)])
def step(request: pytest.FixtureRequest) -> int:
    return int(request.param)


def send(door: str, browser: Browser, name: str, content: bytes, number: int) -> int:
    """Through the door, and back again in the database; the status."""
    act, made = DOORS[door]
    with transaction.atomic():
        before, began = made._base_manager.count(), time.process_time()
        answer = act(browser, SimpleUploadedFile(name, content), number)
        assert time.process_time() - began < SECONDS, f"{door}: {name} took too long"
        assert answer.status_code in (200, 303, 400, 422), f"{door}: {name} was answered with {answer.status_code}"
        if answer.status_code in (400, 422):
            assert made._base_manager.count() == before, f"{door}: {name} was refused and left something"
            assert b"Traceback" not in answer.content
        transaction.set_rollback(True)
    return int(answer.status_code)


@pytest.mark.skipif(not ODD.exists(), reason=f"the odd inputs are not at {ODD} (REAL_DATA)")
@pytest.mark.parametrize("door", DOORS)
def test_every_odd_file_is_taken_or_refused(door: str, desk: Browser, step: int, settings: Any, tmp_path: Path) -> None:
    settings.IMPORTS_ROOT, settings.MEDIA_ROOT = tmp_path / "imports", tmp_path / "media"
    make.InteractionFactory(clients=[make.ClientFactory()])
    first = list(DOORS).index(door) * 7 % step
    chosen = list(enumerate(files()))[first::step]
    assert len(chosen) >= len(files()) // step >= 5
    for number, file in chosen:
        send(door, desk, file.name, file.read_bytes(), number)


NAMES = (
    "..%2f..%2fetc%2fpasswd", "../../evil.csv", "C:\\evil.csv", "a" * 255 + ".csv", ".csv", " ", "con.csv", "x.csv\u202etxt",
    "e\u0301.csv", "<img src=x onerror=alert(1)>.csv", "=cmd|'/c calc'!A1.csv", "a;b\"c.csv", "\U0001f600.csv", "x.csv.exe",
)  # fmt: skip


@pytest.mark.parametrize("door", DOORS)
def test_every_odd_file_name_is_taken_or_refused(
    door: str, desk: Browser, step: int, settings: Any, tmp_path: Path
) -> None:
    settings.IMPORTS_ROOT, settings.MEDIA_ROOT = tmp_path / "imports", tmp_path / "media"
    make.InteractionFactory(clients=[make.ClientFactory()])
    strings = (
        json.loads((ODD / "strings" / "big-list-of-naughty-strings" / "blns.json").read_text()) if ODD.exists() else []
    )
    names = [*NAMES[:: 1 if step == 1 else 5], *([name for name in strings if name.strip()] if step == 1 else [])]
    # What names no file at all never gets here: the reader of forms drops it.
    for number, name in enumerate(
        name for name in names if name.replace("\\", "/").rsplit("/", 1)[-1] not in ("", ".", "..")
    ):
        send(door, desk, name[:400] or "x", b"name\nNovagen\n", number)
    assert not Client.objects.unscoped(reason="test").filter(name="Novagen").exists()


def test_bytes_that_no_encoding_knows_are_shown_as_broken(desk: Browser, settings: Any, tmp_path: Path) -> None:
    settings.IMPORTS_ROOT = tmp_path / "imports"
    content = b"name,industry\nNovagen,Ener" + b"\xff\xfe\x81" + "gie \u00e9\n".encode()
    assert send("wizard", desk, "broken.csv", content, 0) == 303
