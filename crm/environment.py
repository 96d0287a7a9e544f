"""What the environment says: mode, directories, `.env`. Imports no Django, so that services can start first."""

from __future__ import annotations

import os
from pathlib import Path

import environ

ROOT = Path(__file__).resolve().parents[1]

env = environ.FileAwareEnv()
env.read_env(ROOT / ".env")

MODES = ("local", "production")


def mode() -> str:
    """Answer `local` (default) or `production`; anything else is refused rather than guessed."""
    chosen: str = env.str("CRM_MODE", default="local").strip().lower()
    if chosen not in MODES:
        raise SystemExit(f"CRM_MODE is {chosen!r}. Set it to 'local' or 'production', or leave it out.")
    return chosen


def is_production() -> bool:
    return mode() == "production"


def var_dir() -> Path:
    """Answer the directory that holds everything this installation writes (`CRM_VAR`, default `var/`)."""
    given: str = env.str("CRM_VAR", default="")
    return Path(os.path.abspath(Path(given).expanduser())) if given else ROOT / "var"


def process() -> str:
    """Answer what this process is (`web`, `worker`, `beat`, `command`): timeouts depend on it."""
    return os.environ.get("CRM_PROCESS", "command")
