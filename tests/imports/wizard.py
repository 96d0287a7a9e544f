"""Bringing a file in on the pages, as an administrator would."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser

from relationships.imports.file_jobs import carry_on
from relationships.imports.models import FileImport

COUNTED = ("created", "updated", "unchanged", "skipped", "rejected")


@dataclass
class Wizard:
    """One file on its way."""

    browser: Browser
    item: FileImport

    def at(self, step: str) -> str:
        return f"/imports/{self.item.code}/{step}/"

    def now(self) -> FileImport:
        self.item.refresh_from_db()
        return self.item

    def work(self) -> FileImport:
        """What a worker does."""
        carry_on(import_id=self.item.pk)
        return self.now()

    def check(self, **changes: str) -> dict[str, Any]:
        """Accept the matching (or change it: to_3="client"); answers what the dry run said."""
        page = self.browser.get(self.at("map")).content.decode()
        fields = dict(re.findall(r'<select[^>]* name="(to-\d+|days|decimal)"', page) and _selected(page))
        sent = {**fields, **{name.replace("_", "-", 1): value for name, value in changes.items()}}
        answer = self.browser.post(self.at("map"), sent)
        assert answer.status_code == 303, answer.content.decode()
        if self.now().state == "checking":
            self.work()
        assert self.item.checked is not None, self.item.problem
        added_up(self.item.checked)
        return self.item.checked

    def run(self) -> dict[str, Any]:
        """Bring it in; answers what the run said."""
        assert self.browser.post(self.at("run")).headers["Location"] == self.at("run")
        self.work()
        assert self.item.report is not None, self.item.problem
        added_up(self.item.report)
        return self.item.report

    def undo(self) -> dict[str, Any]:
        assert self.browser.post(self.at("undo")).headers["Location"] == self.at("undo")
        self.work()
        assert self.item.undone is not None, self.item.problem
        return self.item.undone


def bring(
    browser: Browser, content: str | bytes, *, name: str = "list.csv", kind: str = "", source: str = "crm"
) -> Wizard:
    """Hand a file over."""
    data = content.encode() if isinstance(content, str) else content
    sent = {"kind": kind, "source": source, "file": SimpleUploadedFile(name, data)}
    answer = browser.post("/imports/new/", sent)
    assert answer.status_code == 303, answer.content.decode()
    code = answer.headers["Location"].split("/")[2]
    wizard = Wizard(browser, FileImport.objects.get(code=code))
    if wizard.item.state == "reading":
        wizard.work()
    return wizard


def counts(said: dict[str, Any]) -> dict[str, int]:
    """What is not zero."""
    return {name: said[name] for name in ("read", *COUNTED) if said[name]}


def added_up(said: dict[str, Any]) -> None:
    assert sum(said[name] for name in COUNTED) == said["read"]


def _selected(page: str) -> list[tuple[str, str]]:
    found = []
    for name, options in re.findall(r'<select[^>]*? name="(to-\d+|days|decimal)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found.append((name, chosen[1] if chosen else ""))
    return found
