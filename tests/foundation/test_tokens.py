"""Colours: readable in both themes, and "follow the system" the same dark as dark by choice."""

import re

import pytest

from tests.foundation.tokens import ROOT, blocks, contrast, themes

TEXT = [
    *((ink, paper) for ink in ("ink", "ink-2", "ink-3") for paper in ("canvas", "surface", "sunken", "hover")),
    *((ink, paper) for ink in ("pine", "pine-strong") for paper in ("canvas", "surface", "hover")),
    ("on-pine", "pine"),
    ("on-pine", "pine-strong"),
    ("canvas", "ink"),
    *((f"{name}-ink", f"{name}-soft") for name in ("pine", "brass", "clay", "sky", "plum", "slate")),
    *((f"{name}-ink", "surface") for name in ("brass", "clay", "sky", "plum")),
    ("brass-ink", "hover"),
    ("clay", "surface"),
    ("viz-1", "surface"),
]
GLYPHS = [
    *((name, paper) for name in ("line-strong", "focus") for paper in ("canvas", "surface")),
    ("brass", "surface"),
    ("clay", "surface"),
    ("slate", "surface"),
    *((f"grade-{grade}", "surface") for grade in "abcde"),
    *((f"viz-{number}", "surface") for number in range(1, 7)),
]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "paper"), TEXT)
def test_text_reads_at_least_four_and_a_half_to_one(theme, ink, paper):
    tokens = themes()[theme]
    assert contrast(tokens[f"--{ink}"], tokens[f"--{paper}"]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("glyph", "paper"), GLYPHS)
def test_glyphs_and_borders_stand_out_three_to_one(theme, glyph, paper):
    tokens = themes()[theme]
    assert contrast(tokens[f"--{glyph}"], tokens[f"--{paper}"]) >= 3


def test_following_the_system_is_the_same_dark():
    assert themes()["auto"] == themes()["dark"]


def test_dark_sets_every_colour_that_light_sets():
    colours = {name for name, value in themes()["light"].items() if re.fullmatch(r"#[0-9A-Fa-f]{6}", value)}
    assert set(themes()["dark"]) == colours


def test_every_colour_that_bootstrap_darkens_is_ours():
    """Else "follow the system" would leave it light: Bootstrap darkens by its own selector only."""
    bootstrap = dict(blocks("static/vendor/bootstrap/bootstrap.min.css"))
    darkened = {name for name in _properties(bootstrap, "[data-bs-theme=dark]") if not name.endswith("-rgb")}
    ours = dict(blocks("static/css/base.css"))
    selector = ":root, [data-bs-theme=light], [data-bs-theme=dark], [data-bs-theme=auto]"
    assert darkened - set(ours[selector]) == set()


def _properties(found: dict[str, dict[str, str]], selector: str) -> set[str]:
    # Bootstrap's last declaration of a block ends without a semicolon, so names are read from its source.
    source = (ROOT / "static/vendor/bootstrap/bootstrap.min.css").read_text()
    start = source.index(selector + "{")
    assert selector in found
    return set(re.findall(r"(--bs-[\w-]+):", source[start : source.index("}", start)]))


@pytest.mark.parametrize("sheet", sorted((ROOT / "static/css").rglob("*.css")), ids=lambda path: path.stem)
def test_every_variable_that_is_used_is_defined(sheet):
    used = set(re.findall(r"var\((--[\w-]+)", sheet.read_text()))
    assert {name for name in used if not name.startswith("--bs-")} - _defined() == set()


def _defined() -> set[str]:
    sheets = (path.read_text() for path in (ROOT / "static/css").rglob("*.css"))
    return {name for sheet in sheets for name in re.findall(r"(--[\w-]+)\s*:", sheet)}
