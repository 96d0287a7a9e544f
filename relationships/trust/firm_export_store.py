"""Where exported files lie: under MEDIA_ROOT, which nothing serves, readable by the program alone."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, cast

from django.conf import settings


class Archive:
    """A zip that is written file by file."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive

    def file(self, name: str) -> IO[bytes]:
        """A new file in it. Only one at a time may be open."""
        return self.archive.open(name, "w", force_zip64=True)


class Directory:
    """A directory of files."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def file(self, name: str) -> IO[bytes]:
        """A new file in it."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return cast(IO[bytes], os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"))


@contextmanager
def archive_at(path: Path) -> Iterator[Archive]:
    """A zip that is at `path` when it is whole, and nowhere otherwise."""
    draft = path.with_name(f"{path.name}.part")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
                yield Archive(archive)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def path_of(code: str) -> Path:
    """The file of one export."""
    return _root() / code / "everything.zip"


def make_room(code: str) -> Path:
    """A directory for one export; answers where its file goes."""
    path = path_of(code)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def open_file(code: str) -> BinaryIO:
    """The file, to be read. Raises `FileNotFoundError`."""
    return path_of(code).open("rb")


def note_progress(code: str, done: int, of: int, rows: int) -> None:
    """Say how far it is, for whoever looks at the page."""
    path = path_of(code).with_name("progress")
    draft = path.with_suffix(".part")
    draft.write_text(json.dumps([done, of, rows]))
    draft.replace(path)


def progress_of(code: str) -> tuple[int, int, int] | None:
    """Files done, files in all, rows; None before it has begun."""
    try:
        done, of, rows = json.loads(path_of(code).with_name("progress").read_text())
    except (OSError, ValueError):
        return None
    return done, of, rows


def drop(code: str) -> None:
    """Remove the file, if it is there."""
    shutil.rmtree(path_of(code).parent, ignore_errors=True)


def codes() -> list[str]:
    """Of which exports something lies there."""
    return [each.name for each in _root().iterdir()] if _root().is_dir() else []


def _root() -> Path:
    return Path(settings.MEDIA_ROOT) / "exports"
