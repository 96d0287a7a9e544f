"""Encodings, delimiters and broken records."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationships.foundation import csv_records
from relationships.foundation.csv_dialect import NotCsv, decoded, find_delimiter, survey
from relationships.foundation.csv_records import BrokenRecord, CsvRecords


def write(path: Path, content: bytes) -> Path:
    file = path / "file.csv"
    file.write_bytes(content)
    return file


def records(text: str, delimiter: str = ",") -> list[tuple[int, list[str]]]:
    return [(line, cells) for line, cells in CsvRecords([text], delimiter) if isinstance(cells, list)]


def broken(text: str) -> list[tuple[int, str]]:
    return [(cells.line, cells.reason) for _, cells in CsvRecords([text], ",") if isinstance(cells, BrokenRecord)]


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8-sig"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp1252", "cp1252"),
    ],
)
def test_an_encoding_is_found_and_read(tmp_path: Path, encoding: str, found: str) -> None:
    text = "name,city\nMüller & Söhne,Zürich\nCafé “Œuvre” €,Orléans\n" * 50
    file = write(tmp_path, text.encode(encoding))
    assert survey(file).encoding == found
    assert "".join(decoded(file, found)) == text


def test_one_broken_byte_leaves_a_utf8_file_utf8(tmp_path: Path) -> None:
    file = write(tmp_path, "Müller\nSöhne\n".encode() + b"Z\xfcrich\n")
    assert survey(file).encoding == "utf-8-sig"
    assert "".join(decoded(file, "utf-8-sig")) == "Müller\nSöhne\nZ\udcfcrich\n"


def test_a_character_cut_by_a_block_border_is_whole(tmp_path: Path) -> None:
    text = "x" * ((1 << 20) - 1) + "ü" * 10
    file = write(tmp_path, text.encode())
    assert survey(file).encoding == "utf-8-sig"
    assert "".join(decoded(file, "utf-8-sig")) == text


def test_utf16_that_ends_in_half_a_character_marks_its_end_as_broken(tmp_path: Path) -> None:
    file = write(tmp_path, "a,b\n1,2".encode("utf-16") + b"\x41")
    assert "".join(decoded(file, "utf-16")) == "a,b\n1,2\udcff"


@pytest.mark.parametrize("start", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"%PDF-1.7", b"\xff\xfe\x00\x00"])
def test_workbooks_and_archives_are_named_and_refused(tmp_path: Path, start: bytes) -> None:
    with pytest.raises(NotCsv, match="Save it as CSV"):
        survey(write(tmp_path, start + b"\x00" * 100))


def test_equal_content_has_equal_fingerprints_and_other_content_others(tmp_path: Path) -> None:
    first = survey(write(tmp_path, b"a,b\n1,2\n")).fingerprint
    assert survey(write(tmp_path, b"a,b\n1,2\n")).fingerprint == first
    assert survey(write(tmp_path, b"a,b\n1,3\n")).fingerprint != first


@pytest.mark.parametrize("delimiter", list(",;\t|"))
def test_the_delimiter_is_the_one_that_gives_the_known_columns(delimiter: str) -> None:
    header = delimiter.join(("client", "amount", "booked_on"))
    row = delimiter.join(("A, B; C | D".replace(delimiter, " "), "1", "2024-01-01"))
    known = {"client", "amount", "booked_on"}
    assert find_delimiter(f"{header}\n{row}\n", lambda cells: len(known & set(cells))) == delimiter


def test_excel_may_declare_its_delimiter() -> None:
    assert find_delimiter("sep=;\nclient,amount\n", len) == ";"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_ends_a_line_and_line_numbers_hold(end: str) -> None:
    text = end.join(("a,b", '"1', '2",3', "", "4,5")) + end
    assert records(text) == [(1, ["a", "b"]), (2, ["1\n2", "3"]), (5, ["4", "5"])]


def test_a_line_end_cut_by_a_block_border_is_one_line_end() -> None:
    found = list(CsvRecords(["a,b\r", "\n1,2\r\n3,4\r"], ","))
    assert found == [(1, ["a", "b"]), (2, ["1", "2"]), (3, ["3", "4"])]


def test_an_unclosed_quote_costs_its_own_line_only() -> None:
    text = 'a,b\n1,2\n3,"four\n5,6\n7,8\n'
    assert records(text) == [(1, ["a", "b"]), (2, ["1", "2"]), (4, ["5", "6"]), (5, ["7", "8"])]
    assert broken(text) == [(3, csv_records._UNCLOSED)]


def test_a_quote_inside_a_quoted_cell_is_named() -> None:
    text = 'a,b\n"one "two" three",2\n5,6\n'
    assert records(text) == [(1, ["a", "b"]), (3, ["5", "6"])]
    assert broken(text) == [(2, "A quotation mark stands inside a quoted cell. Double it.")]


def test_a_blank_before_a_quoted_cell_does_not_unquote_it() -> None:
    assert records('a, "b, c"\n') == [(1, ["a", "b, c"])]


def test_an_endless_line_is_refused_in_bounded_memory_and_the_next_is_read() -> None:
    blocks = ["a,b\n", *["x" * 500_000] * 20, "\n1,2\n"]
    found = list(CsvRecords(blocks, ","))
    assert [(line, isinstance(cells, BrokenRecord)) for line, cells in found] == [(1, False), (2, True), (3, False)]


def test_a_quote_left_open_over_a_million_lines_reads_each_line_twice_at_most() -> None:
    text = 'a,"b\n' + "1,2\n" * 20_000
    assert len(records(text)) == 20_000


cells = st.text(alphabet=st.characters(exclude_characters="\r", exclude_categories=("Cs",)), max_size=12)


@given(st.lists(st.lists(cells, min_size=2, max_size=4), min_size=1, max_size=12), st.sampled_from(",;\t|"))
def test_whatever_a_writer_quotes_is_read_back(rows: list[list[str]], delimiter: str) -> None:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    assert [row for _, row in records(buffer.getvalue(), delimiter)] == rows


@given(st.text(alphabet=st.sampled_from('",;ab\n\r\x00 é'), max_size=200))
def test_no_text_stops_the_reader(text: str) -> None:
    for line, _ in CsvRecords([text], ","):
        assert line >= 1


@given(st.binary(max_size=400))
def test_no_bytes_stop_the_decoder(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = write(tmp_path_factory.mktemp("bytes"), content)
    try:
        found = survey(file)
    except NotCsv:
        return
    assert isinstance("".join(decoded(file, found.encoding)), str)
