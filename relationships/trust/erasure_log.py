"""Who was erased, outside of the database: keyed hashes, so that a restored backup forgets again what it still knew."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.utils import timezone


class KeyLost(Exception):
    """Lines were written under a signing key that is no longer known: whom they name can't be told."""


def remember(kind: str, public_id: str) -> None:
    """Add a line, and have it on the disk before anything is erased."""
    path: Path = settings.ERASURE_LOG
    path.parent.mkdir(parents=True, exist_ok=True)
    key = _key(settings.SECRET_KEY)
    line = {"key": _mark(key), "who": _digest(key, kind, public_id), "at": timezone.now().isoformat(timespec="seconds")}
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a") as file:
        file.write(json.dumps(line) + "\n")
        file.flush()
        os.fsync(file.fileno())


def remembered(kind: str, public_ids: Iterable[str]) -> Iterator[str]:
    """Those of `public_ids` that the log names. Raises `KeyLost`."""
    lines = _lines()
    if not lines:
        return
    keys = {_mark(key): key for key in map(_key, [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS])}
    if {mark for mark, _ in lines} - set(keys):
        raise KeyLost(
            "The list of erasures was written under another SECRET_KEY. Add that one to SECRET_KEY_FALLBACKS."
        )
    used = [keys[mark] for mark in {mark for mark, _ in lines}]
    named = {who for _, who in lines}
    yield from (each for each in public_ids if any(_digest(key, kind, each) in named for key in used))


def _lines() -> list[tuple[str, str]]:
    try:
        text = settings.ERASURE_LOG.read_text()
    except FileNotFoundError:
        return []
    found = [json.loads(line) for line in text.splitlines() if line.endswith("}")]
    return [(each["key"], each["who"]) for each in found]


def _key(secret: str) -> bytes:
    return hashlib.sha256(b"perennial erasures " + secret.encode()).digest()


def _mark(key: bytes) -> str:
    return hashlib.sha256(b"mark " + key).hexdigest()[:16]


def _digest(key: bytes, kind: str, public_id: str) -> str:
    return hmac.new(key, f"{kind} {public_id}".encode(), hashlib.sha256).hexdigest()
