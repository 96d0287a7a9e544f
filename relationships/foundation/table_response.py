"""A table as an answer: CSV, or an Excel workbook when the address says `format=xlsx`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase

from relationships.foundation.csv_response import csv_response
from relationships.foundation.xlsx_export import TooManyRows, workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = ("csv", "xlsx")


def table_response(
    request: HttpRequest, name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]
) -> HttpResponseBase:
    """The rows as a download. `name` ends in .csv and is ours, never a client's.

    Raises `Http404` for another format, or when a sheet can't hold so many rows.
    """
    wanted = request.GET.get("format", "csv")
    if wanted not in FORMATS:
        raise Http404(f"There is no such format. There are: {', '.join(FORMATS)}.")
    if wanted == "csv":
        return csv_response(name, header, rows)
    try:
        file = workbook(header, rows)
    except TooManyRows as problem:
        raise Http404(str(problem)) from problem
    return FileResponse(file, as_attachment=True, filename=name.removesuffix(".csv") + ".xlsx", content_type=XLSX)
