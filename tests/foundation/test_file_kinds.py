"""What a file is by its content, whatever it calls itself."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest

from relationships.foundation.file_kinds import KINDS, NotTaken, kind_of, named

REAL = Path(os.environ.get("REAL_DATA", Path(__file__).parents[2].parent / "shared" / "data")) / "odd-inputs"


def packed(**parts: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name.replace("__", "/"), part)
    return content.getvalue()


def bomb() -> bytes:
    return packed(**{"word__document.xml": b"0" * (201 * 1024 * 1024)})


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n<script>alert(1)</script>", "pdf"),
        (b"\x89PNG\r\n\x1a\n<html>", "png"),
        (b"\xff\xd8\xff\xe0", "jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "webp"),
        (b"\x00\x00\x00\x18ftypheic", "heic"),
        (packed(**{"word__document.xml": b"<w/>"}), "docx"),
        (packed(**{"xl__workbook.xml": b"<w/>"}), "xlsx"),
        (packed(mimetype=b"application/vnd.oasis.opendocument.text"), "odt"),
        ("Beschluss: ja.\r\nZürich, 李".encode(), "text"),
    ],
)
def test_a_kind_is_found_in_the_content(content: bytes, kind: str) -> None:
    assert kind_of(io.BytesIO(content)).key == kind


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"MZ\x90\x00", "Only PDF"),
        (b"\x7fELF\x02", "Only PDF"),
        (b"#!/bin/sh\nrm -rf /", "Only PDF"),
        (b"  <!DOCTYPE html><script>alert(1)</script>", "Only PDF"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><svg onload="alert(1)"/>', "Only PDF"),
        (b"text\x00with a NUL", "Only PDF"),
        (b"\xff\xfe\x00", "Only PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Old Office files"),
        (packed(**{"word__document.xml": b"", "word__vbaProject.bin": b"x"}), "macros"),
        (packed(**{"a.txt": b"hello"}), "Archives"),
        (b"PK\x03\x04 but not really", "damaged"),
    ],
)
def test_what_is_none_of_ours_is_refused_with_a_remedy(content: bytes, why: str) -> None:
    with pytest.raises(NotTaken, match=why):
        kind_of(io.BytesIO(content))


def test_what_would_unpack_to_far_too_much_is_refused_unread() -> None:
    with pytest.raises(NotTaken, match="unpacks"):
        kind_of(io.BytesIO(bomb()))


@pytest.mark.parametrize(
    ("name", "kind", "given"),
    [
        ("Report.PDF", "pdf", "Report.PDF"),
        ("invoice.html", "pdf", "invoice.pdf"),
        ("page.svg", "text", "page.txt"),
        ("figures.csv", "text", "figures.csv"),
        ("Dr. Marta Weiss", "pdf", "Dr. Marta Weiss.pdf"),
        ("x" * 200, "png", "x" * 190 + ".png"),
    ],
)
def test_a_name_ends_as_its_content_is(name: str, kind: str, given: str) -> None:
    assert named(name, KINDS[kind]) == given


def sentence(path: Path) -> str:
    """The kind of a file, or why it is none."""
    with path.open("rb") as file:
        try:
            return kind_of(file).key
        except NotTaken as error:
            return str(error)


@pytest.mark.skipif(not REAL.is_dir(), reason="no odd inputs under $REAL_DATA")
def test_odd_files_are_taken_or_refused_with_a_sentence() -> None:
    said = {path.name: sentence(path) for path in sorted(REAL.rglob("*"))[:400] if path.is_file()}
    assert {name: text for name, text in said.items() if text not in KINDS and not text.endswith(".")} == {}
