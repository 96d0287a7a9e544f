"""Two worlds that differ only in walled data look the same, byte by byte, to everybody outside the walls."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest
import time_machine
from django.apps import apps
from django.core.cache import cache
from django.db import transaction
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from accounts.record import Record
from tests.access import leaks
from tests.access.crawl import NEVER, Answer, Request, look, records_of, requests_for
from tests.access.matrix import PAGES
from tests.access.twins import Twins, add_walled, world_a

pytestmark = pytest.mark.timeout(600)
TELLING = {"clients", "find", "people", "repeat", "touchpoints", "log"}
"""Places where an insider sees more; every third request there shows that the comparison has eyes."""


@dataclass
class Seen:
    """Both worlds as each outsider saw them, B as an insider does, and B with a door ajar."""

    twins: Twins
    asked: dict[str, list[Request]]
    before: dict[str, dict[Request, Answer]] = field(default_factory=dict)
    after: dict[str, dict[Request, Answer]] = field(default_factory=dict)
    inside: dict[Request, Answer] = field(default_factory=dict)
    ajar: dict[str, dict[Request, Answer]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def seen(one_transaction: None) -> Seen:
    """B first and A after it is undone, so that A can be asked for the ids that only B has. The clock stands still."""
    with time_machine.travel(timezone.now(), tick=False):
        return look_at_both()


def look_at_both() -> Seen:
    twins = world_a()
    with transaction.atomic():
        add_walled(twins)
        ids = public_ids() | {NEVER}
        found = Seen(twins, {letter: list(requests_for(twins, letter)) for letter in twins.users})
        found.after = look_at_everything(found, ids)
        telling = [each for each in found.asked["P"] if place(each) in TELLING]
        found.inside = look(twins.insider, telling[::3], ids)
        for door, (leave_ajar, names) in leaks.DOORS.items():
            with leave_ajar():
                found.ajar[door] = look(twins.users["P"], asked_of(found, names), ids)
        transaction.set_rollback(True)
    found.before = look_at_everything(found, ids)
    return found


def look_at_everything(found: Seen, ids: set[str]) -> dict[str, dict[Request, Answer]]:
    """What everybody outside sees; under "leaks" the pages with a planted leak."""
    cache.clear()
    views = {letter: look(user, found.asked[letter], ids) for letter, user in found.twins.users.items()}
    with override_settings(ROOT_URLCONF="tests.access.leaks"):
        planted = [Request(f"/{page.__name__}/") for page in [leaks.nothing, *leaks.PAGES]]
        views["leaks"] = look(found.twins.users["P"], planted, ids)
    return views


def asked_of(found: Seen, names: tuple[str, ...]) -> list[Request]:
    """The partner's requests without a query of these pages."""
    pages = [page for page in PAGES if page.name in names]
    records = {reverse(page.name, kwargs=kwargs) for page in pages for kwargs in records_of(page, found.twins)}
    return [
        request for request in found.asked["P"] if request.address.split("?")[0] in records and not request.fragment
    ]


def public_ids() -> set[str]:
    records = [
        model for model in apps.get_models() if issubclass(model, Record) and not model.__name__.endswith("Event")
    ]
    return {public_id for model in records for public_id in model._base_manager.values_list("public_id", flat=True)}


def differences(before: dict[Request, Answer], after: dict[Request, Answer]) -> list[str]:
    return [
        f"{request}: {_first_difference(before[request], after[request])}"
        for request in before
        if before[request] != after[request]
    ]


def _first_difference(before: Answer, after: Answer) -> str:
    if before.status != after.status:
        return f"{before.status} → {after.status}"
    if before.headers != after.headers:
        return f"headers {set(before.headers) ^ set(after.headers)}"
    lines = difflib.unified_diff(before.body.splitlines(), after.body.splitlines(), lineterm="", n=0)
    return " ".join(line.strip()[:160] for line in list(lines)[3:5])


@pytest.mark.parametrize("letter", "PMALDU")
def test_an_outsider_can_not_tell_the_worlds_apart(letter: str, seen: Seen) -> None:
    told = differences(seen.before[letter], seen.after[letter])
    assert told == []


@pytest.mark.parametrize("letter", "PMALDU")
def test_no_page_of_the_crawl_breaks(letter: str, seen: Seen) -> None:
    broken = [str(request) for request, answer in seen.before[letter].items() if answer.status >= 500]
    assert broken == []


def test_an_insider_sees_the_difference(seen: Seen) -> None:
    """Else the test is blind: the same pages, looked at from inside, tell a lot."""
    told = {place(request) for request, answer in seen.inside.items() if answer != seen.before["P"][request]}
    assert told == TELLING


@pytest.mark.parametrize("page", leaks.PAGES, ids=lambda page: page.__name__)
def test_a_planted_leak_is_found(page: Callable[..., object], seen: Seen) -> None:
    request = Request(f"/{page.__name__}/")
    assert seen.before["leaks"][request] != seen.after["leaks"][request]


def test_a_page_without_a_leak_is_not_accused(seen: Seen) -> None:
    request = Request("/nothing/")
    assert seen.before["leaks"][request] == seen.after["leaks"][request]


@pytest.mark.parametrize("door", leaks.DOORS)
def test_a_door_of_ours_left_ajar_is_found(door: str, seen: Seen) -> None:
    told = {request for request, answer in seen.ajar[door].items() if answer != seen.before["P"][request]}
    assert told, f"Nothing shows that the door of {door} is open."


def place(request: Request) -> str:
    return request.address.split("?")[0].split("/")[1]


def test_hidden_ids_and_ids_that_never_were_answer_alike(seen: Seen) -> None:
    ids = [client.public_id for client in seen.twins.walled]
    by_place: dict[str, set[Answer]] = {}
    for request, answer in seen.after["M"].items():
        for public_id in [*ids, NEVER]:
            if public_id in request.address:
                unnamed = replace(answer, body=answer.body.replace(public_id, "…"))
                by_place.setdefault(request.address.replace(public_id, "…"), set()).add(unnamed)
    assert [place for place, answers in by_place.items() if len(answers) > 1] == []
