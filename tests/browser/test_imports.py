"""Journey 11: bring 500 clients in, and take them back; with JavaScript and without."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import LazySettings
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.policy import Role
from relationships.clients.models import Client
from relationships.imports.file_jobs import carry_on, waiting_imports
from tests.browser.test_shell import RULES
from tests.cast import colleague

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 500
BUDGET_MS = 10_000


@pytest.fixture
def clients(tmp_path: Path, settings: LazySettings, no_worker: None) -> Path:
    settings.IMPORTS_ROOT = tmp_path / "imports"
    file = tmp_path / "accounts.csv"
    rows = (f"A-{n},Account {n},{('Energy', 'Pharma')[n % 2]},account{n}.example\n" for n in range(ROWS))
    file.write_text("Account ID,Account Name,Industry,Website\n" + "".join(rows))
    return file


def work() -> None:
    """What the worker does."""
    for import_id in waiting_imports():
        carry_on(import_id=import_id)


def count(page: Page, name: str) -> int:
    return int(page.locator(f"[data-count={name}]").inner_text().replace(",", ""))


def there() -> int:
    return Client.objects.unscoped(reason="test").count()


def nothing(page: Page) -> None:
    pass


def axe(page: Page) -> None:
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in found] == []


def walk(page: Page, address: str, file: Path, look: Callable[[Page], None] = nothing) -> None:
    """Eight clicks: choose, match, check, run, report, undo."""
    page.goto(f"{address}/imports/")
    page.get_by_role("link", name="Bring a file").first.click()
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="Look at the file").click()
    expect(page.get_by_role("heading", name="Match columns")).to_be_visible()
    look(page)
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_role("heading", name="Check", exact=True)).to_be_visible()
    look(page)
    assert (count(page, "created"), there()) == (ROWS, 0)
    page.get_by_role("button", name=f"Bring in {ROWS} rows").click()
    expect(page.get_by_role("heading", name="Bringing the file in")).to_be_visible()
    work()
    expect(page.get_by_role("heading", name="Brought in")).to_be_visible(timeout=BUDGET_MS)
    assert (count(page, "created"), there()) == (ROWS, ROWS)
    page.get_by_role("link", name="Undo this import").click()
    page.get_by_role("button", name="Undo this import").click()
    expect(page.get_by_role("heading", name="Undoing the import")).to_be_visible()
    work()
    expect(page.get_by_role("heading", name="Undone").first).to_be_visible(timeout=BUDGET_MS)
    expect(page.get_by_text("Everything is as it was")).to_be_visible()
    assert there() == 0


def test_500_clients_come_in_and_go_again(
    page: Page, live_server: LiveServer, sign_in: Callable[[Any], None], clients: Path, complaints: list[str]
) -> None:
    sign_in(colleague("Gerd Achleitner", Role.ADMINISTRATOR))
    walk(page, live_server.url, clients, look=axe)
    assert complaints == []


def test_the_same_without_javascript(
    page: Page, browser: Browser, live_server: LiveServer, sign_in: Callable[[Any], None], clients: Path
) -> None:
    sign_in(colleague("Gerd Achleitner", Role.ADMINISTRATOR))
    with browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state()) as context:
        walk(context.new_page(), live_server.url, clients)
