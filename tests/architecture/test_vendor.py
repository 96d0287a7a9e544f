"""What others made stays as they made it, pinned, licensed and small."""

import gzip
import hashlib
import json
import os
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find

from crm.bundles import BUNDLES
from tests.architecture.templates import ROOT

VENDOR = ROOT / "static/vendor"
BUDGET = {"app.css": 15_360, "app.js": 10_240, "icons.svg": 8_192, "vendor/bootstrap/bootstrap.min.css": 31_744}
"""Bytes after gzip."""


def manifest() -> dict[str, str]:
    lines = (VENDOR / "MANIFEST.sha256").read_text().splitlines()
    return {name.removeprefix("./"): digest for digest, name in (line.split("  ", 1) for line in lines)}


def test_every_vendored_file_is_listed_and_unchanged():
    files = {
        str(path.relative_to(VENDOR)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "MANIFEST.sha256"
    }
    assert files == manifest()


def test_every_package_is_pinned_and_locked():
    wanted = json.loads((ROOT / "package.json").read_text())["devDependencies"]
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    assert {name: locked[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert all("integrity" in entry for path, entry in locked.items() if path)


@pytest.mark.parametrize("name", ["bootstrap-MIT", "tabler-icons-MIT", "figtree-OFL", "newsreader-OFL"])
def test_each_licence_lies_beside_the_files(name):
    assert (VENDOR / f"licences/{name}.txt").stat().st_size > 500


def test_the_sprite_holds_each_icon_once():
    names = re.findall(r'<symbol id="([^"]+)"', (ROOT / "static/icons.svg").read_text())
    assert len(names) == len(set(names))
    assert names == sorted(names)


@pytest.mark.parametrize(("name", "limit"), BUDGET.items())
def test_what_we_send_stays_small(name, limit):
    assert len(gzip.compress(Path(find(name)).read_bytes(), 9)) <= limit


def test_every_style_sheet_and_script_of_ours_is_sent():
    sent = {part for bundle in BUNDLES.values() for part in bundle.parts}
    ours = {str(path.relative_to(ROOT / "static")) for path in (ROOT / "static").glob("[cj]s*/**/*.*s*")}
    assert ours == sent


def test_a_bundle_is_joined_anew_when_a_part_changed():
    made = Path(find("app.css"))
    made.write_text("old")
    os.utime(made, (0, 0))
    assert "--canvas" in Path(find("app.css")).read_text()


def test_addresses_in_the_joined_style_sheet_still_lead_somewhere():
    addresses = re.findall(r"""url\(["']?([^"')]+)""", Path(find("app.css")).read_text())
    assert len(addresses) >= 5
    assert [address for address in addresses if find(address) is None] == []
