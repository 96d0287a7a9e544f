"""What capture lets go of after a time, and what it never does."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from accounts.models import User
from relationships.capture.forgetting import forget_what_became_nothing, forget_what_lay_aside
from relationships.capture.models import Message


def test_only_what_became_nothing_is_forgotten_and_only_after_a_year(account_manager: User) -> None:
    for number, (fate, reason) in enumerate([("ignored", "list"), ("refused", "empty"), ("proposed", "unknown")]):
        for days in (399, 401):
            row = Message.objects.create(
                user=account_manager, key=f"{number}{days}", kind="mail", source="upload", fate=fate, reason=reason
            )
            Message.objects.filter(pk=row.pk).update(captured_at=timezone.now() - timedelta(days=days))
    assert forget_what_became_nothing() == 2
    assert sorted(Message.objects.values_list("key", flat=True)) == ["0399", "1399", "2399", "2401"]


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
