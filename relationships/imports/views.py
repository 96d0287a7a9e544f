"""What was brought in from files, and how to bring more."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.gate import requires
from accounts.policy import Capability
from accounts.queries import the_firm
from relationships.foundation.firm_day import firm_day
from relationships.imports.kinds import Circumstances
from relationships.imports.models import ImportRun
from relationships.imports.registry import DESCRIPTIONS

PAGE_SIZE = 50


@dataclass(frozen=True)
class FileKind:
    """A kind of file, as its header line names its columns."""

    name: str
    required: list[str]
    optional: list[str]


@requires(Capability.IMPORT_DATA)
@require_safe
def import_list(request: HttpRequest) -> HttpResponse:
    """The kinds of files with their columns and command, and every run, the newest first."""
    runs = ImportRun.objects.order_by("-started_at", "-pk")
    page = Paginator(runs, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "imports/import_list.html", {"kinds": _kinds(), "page": page})


def _kinds() -> list[FileKind]:
    firm = the_firm()
    given = Circumstances(base_currency=firm.base_currency, zone=ZoneInfo(firm_day().zone), now=timezone.now())
    found = [describe(given) for describe in DESCRIPTIONS.values()]
    return [
        FileKind(kind.name, list(kind.required), [each for each in kind.columns if each not in kind.required])
        for kind in found
    ]
