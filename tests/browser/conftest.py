"""Headless Chromium against a live server. `page` and `context` come from pytest-playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import BrowserContext, ConsoleMessage, Page
from pytest_django.live_server_helper import LiveServer

# Playwright keeps an event loop running in this thread; Django would refuse the database in its presence.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

QUIET = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
QUIET += ["--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]
# Root and containers have no sandbox to offer; the only pages it loads are ours.
QUIET += ["--no-sandbox"]
User = get_user_model()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if os.environ.get("BROWSER") == "0":
                item.add_marker(pytest.mark.skip(reason="BROWSER=0"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.fail("No Chromium. Debian: apt-get install chromium; or leave these tests out with BROWSER=0.")
    return {**browser_type_launch_args, "executable_path": chromium, "args": QUIET}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "viewport": {"width": 1280, "height": 900}, "locale": "en-GB"}


# htmx tells of requests that were under way when somebody went on to another page; failed ones have other names.
LEFT_BEHIND = ("htmx:sendAbort", "htmx:afterRequest")


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser complained of on this page so far: errors of scripts, and refusals of the content policy."""
    found: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(LEFT_BEHIND):
            found.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


@pytest.fixture
def sign_in(context: BrowserContext, live_server: LiveServer) -> Callable[[Any], None]:
    """Answer a function that signs a colleague in, without the form."""

    def enter(user: Any) -> None:
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])

    return enter
