"""What capture lets go of by itself: files that lay aside. Its rows follow the terms of data keeping."""

from __future__ import annotations

import time
from datetime import timedelta

from django.conf import settings

ASIDE_KEPT = timedelta(days=90)


def forget_what_lay_aside() -> int:
    """Remove mail that came to no drop address from the folder `aside` after 90 days; answer how many files."""
    aside = settings.CAPTURE_MAILDIR / "aside"
    before = time.time() - ASIDE_KEPT.total_seconds()
    gone = 0
    for path in aside.iterdir() if aside.is_dir() else ():
        if path.is_file() and path.lstat().st_mtime < before:
            path.unlink(missing_ok=True)
            gone += 1
    return gone
