"""What capture lets go of by itself after a time."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from relationships.capture.forgetting import forget_what_lay_aside


def test_files_aside_go_after_ninety_days(settings: Any, tmp_path: Path) -> None:
    settings.CAPTURE_MAILDIR = tmp_path
    assert forget_what_lay_aside() == 0
    (tmp_path / "aside").mkdir()
    for name, days in (("old", 91), ("new", 89)):
        path = tmp_path / "aside" / name
        path.write_text("mail")
        os.utime(path, (0, time.time() - days * 86_400))
    assert forget_what_lay_aside() == 1
    assert [path.name for path in (tmp_path / "aside").iterdir()] == ["new"]
