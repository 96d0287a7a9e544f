"""Lists of walls from a conflicts register: pasted or as a file, all of it or nothing."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User
from relationships.clients.models import Client, Wall
from relationships.clients.wall_models import WallNotice
from relationships.engagements.models import Engagement, WalledWork
from relationships.imports.wall_list import NoList, read_wall_list
from relationships.imports.wall_list_actions import bring_walls
from tests.cast import SignIn
from tests.factories import ClientFactory, EngagementFactory, GroupEdgeFactory, wall_around

UTC = ZoneInfo("UTC")
HEADER = "Client;Reason;Insiders;Reference;Approved by;Notice;Outside;Outside-notice\n"
ROW = (
    "Novagen Therapeutics;Sale;henrik@firm.example ; Maya Okafor;W-1;Henrik Lindqvist;Keep it to yourselves.;"
    "tomas@firm.example;You are screened.\n"
)
QUOTED = ROW.replace("henrik@firm.example ; Maya Okafor", '"henrik@firm.example ; Maya Okafor"')
LIST = HEADER + QUOTED

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(novagen: Client, outsider: User) -> None:
    """Henrik, Maya, Tomás and a client."""


def brought(text: str, by: User | None = None, **how: bool) -> tuple[int, int, int, list[tuple[int, str]]]:
    found = bring_walls(read_wall_list(text, zone=UTC), by=by, **how)
    return found.created, found.updated, found.unchanged, [(each.line, each.column) for each in found.errors]


def test_a_list_puts_walls_up_and_the_same_list_again_changes_nothing(cast: None, partner: User) -> None:
    assert brought(LIST, partner) == (1, 0, 0, [])
    wall = Wall.objects.get()
    assert (wall.reference, wall.approved_by, wall.created_by) == ("W-1", partner, partner)
    assert WallNotice.objects.count() == 3
    assert brought(LIST, partner) == (0, 0, 1, [])
    assert brought(LIST.replace("Sale", "Merger"), partner) == (0, 1, 0, [])
    wall.refresh_from_db()
    assert (wall.reason, wall.version, Wall.objects.count()) == ("Merger", 2, 1)


def test_a_row_for_each_person_makes_one_wall(cast: None, partner: User) -> None:
    rows = "Novagen Therapeutics,Sale,henrik@firm.example\nNovagen Therapeutics,Sale,Maya Okafor <maya@firm.example>\n"
    assert brought("client,reason,insiders\n" + rows, partner) == (1, 0, 0, [])
    assert {each.name for each in Wall.objects.get().insiders.all()} == {"Henrik Lindqvist", "Maya Okafor"}


def test_one_bad_row_keeps_everything_out_and_every_fault_is_named(cast: None, partner: User) -> None:
    ClientFactory(name="Second", owner=partner)
    rows = (
        "client,reason,insiders,starts_at,covers_group\n"
        "Second,Sale,henrik@firm.example,,\n"
        "Nobody Ltd,Sale,henrik@firm.example,,\n"
        "Novagen Therapeutics,Sale,nobody@firm.example,,\n"
        "Novagen Therapeutics,,henrik@firm.example,,\n"
        "Third,Sale,henrik@firm.example,next week,perhaps\n"
        "Novagen Therapeutics,Sale,maya@firm.example,,,too many\n"
    )
    created, _, _, errors = brought(rows, partner)
    assert created == 1
    assert {(3, "client"), (4, "insiders"), (5, "reason"), (6, "starts_at"), (6, "covers_group"), (7, "")} <= {*errors}
    assert not Wall.objects.exists()


def test_nobody_is_locked_out_by_a_list(cast: None, partner: User) -> None:
    rows = "client,reason,insiders\nNovagen Therapeutics,Sale,{}\n"
    assert brought(rows.format("maya@firm.example"), partner)[3] == [(2, "insiders")]
    assert brought(rows.format("henrik@firm.example"), partner)[3] == [(2, "insiders")]
    assert not Wall.objects.exists()


def test_a_hidden_client_is_as_unknown_as_one_that_never_was(wall: Wall, administrator: User) -> None:
    rows = "client,reason,insiders\n{},Sale,gerd@firm.example\n"
    faults = [
        bring_walls(read_wall_list(rows.format(name), zone=UTC), by=administrator).errors[0]._replace(value="")
        for name in (wall.client.name, "Never There")
    ]
    assert faults[0] == faults[1]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "client,reason\nA,B\n",
        "\x00",
        '"',
        "client,client,reason,insiders\n",
        "client,reason,insiders\n,,\n",
        "a" * 2_000_000,
    ],
)
def test_what_is_no_list_is_refused_in_words(text: str) -> None:
    with pytest.raises(NoList):
        read_wall_list(text, zone=UTC)


def test_the_page_says_what_would_come_of_it_then_does_it(cast: None, partner: User, sign_in: SignIn) -> None:
    browser = sign_in(partner)
    answer = browser.post("/imports/walls/", {"text": LIST, "check": "yes"})
    assert (answer.status_code, Wall.objects.count()) == (200, 0)
    assert "a new wall" in answer.content.decode()
    file = SimpleUploadedFile("walls.csv", LIST.encode("utf-16"))
    assert browser.post("/imports/walls/", {"file": file}).status_code == 303
    assert Wall.objects.count() == 1


@pytest.mark.parametrize("content", [b"PK\x03\x04rest", b"\x00\x01\x02", b"", b"\xff\xfe\x00\x00", b"=cmd()|x"])
def test_other_files_are_refused_with_a_message(content: bytes, partner: User, sign_in: SignIn) -> None:
    answer = sign_in(partner).post("/imports/walls/", {"file": SimpleUploadedFile("walls.csv", content)})
    assert answer.status_code == 422


def test_the_command_brings_a_file_and_says_what_came_of_it(cast: None, tmp_path: Path) -> None:
    path, told = tmp_path / "walls.csv", StringIO()
    path.write_text(LIST)
    call_command("import_data", "walls", str(path), "--json", stdout=told)
    said = json.loads(told.getvalue())
    assert (said["read"], said["created"], said["rejected"], said["errors"]) == (1, 1, 0, [])
    path.write_text(LIST.replace("Novagen", "Nova"))
    with pytest.raises(CommandError, match="Nothing was written: 1 of 1 rows are bad") as refused:
        call_command("import_data", "walls", str(path), stdout=StringIO())
    assert refused.value.returncode == 1
    with pytest.raises(CommandError) as refused:
        call_command("import_data", "walls", str(tmp_path / "none.csv"), stdout=StringIO())
    assert refused.value.returncode == 2


def test_a_list_puts_walls_around_groups_and_around_single_pieces_of_work(
    cast: None, partner: User, outsider: User
) -> None:
    top, below = ClientFactory(name="Harbrook Group"), ClientFactory(name="Harbrook Foods")
    GroupEdgeFactory(parent=top, client=below)
    novagen = Client.objects.visible_to(partner).get(name="Novagen Therapeutics")
    secret, usual = (EngagementFactory(client=novagen, name=name) for name in ("Project Falcon", "Audit"))
    rows = (
        "client,engagement,covers_group,reason,insiders\n"
        "Harbrook Group,,yes,Sale,henrik@firm.example\n"
        "Novagen Therapeutics,Project Falcon,,Sale,henrik@firm.example;Maya Okafor\n"
    )
    assert brought(rows, partner) == (2, 0, 0, [])
    assert not Client.objects.visible_to(outsider).filter(pk__in=[top.pk, below.pk]).exists()
    assert set(Engagement.objects.visible_to(outsider).filter(client=novagen)) == {usual}
    assert WalledWork.objects.get().engagement == secret
    assert brought(rows, partner) == (0, 0, 2, [])
    assert brought(rows.replace("Falcon,,Sale", "Falcon,,Merger"), partner) == (0, 1, 1, [])
    # A wall around the client is another one, and takes nothing from that around its work.
    whole = "client,reason,insiders\nNovagen Therapeutics,Sale,henrik@firm.example;Maya Okafor\n"
    assert brought(whole, partner) == (1, 0, 0, [])
    assert Wall.objects.filter(client=novagen).count() == 2


def test_rows_about_one_piece_of_work_each_are_walls_of_their_own(cast: None, partner: User) -> None:
    novagen = Client.objects.visible_to(partner).get(name="Novagen Therapeutics")
    for name in ("One", "Two"):
        EngagementFactory(client=novagen, name=name)
    rows = "client,engagement,reason,insiders\n" + "".join(
        f"Novagen Therapeutics,{name},Sale,{who}\n"
        for name in ("One", "Two")
        for who in ("henrik@firm.example", "Maya Okafor")
    )
    assert brought(rows, partner) == (2, 0, 0, [])
    assert [wall.insiders.count() for wall in Wall.objects.all()] == [2, 2]


def test_what_is_wrong_with_work_in_a_list_is_named_and_nothing_is_written(
    cast: None, partner: User, outsider: User
) -> None:
    novagen = Client.objects.visible_to(partner).get(name="Novagen Therapeutics")
    led = EngagementFactory(client=novagen, name="Led", partner=outsider)
    EngagementFactory(client=novagen, name="Put away", archived_at=timezone.now())
    rows = (
        "client,engagement,covers_group,reason,insiders\n"
        "Novagen Therapeutics,Never was,,Sale,henrik@firm.example\n"
        "Novagen Therapeutics,Put away,,Sale,henrik@firm.example\n"
        "Novagen Therapeutics,Led,,Sale,henrik@firm.example\n"
        f"Novagen Therapeutics,{led.name},yes,Another,henrik@firm.example\n"
    )
    _, _, _, errors = brought(rows, partner)
    assert {(2, "engagement"), (3, "engagement")} <= {*errors}
    assert {line for line, _ in errors} >= {2, 3, 4, 5}
    assert not Wall.objects.exists()


def test_work_behind_a_wall_is_as_unknown_to_a_list_as_work_that_never_was(
    cast: None, partner: User, administrator: User
) -> None:
    novagen = Client.objects.visible_to(partner).get(name="Novagen Therapeutics")
    secret = EngagementFactory(client=novagen, name="Project Falcon")
    wall_around(secret, partner, reference="F-1")
    rows = "client,engagement,reason,insiders,reference\nNovagen Therapeutics,{},Sale,gerd@firm.example,F-1\n"
    faults = [
        bring_walls(read_wall_list(rows.format(name), zone=UTC), by=administrator).errors[0]._replace(value="")
        for name in ("Project Falcon", "Never was")
    ]
    assert faults[0] == faults[1]
