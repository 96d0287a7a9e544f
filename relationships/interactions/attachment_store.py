"""Where the bytes of attachments lie: under MEDIA_ROOT, which nothing serves, by random names. The only uploader."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from django.conf import settings


class NoRoom(OSError):
    """The bytes could not be written; nothing of them stays."""


def new_key() -> str:
    """A name that says nothing and cannot be guessed."""
    return secrets.token_hex(16)


def store(key: str, chunks: Iterable[bytes]) -> None:
    """Write a file whole or not at all. Raises `NoRoom`."""
    path = _path(key)
    draft = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("xb") as file:
            for chunk in chunks:
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(0o640)
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise NoRoom(str(error)) from error


def discard(key: str) -> None:
    """Take a file away, if it is there."""
    _path(key).unlink(missing_ok=True)


def open_stored(key: str) -> BinaryIO:
    """The file, to be read. Raises `FileNotFoundError`."""
    return _path(key).open("rb")


def _path(key: str) -> Path:
    if not key.isalnum():
        raise ValueError("A key is made of letters and digits.")
    return Path(settings.MEDIA_ROOT) / "attachments" / key[:2] / key
