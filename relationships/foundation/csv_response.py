"""A CSV file as an answer. `csv_export` makes its lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import StreamingHttpResponse

from relationships.foundation.csv_export import csv_lines

_PLAIN = re.compile(r"[a-z0-9.-]+\.csv", re.ASCII)


def csv_response(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """The rows as a download. `name` is ours, never a client's: lower case, digits, dots and hyphens.

    Raises `ValueError` for any other name.
    """
    if not _PLAIN.fullmatch(name):
        raise ValueError(f"A file name is plain and ours, not {name!r}.")
    answer = StreamingHttpResponse(csv_lines(header, rows), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
