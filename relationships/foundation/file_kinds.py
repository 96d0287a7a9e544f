"""What a file is, by its content alone. Pure. Whatever a browser or an office program would run is no kind of ours.

A file is handed out only under the kind found here, never under the one its name claims.
"""

from __future__ import annotations

import codecs
import zipfile
from dataclasses import dataclass
from typing import IO

LARGEST = 25 * 1024 * 1024
_MOST_PARTS, _LARGEST_UNPACKED = 5_000, 200 * 1024 * 1024
_HEAD = 4_096


@dataclass(frozen=True)
class FileKind:
    """A kind of file that is taken. `endings`: those its name may keep; the first one is given to any other name."""

    key: str
    label: str
    media_type: str
    endings: tuple[str, ...]


_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
KINDS = {
    kind.key: kind
    for kind in (
        FileKind("pdf", "PDF", "application/pdf", ("pdf",)),
        FileKind("png", "Picture", "image/png", ("png",)),
        FileKind("jpeg", "Picture", "image/jpeg", ("jpg", "jpeg")),
        FileKind("gif", "Picture", "image/gif", ("gif",)),
        FileKind("webp", "Picture", "image/webp", ("webp",)),
        FileKind("heic", "Picture", "image/heic", ("heic", "heif")),
        FileKind("docx", "Text document", f"{_OFFICE}wordprocessingml.document", ("docx",)),
        FileKind("xlsx", "Spreadsheet", f"{_OFFICE}spreadsheetml.sheet", ("xlsx",)),
        FileKind("pptx", "Slides", f"{_OFFICE}presentationml.presentation", ("pptx",)),
        FileKind("odt", "Text document", f"{_OPEN}text", ("odt",)),
        FileKind("ods", "Spreadsheet", f"{_OPEN}spreadsheet", ("ods",)),
        FileKind("odp", "Slides", f"{_OPEN}presentation", ("odp",)),
        FileKind("text", "Plain text", "text/plain; charset=utf-8", ("txt", "csv", "md", "eml", "ics", "vcf")),
    )
}
_BEGINNINGS = {
    b"%PDF-": "pdf",
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff": "jpeg",
    b"GIF87a": "gif",
    b"GIF89a": "gif",
}
_HEIC = frozenset({b"heic", b"heix", b"mif1", b"heif"})
_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<svg", b"<script", b"#!", b"<?php", b"mz", b"{\\rtf")


class NotTaken(ValueError):
    """The file is none of the kinds; `str(error)` says why and what to do."""


def kind_of(file: IO[bytes]) -> FileKind:
    """The kind of `file`, which is read from its beginning and left anywhere. Raises `NotTaken`."""
    file.seek(0)
    head = file.read(_HEAD)
    if not head:
        raise NotTaken("It is empty. Choose the file that holds something.")
    key = next((kind for beginning, kind in _BEGINNINGS.items() if head.startswith(beginning)), "")
    if not key and head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        key = "webp"
    if not key and head[4:8] == b"ftyp" and head[8:12] in _HEIC:
        key = "heic"
    if not key and head.startswith(b"PK\x03\x04"):
        key = _packed(file)
    if not key and head.startswith(b"\xd0\xcf\x11\xe0"):
        raise NotTaken("Old Office files may carry macros. Save it as .docx, .xlsx, .pptx or PDF.")
    if not key and _is_text(file, head):
        key = "text"
    if not key:
        raise NotTaken("Only PDF, pictures, Office documents without macros and plain text are kept.")
    return KINDS[key]


def named(name: str, kind: FileKind) -> str:
    """`name` with an ending of its kind: a PDF that calls itself page.html is handed out as page.pdf."""
    stem, dot, ending = name.rpartition(".")
    if dot and ending.lower() in kind.endings:
        return name
    return f"{(stem if dot and stem and len(ending) <= 5 else name)[:190]}.{kind.endings[0]}"


def _packed(file: IO[bytes]) -> str:
    """The kind of an Office file, from the list of its parts; nothing is unpacked."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _LARGEST_UNPACKED:
                raise NotTaken("It unpacks to far more than a document. Choose the document itself.")
            names = {part.filename for part in parts}
            if any(name.lower().endswith(("vbaproject.bin", "scripts/")) or "/scripts/" in name for name in names):
                raise NotTaken("It carries macros. Save it without them, or as PDF.")
            declared = b"" if "mimetype" not in names else archive.open("mimetype").read(200).strip()
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise NotTaken("It is damaged. Open it, save it anew, and attach that.") from error
    opened = next((kind.key for kind in KINDS.values() if kind.media_type.encode() == declared), "")
    found = opened or next((kind for part, kind in _PARTS.items() if part in names), "")
    if not found:
        raise NotTaken("Archives are not kept. Attach the files in it one by one.")
    return found


def _is_text(file: IO[bytes], head: bytes) -> bool:
    """Readable as UTF-8 to the end, with no control characters, and no program or page."""
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        return False
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    try:
        while chunk := file.read(65_536):
            text = decoder.decode(chunk)
            if any(character < " " and character not in "\t\n\r\f\x1b" for character in text):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
