"""The signing key: given by the environment, or generated once and kept in `var/` (local mode)."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from crm.environment import env, is_production, var_dir


def secret_key() -> str:
    """Answer the key; an empty one in production mode, which `refusals` then refuses."""
    given: str = env.str("SECRET_KEY", default="")
    if given or is_production():
        return given
    return kept_key(var_dir() / "secret_key")


def kept_key(path: Path) -> str:
    """Answer the key in `path`, made at the first call; of two processes that make it at once, both get the same."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".secret_key-{secrets.token_hex(8)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
