"""The files of a whole-firm export, to be read again: a zip or a directory, held against its manifest first."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from relationships.trust.firm_export import FORMAT, VERSION

MANIFEST = "manifest.json"
MOST_MANIFEST_BYTES = 16 << 20


class FirmImportRefused(Exception):
    """The archive can't be brought in; nothing was written. The message says why, and what to do."""


class Parcel:
    """What an export wrote."""

    def __init__(self, root: Path | zipfile.ZipFile) -> None:
        self.root = root

    def open(self, name: str) -> IO[bytes]:
        """One of its files, to be read. Raises `KeyError` or `FileNotFoundError`."""
        if isinstance(self.root, zipfile.ZipFile):
            return self.root.open(name)
        return (self.root / name).open("rb")


@dataclass(frozen=True)
class Table:
    """A file of `tables/` as the manifest describes it."""

    model: str
    file: str
    rows: int
    sha256: str
    columns: tuple[str, ...]


@contextmanager
def parcel_at(path: Path) -> Iterator[Parcel]:
    """Raises `FirmImportRefused` when there is nothing to be read at `path`."""
    try:
        if path.is_dir():
            yield Parcel(path)
        else:
            with zipfile.ZipFile(path) as archive:
                yield Parcel(archive)
    except FileNotFoundError:
        raise FirmImportRefused(f"{path} is not there. Name a .zip or a directory that export_firm wrote.") from None
    except (OSError, zipfile.BadZipFile) as problem:
        raise FirmImportRefused(f"{path} can't be read: {problem}. Copy the export anew.") from None


def manifest_of(parcel: Parcel) -> dict[str, Any]:
    """What the parcel says of itself. Raises `FirmImportRefused`."""
    try:
        with parcel.open(MANIFEST) as file:
            manifest = json.loads(file.read(MOST_MANIFEST_BYTES))
    except (KeyError, FileNotFoundError, NotADirectoryError):
        raise FirmImportRefused(f"It holds no {MANIFEST}. Name a .zip or a directory that export_firm wrote.") from None
    except ValueError:
        raise FirmImportRefused(f"{MANIFEST} is damaged. Copy the export anew.") from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise FirmImportRefused(f"{MANIFEST} does not describe an export of a whole firm.")
    if manifest.get("version") != VERSION:
        raise FirmImportRefused(f"It is an export of format {manifest.get('version')}; this version reads {VERSION}.")
    return cast(dict[str, Any], manifest)


def tables_of(manifest: dict[str, Any]) -> list[Table]:
    """The files of `tables/`. Raises `FirmImportRefused` where the manifest says less than it must."""
    try:
        return [
            Table(each["model"], each["file"], int(each["rows"]), each["sha256"], tuple(each["columns"]))
            for each in manifest["tables"]
        ]
    except (KeyError, TypeError, ValueError):
        raise FirmImportRefused(
            f"{MANIFEST} is damaged: it doesn't describe its tables. Copy the export anew."
        ) from None


def check_whole(parcel: Parcel, tables: list[Table]) -> None:
    """Every file is there and says what it said. Raises `FirmImportRefused`."""
    for table in tables:
        try:
            with parcel.open(table.file) as file:
                digest = hashlib.file_digest(cast(Any, file), "sha256").hexdigest()
        except (KeyError, FileNotFoundError):
            raise FirmImportRefused(f"{table.file} is missing. Copy the export anew.") from None
        except (zipfile.BadZipFile, EOFError) as problem:
            raise FirmImportRefused(f"{table.file} is damaged ({problem}). Copy the export anew.") from None
        if digest != table.sha256:
            raise FirmImportRefused(f"{table.file} was changed since it was written. Bring the export as it was.")
