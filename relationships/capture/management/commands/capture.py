"""`manage.py capture FILE… --user E-MAIL`: mail, mailboxes and calendars of any size."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.policy import Capability, can
from relationships.capture import reasons
from relationships.capture.models import CaptureRun
from relationships.capture.run_actions import capture_files
from relationships.capture.tally import Tally


class Command(BaseCommand):
    """Exit status: 0 every file was read, 1 a file could not be opened, 2 there is no such colleague."""

    help = "Capture mail (.eml), mailboxes (.mbox) and calendars (.ics) for a colleague. The same file again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", metavar="FILE", nargs="+")
        parser.add_argument("--user", required=True, metavar="E-MAIL", help="whose mail it is")
        parser.add_argument("--json", action="store_true", help="print one JSON document on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email=options["user"].strip().lower()).first()
        if user is None or not can(user, Capability.LOG_INTERACTIONS):
            raise CommandError(f"{options['user']} is no colleague who logs touchpoints.", returncode=2)
        paths, unread = _readable(options["files"])
        opened = ((path.name, path.open("rb")) for path in paths)
        tallies = capture_files(user=user, files=_closed_after(opened), source=CaptureRun.Source.COMMAND)
        whole = Tally()
        for tally in tallies:
            whole.add(tally)
        files = [{"file": str(path), **_counts(tally)} for path, tally in zip(paths, tallies, strict=True)]
        assert whole.is_whole, "A message was lost."
        if options["json"]:
            said = {**_counts(whole), "reasons": _reasons(whole), "files": files, "unread": unread}
            self.stdout.write(json.dumps(said, indent=1))
        else:
            self._print(whole, len(files))
        for each in unread:
            self.stderr.write(f"{each['file']}: {each['reason']}")
        if unread:
            raise CommandError(f"{len(unread)} of {len(options['files'])} files can't be opened.", returncode=1)

    def _print(self, tally: Tally, files: int) -> None:
        said = ", ".join(f"{tally.of(fate):,} {fate}" for fate in reasons.FATES)
        self.stdout.write(f"{files:,} files, {tally.read:,} messages: {said}; {tally.made:,} new touchpoints")
        for (fate, reason), times in sorted(tally.by_reason.items(), key=lambda each: (-each[1], each[0])):
            self.stdout.write(f"{times:>8,}  {fate}: {reasons.WORDS.get(reason, reason)}")


def _readable(names: list[str]) -> tuple[list[Path], list[dict[str, str]]]:
    """Files that can be opened, and those that can't, with the reason."""
    paths, unread = [], []
    for name in names:
        try:
            with Path(name).open("rb"):
                paths.append(Path(name))
        except OSError as problem:
            unread.append({"file": name, "reason": problem.strerror or "can't be opened"})
    return paths, unread


def _closed_after(files: Iterable[tuple[str, IO[bytes]]]) -> Iterator[tuple[str, IO[bytes]]]:
    for name, file in files:
        with file:
            yield name, file


def _counts(tally: Tally) -> dict[str, int]:
    return {"read": tally.read, **{fate: tally.of(fate) for fate in reasons.FATES}, "made": tally.made}


def _reasons(tally: Tally) -> dict[str, int]:
    return {f"{fate}:{reason}": times for (fate, reason), times in sorted(tally.by_reason.items())}
