"""`manage.py capture`: every odd file and real mailbox ends with a reason, and 10,000 mails twice give the same touches."""

from __future__ import annotations

import csv
import gzip
import json
import os
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from crm.environment import ROOT
from relationships.capture.models import Message
from relationships.interactions.models import Interaction, TouchClient, TouchColleague, TouchPerson
from tests.capture.letters import letter, mailbox
from tests.factories import ClientFactory, ContactPointFactory, PersonFactory, PositionFactory, UserFactory

DATA = Path(os.environ.get("REAL_DATA") or ROOT.parent / "shared" / "data")
MAIL, ODD, ENRON = DATA / "mail", DATA / "odd-inputs", DATA / "enron"
pytestmark = pytest.mark.django_db


def run(user: User, *files: Path) -> dict:
    out = StringIO()
    call_command("capture", *map(str, files), user=user.email, json=True, stdout=out)
    told = json.loads(out.getvalue())
    assert told["read"] == sum(told[fate] for fate in ("touched", "ignored", "proposed", "refused"))
    assert told["read"] == sum(told["reasons"].values()) == sum(each["read"] for each in told["files"])
    return told


def written() -> tuple[list, ...]:
    """All that capture wrote of touchpoints, with their versions."""
    touches = Interaction._base_manager.order_by("pk").values_list(
        "pk", "version", "occurred_at", "direction", "summary"
    )
    links = (
        link._base_manager.order_by("pk").values_list("interaction_id", name)
        for link, name in ((TouchClient, "client_id"), (TouchPerson, "person_id"), (TouchColleague, "colleague_id"))
    )
    return (list(touches), *map(list, links))


def odd_files() -> list[Path]:
    found = [path for kind in ("eml", "ics") for path in sorted((ODD / kind).rglob("*")) if path.is_file()]
    return [*found, *sorted(path for path in MAIL.iterdir() if path.suffix != ".md")]


def test_it_counts_and_says_why(account_manager, ana, tmp_path):
    box = tmp_path / "box.mbox"
    box.write_bytes(mailbox(letter(), letter(), letter(message_id="<l@x>", List_Id="<l>"), b"no mail"))
    first, second = run(account_manager, box), run(account_manager, box)
    assert (first["read"], first["touched"], first["made"], first["ignored"], first["refused"]) == (4, 2, 1, 1, 1)
    assert first["reasons"] == {"ignored:list": 1, "refused:not_mail": 1, "touched:new": 2}
    assert second == {**first, "made": 0, "files": [{**first["files"][0], "made": 0}]}


def test_files_that_are_not_there_and_colleagues_that_are_not(account_manager, auditor, tmp_path):
    for email in ("nobody@x.example", auditor.email):
        with pytest.raises(CommandError, match="no colleague who logs") as refused:
            call_command("capture", "x", user=email)
        assert refused.value.returncode == 2
    with pytest.raises(CommandError, match="1 of 1 files") as refused:
        call_command("capture", str(tmp_path / "x"), user=account_manager.email, stdout=StringIO(), stderr=StringIO())
    assert refused.value.returncode == 1


@pytest.mark.skipif(not ODD.exists() or not MAIL.exists(), reason=f"No odd inputs at {DATA}. Set REAL_DATA.")
def test_every_odd_file_and_real_mailbox_ends_with_a_reason(account_manager, ana):
    files = odd_files()
    assert len(files) > 300
    first = run(account_manager, *files)
    assert (len(first["files"]), first["unread"]) == (len(files), [])
    assert all(each["read"] >= 1 for each in first["files"])
    assert not Message.objects.filter(reason="").exists()
    before = written()
    second = run(account_manager, *files)
    assert {**second, "files": 0} == {**first, "files": 0, "made": 0}
    assert written() == before


def enron(limit: int) -> Iterator[bytes]:
    """Mails of the collection as a program would save them: who, to whom, when."""
    with gzip.open(ENRON / "people.csv.gz", "rt") as lines:
        people = {row["vid"]: (row["Email"].replace("..", "."), row["Name"]) for row in csv.DictReader(lines)}
    mails: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    with gzip.open(ENRON / "emails.csv.gz", "rt") as lines:
        for row in csv.DictReader(lines):
            if row["Time"] >= "1998":
                mails[row["from"], row["Time"]][row["Reciptype"]].add(row["to"])

    def named(ids: set[str]) -> str:
        return ", ".join(f'"{people[each][1]}" <{people[each][0]}@enron.example>' for each in sorted(ids))

    for number, ((sender, at), kinds) in enumerate(sorted(mails.items())[:limit]):
        sent = format_datetime(datetime.fromisoformat(at).replace(tzinfo=UTC))
        copies = f"Cc: {named(kinds['cc'])}\n" if kinds["cc"] else ""
        head = (
            f"Message-ID: <{number}@enron.example>\nDate: {sent}\nFrom: {named({sender})}\nTo: {named(kinds['to'])}\n"
        )
        yield f"{head}{copies}Subject: Mail {number}\n\nWords.\n".encode()


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.skipif(not ENRON.exists(), reason=f"No real mail at {ENRON}. Set REAL_DATA.")
def test_ten_thousand_real_mails_twice_give_the_same_touches(tmp_path, capsys):
    with gzip.open(ENRON / "people.csv.gz", "rt") as lines:
        rows = list(csv.DictReader(lines))
    # Every tenth is a colleague; the rest work at twenty clients, but for every ninth, whom nobody has entered.
    clients = [ClientFactory() for _ in range(20)]
    colleagues = []
    for number, row in enumerate(rows):
        address = f"{row['Email'].replace('..', '.')}@enron.example"
        if number % 10 == 0:
            colleagues.append(UserFactory(name=row["Name"], email=f"c{number}@firm.example"))
            from relationships.capture.models import CaptureChoice

            CaptureChoice.objects.create(user=colleagues[-1], own_addresses=[address])
        elif number % 9:
            person = PersonFactory(name=row["Name"])
            PositionFactory(person=person, client=clients[number % 20])
            ContactPointFactory(person=person, value=address)
    box = tmp_path / "enron.mbox"
    mails = list(enron(10_000))
    box.write_bytes(mailbox(*mails))
    told, seconds = [], []
    for holder in (colleagues[0], colleagues[0], colleagues[1]):
        began = time.monotonic()
        told.append(run(holder, box))
        seconds.append(round(time.monotonic() - began, 1))
        if len(told) == 1:
            before = written()
        elif len(told) == 2:
            assert written() == before
    first, second, other = told
    assert first["read"] == len(mails) == 10_000
    assert {**second, "files": 0} == {**first, "files": 0, "made": 0}
    assert first["made"] == first["touched"] == Interaction._base_manager.count() > 5_000
    assert other["made"] == 0, "a colleague who holds the same mail joins the touchpoints"
    with capsys.disabled():
        print(
            f"\n10,000 mails: {seconds} s; {first['touched']:,} touchpoints, {first['proposed']:,} wait, {first['ignored']:,} ignored"
        )
