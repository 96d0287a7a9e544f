"""Laws of the templates: includes go down, no piece is left over, nothing inline, everything escaped."""

import re
from collections.abc import Callable

import pytest
from django.template.loader import get_template

from tests.architecture.templates import ROOT, Source, floor_of, names_in_python, sources

PAGES = [source for source in sources() if source.name.endswith(".html")]

INLINE = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "a script inside the page": re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*application/json)", re.I),
    "a handler attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "a javascript: address": re.compile(r"javascript:", re.I),
    "an hx-on attribute": re.compile(r"\bhx-on\b", re.I),
    "unescaped text": re.compile(r"\|\s*safe\b|\|\s*safeseq\b|{%\s*autoescape off"),
    "somebody else's server": re.compile(r"""(?:src|href)=["'](?:https?:)?//""", re.I),
}
ICON = re.compile(r"""(?:{%-?\s*icon\s+|icon_name=)["']([a-z0-9-]+)["']""")
BLAMING = re.compile(r">[^<{]*\b(please|sorry|oops|invalid|successfully)\b", re.I)


def offences(of: Callable[[Source], object]) -> dict[str, object]:
    """What is wrong with each template, by its name: one test a rule names every template that breaks it."""
    return {template.name: found for template in PAGES if (found := of(template))}


def test_every_template_can_be_read():
    for template in PAGES:
        get_template(template.name)


def test_includes_only_go_down():
    assert not offences(
        lambda template: [
            name for name in template.drawn_in if "/" in name and floor_of(name.split("/")[0]) > template.floor
        ]
    )


def test_every_piece_is_used():
    used = {name for source in sources() for name in source.drawn_in} | names_in_python()
    assert not {source.name for source in PAGES if "/_" in source.name} - used


@pytest.mark.parametrize("fault", INLINE)
def test_nothing_is_inline_and_everything_escaped(fault: str):
    assert not offences(lambda template: INLINE[fault].findall(template.code))


def test_every_icon_is_in_the_sprite():
    sprite = (ROOT / "static/icons.svg").read_text()
    assert not offences(lambda template: [name for name in ICON.findall(template.code) if f'id="{name}"' not in sprite])


def test_pages_say_what_to_do_without_blame():
    assert not offences(lambda template: BLAMING.findall(template.code))


def without_a_plain_way(template: Source) -> list[str]:
    asked = re.findall(r"<(\w+)\b([^>]*\shx-(?:get|post)=[^>]*)>", template.code)
    return [tag for tag, attributes in asked if not re.search(r"\s(href|action|hx-trigger)=", attributes)]


def test_every_request_by_htmx_also_works_as_a_link_or_form():
    assert not offences(without_a_plain_way)
