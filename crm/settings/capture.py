"""Where copies of mail are dropped, and how large a calendar may be."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from crm.environment import env, var_dir
from crm.settings.security import BASE_URL

CAPTURE_DROP_NAME = "drop"
CAPTURE_DROP_DOMAIN: str = (
    env.str("CAPTURE_DROP_DOMAIN", default="") or urlsplit(BASE_URL).hostname or "localhost"
).lower()
# A mail server delivers here (Maildir); an embedded installation has it under its own directory.
CAPTURE_MAILDIR = Path(env.str("CAPTURE_MAILDIR", default="") or var_dir() / "capture" / "maildir")
# imaps://name:password@host/folder; the folder is emptied into the Maildir.
CAPTURE_IMAP_URL: str = env.str("CAPTURE_IMAP_URL", default="")
CALENDAR_LARGEST_BYTES: int = env.int("CALENDAR_LARGEST_BYTES", default=1_048_576)
