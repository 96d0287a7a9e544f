"""The tag library inside templates: escaping, the reader's day, pages."""

from datetime import UTC, datetime
from decimal import Decimal
from html.parser import HTMLParser

import pytest
import time_machine
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone


def render(source: str, **context: object) -> str:
    return Template("{% load perennial %}" + source).render(Context(context))


HOSTILE = "\"><script>alert(1)</script>'"


@pytest.mark.parametrize(
    "source",
    [
        "{% avatar bad %}",
        "{% icon 'phone' label=bad %}",
        "{% icon bad %}",
        "{% ring 'B' 71 show=bad %}",
        "{% years columns bad bad %}",
        "{% delta 3 bad %}",
        "{% meter 1 2 bad %}",
        "{% heat_cell 'A' 3 amount amount bad bad bad %}",
        "{% trend series None None bad %}",
        "{% stacked parts bad %}",
        "{{ amount|money:bad }}",
        "{{ amount|money_short:bad }}",
        "{{ bad|grade_word }}",
    ],
)
def test_whatever_is_stored_stays_text(source):
    assert elements(drawn_with(source, HOSTILE)) == elements(drawn_with(source, "harmless"))


def drawn_with(source: str, text: str) -> str:
    five = Decimal(5)
    return render(
        source, bad=text, amount=five, columns=[(2026, five)], series=[(text, Decimal("0.8"))], parts=[(text, 3)]
    )


def elements(drawn: str) -> list[tuple[str, list[str]]]:
    """Every element with the names of its attributes: what stored text must never add to."""
    found: list[tuple[str, list[str]]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append((tag, [name for name, _ in attrs]))

    Reader().feed(drawn)
    return found


@time_machine.travel(datetime(2026, 11, 22, 23, 30, tzinfo=UTC), tick=False)
def test_days_are_counted_in_the_readers_zone():
    late = datetime(2026, 11, 22, 22, 0, tzinfo=UTC)
    with timezone.override("Asia/Tokyo"):
        assert render("{{ moment|day }}", moment=late) == "Mon 23 Nov"
        assert "today" in render("{{ moment|ago }}", moment=late)
    with timezone.override("UTC"):
        assert render("{{ moment|day }}", moment=late) == "Sun 22 Nov"


@time_machine.travel(datetime(2026, 11, 22, 12, 0, tzinfo=UTC), tick=False)
def test_a_relative_day_keeps_the_day_itself_for_hover_and_paper():
    moment = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    assert render("{{ moment|ago }}", moment=moment) == (
        '<time class="ago" datetime="2026-11-20" title="Fri 20 Nov">2 days ago</time>'
    )
    assert render("{{ moment|ago }}", moment=None) == "never"


def page(query: str, number: int, last: int, **options: object) -> str:
    request = RequestFactory().get(f"/clients/?{query}")
    return render(
        "{% pagination number last more=more %}", request=request, number=number, last=last, more=False, **options
    )


def test_pages_keep_the_rest_of_the_address():
    drawn = page("q=a%26b&sort=-fees&page=2", 2, 9)
    assert 'href="?q=a%26b&amp;sort=-fees&amp;page=3" rel="next"' in drawn
    assert 'href="?q=a%26b&amp;sort=-fees&amp;page=1" rel="prev"' in drawn
    assert '<span aria-current="page"><span class="visually-hidden">Page </span>2</span>' in drawn


def test_one_page_needs_no_pages():
    assert page("", 1, 1).strip() == ""
