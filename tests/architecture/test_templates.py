"""Laws of the templates: includes go down, no piece is left over, nothing inline, everything escaped."""

import re

import pytest
from django.template.loader import get_template

from tests.architecture.templates import ROOT, Source, floor_of, names_in_python, sources

PAGES = [source for source in sources() if source.name.endswith(".html")]
each_template = pytest.mark.parametrize("template", PAGES, ids=lambda source: source.name)

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


@each_template
def test_a_template_can_be_read(template: Source):
    get_template(template.name)


@each_template
def test_includes_only_go_down(template: Source):
    higher = [name for name in template.drawn_in if "/" in name and floor_of(name.split("/")[0]) > template.floor]
    assert higher == []


@pytest.mark.parametrize("piece", [source for source in PAGES if "/_" in source.name], ids=lambda source: source.name)
def test_every_piece_is_used(piece: Source):
    used = {name for source in sources() for name in source.drawn_in} | names_in_python()
    assert piece.name in used


@each_template
@pytest.mark.parametrize("fault", INLINE)
def test_nothing_is_inline_and_everything_escaped(template: Source, fault: str):
    assert INLINE[fault].findall(template.code) == []


@each_template
def test_every_icon_is_in_the_sprite(template: Source):
    sprite = (ROOT / "static/icons.svg").read_text()
    assert [name for name in ICON.findall(template.code) if f'id="{name}"' not in sprite] == []


@each_template
def test_pages_say_what_to_do_without_blame(template: Source):
    assert BLAMING.findall(template.code) == []


@each_template
def test_every_request_by_htmx_also_works_as_a_link_or_form(template: Source):
    asked = re.findall(r"<(\w+)\b([^>]*\shx-(?:get|post)=[^>]*)>", template.code)
    plain = [tag for tag, attributes in asked if not re.search(r"\s(href|action|hx-trigger)=", attributes)]
    assert plain == []
