"""Keeping back-tests for the page, so that no page computes them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.db import transaction

from relationships.foundation.firm_day import firm_day
from relationships.scoring.evidence import Evidence, back_tests
from relationships.scoring.models import BackTest

KEPT_FOR = timedelta(days=30)


def keep_evidence() -> int:
    """Back-test the usual cut-offs and keep what came out in place of what was kept; answer how many cut-offs."""
    found = list(back_tests())
    today = firm_day().on
    with transaction.atomic():
        BackTest.objects.all().delete()
        BackTest.objects.bulk_create(
            BackTest(cutoff=each.cutoff, found=_as_json(each), computed_on=today) for each in found
        )
    return len(found)


def evidence_is_due() -> bool:
    """Whether none is kept, or what is kept is a month old."""
    newest = BackTest.objects.order_by("-computed_on").values_list("computed_on", flat=True).first()
    return newest is None or firm_day().on - newest >= KEPT_FOR


def _as_json(found: Evidence) -> dict[str, Any]:
    document = asdict(found)
    document["cutoff"] = found.cutoff.isoformat()
    document["training_cutoffs"] = [each.isoformat() for each in found.training_cutoffs]
    return document
