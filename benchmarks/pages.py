"""Each page through the whole WSGI stack, as ratios in one run against plain pages, an empty page and a tenth of the firm."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from itertools import cycle
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from benchmarks.interleaved import Times, interleaved
from benchmarks.plain import handler, tables
from benchmarks.shown_pages import Shown, shown_pages
from benchmarks.visitor import Answer
from benchmarks.web_workers import measure_workers
from benchmarks.worlds import Sample, World, open_world
from relationships.scoring.repeat_refresh import refresh

NAME = "pages"
FIRMS = (1.0, 0.1)
ENVIRONMENT = {"CRM_MODE": "production", "CRM_PROCESS": "web", "DJANGO_SETTINGS_MODULE": "benchmarks.settings"}

MOST_SQL = 12
MOST_KB = 25.0
MOST_GROWTH = 1.2
MOST_WORKER_MB = 150.0

Call = Callable[[], Answer]


class WrongAnswer(Exception):
    """A page that is not well can't be measured."""


def measure(*, firms: dict[str, str], owner_url: str, rounds: int) -> dict[str, object]:
    """Medians and 95th percentiles in ms; ratios of medians, of 15th percentiles ("quiet") and of processor time
    ("work"); SQL statements, KB of gzipped HTML, MB of two workers."""
    call_command("collectstatic", "--noinput", verbosity=0)
    large, small = map(open_world, firms.values())
    large.enter()
    tables.fill(owner_url, [sample.client_id for sample in large.samples])
    product, plain = WSGIHandler(), handler.application()
    pages, absent = _existing()
    for world in (small, large):
        _settle(world, product)
    rows, failed = [], []
    for page in pages:
        try:
            rows.append(_row(page, large, small, product, plain, rounds))
        except WrongAnswer as wrong:
            failed.append(str(wrong))
    large.enter()
    well = {row["page"] for row in rows}
    answer: dict[str, object] = {
        "pages": rows,
        "not there yet": absent,
        "answered wrongly": failed,
        "workers": measure_workers(large, [page for page in pages if page.name in well and page.sent is None]),
    }
    return {**answer, "missed": list(_missed(answer))}


def _settle(world: World, product: WSGIHandler) -> None:
    """What workers do all day, as none listens here: the dashboard asks for answers that are then kept."""
    world.enter()
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        for _ in range(2):
            world.visitor.get(product, reverse("repeat_business"))
            refresh(seconds=600)
        cursor.execute("RESET statement_timeout")


def _existing() -> tuple[list[Shown], list[str]]:
    here, absent = [], []
    sample = Sample(0, "none", "None None", "none", "None")
    for page in shown_pages():
        try:
            page.address(sample)
            here.append(page)
        except NoReverseMatch:
            absent.append(page.name)
    return here, absent


def _row(
    page: Shown, large: World, small: World, product: WSGIHandler, plain: WSGIHandler, rounds: int
) -> dict[str, Any]:
    """Measure one page with its companions."""
    subjects = {
        "page": _call(page, large, product),
        "empty": lambda: large.visitor.get(product, reverse("empty_page")),
        "small": _call(page, small, product),
        "empty small": lambda: small.visitor.get(product, reverse("empty_page")),
    }
    if page.plain:
        subjects["plain"] = _plain_call(page, large, plain)
    worlds = {key: small if key.endswith("small") else large for key in subjects}
    times = interleaved(
        {key: _within(worlds[key], call) for key, call in subjects.items()},
        rounds=rounds,
        helpers=lambda key: _behind(worlds[key]),
    )
    large.enter()
    with CaptureQueriesContext(connection) as asked:
        answer = subjects["page"]()
    return _figures(page, times, answer, len(asked))


def _behind(world: World) -> int | None:
    """The process of PostgreSQL that answers for this firm."""
    kept = world.connection.connection
    return None if kept is None or kept.closed else int(kept.info.backend_pid)


def _figures(page: Shown, times: dict[str, Times], answer: Answer, statements: int) -> dict[str, Any]:
    found = times["page"].p50
    plain = times["plain"].p50 if "plain" in times else None
    return {
        "page": page.name,
        "p50 ms": round(found, 2),
        "p95 ms": round(times["page"].p95, 2),
        "empty ms": round(times["empty"].p50, 2),
        "plain ms": None if plain is None else round(plain, 2),
        "÷ plain": None if plain is None else round(found / plain, 2),
        "quiet": None if plain is None else round(times["page"].quiet / times["plain"].quiet, 2),
        "work": None if plain is None else round(times["page"].worked / times["plain"].worked, 2),
        "target": page.target,
        "growth": round(times["page"].quiet / times["small"].quiet, 2),
        "SQL": statements,
        "KB gz": round(len(gzip.compress(answer.body, 6)) / 1000, 1),
        "KB": round(len(answer.body) / 1000, 1),
        "most ms": page.most_ms,
    }


def _within(world: World, call: Call) -> Call:
    def called() -> Answer:
        world.enter()
        return call()

    return called


def _call(page: Shown, world: World, application: WSGIHandler) -> Call:
    samples = cycle(world.samples)

    def called() -> Answer:
        sample = next(samples)
        if page.sent is None:
            answer = world.visitor.get(application, page.address(sample), **page.headers)
        else:
            answer = world.visitor.post(application, page.address(sample), page.sent(sample), **page.headers)
        return _well(page, answer, 200)

    return called


def _plain_call(page: Shown, world: World, application: WSGIHandler) -> Call:
    samples = cycle(world.samples)
    assert page.plain is not None
    address = page.plain

    def called() -> Answer:
        sample = next(samples)
        if page.plain_sent is None:
            return _well(page, world.plain_visitor.get(application, address(sample)), 200)
        return _well(page, world.plain_visitor.post(application, address(sample), page.plain_sent(sample)), 302)

    return called


def _well(page: Shown, answer: Answer, expected: int) -> Answer:
    if answer.status != expected:
        raise WrongAnswer(f"{page.name} answered {answer.status}: {_gist(answer)}")
    return answer


def _gist(answer: Answer) -> str:
    """Its words, without the frame."""
    text = answer.body.decode(errors="replace")
    return " ".join(re.sub(r"<[^>]+>", " ", text[text.find("<main") :]).split())[:300]


def _missed(answer: dict[str, Any]) -> Iterator[str]:
    for row in answer["pages"]:
        said = [
            ("quiet", row["target"], "times the plain page"),
            ("growth", MOST_GROWTH, "times a tenth of the firm"),
            ("SQL", MOST_SQL, "statements"),
            ("KB gz", MOST_KB, "KB gzipped"),
            ("p50 ms", row["most ms"], "ms"),
        ]
        for key, most, unit in said:
            if most is not None and row[key] is not None and row[key] > most:
                yield f"{row['page']}: {row[key]} {unit}, target {most}"
    yield from answer["answered wrongly"]
    if answer["workers"]["PSS MB together"] > MOST_WORKER_MB:
        yield f"two web workers: {answer['workers']['PSS MB together']} MB, target {MOST_WORKER_MB}"
