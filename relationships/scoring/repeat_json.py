"""Repeat-business figures as a document for machines: money and shares as strings, `end` exclusive. Pure."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from relationships.foundation.figures import Figure
from relationships.scoring.repeat_business import Policy, RepeatBusiness

_CENT = Decimal("0.01")


def as_document(found: RepeatBusiness) -> dict[str, Any]:
    """The document that `manage.py repeat_business --json` prints."""
    policy, period, concentration = found.policy, found.period, found.concentration
    return {
        "policy": {
            "name": policy.name,
            "version": policy.version,
            "lookback": policy.lookback,
            "mode": policy.mode,
            "level": policy.level,
            "ownership": policy.ownership,
            "fy_start_month": policy.fy_start_month,
            "one_offs": policy.one_offs,
            "first_engagement": policy.first_engagement,
            **_readings(policy),
            "goal": plain(policy.goal),
        },
        "period": {"year": period.year, "start": period.start.isoformat(), "end": period.end.isoformat()},
        "currency": found.currency,
        "total": cents(found.total),
        "repeat": cents(found.repeat),
        "share": plain(found.share),
        "share_reason": found.share_reason,
        "history_complete": found.history_complete,
        "clients": found.clients,
        "new_revenue": cents(found.new_revenue),
        "nrr": plain(found.nrr),
        "grr": plain(found.grr),
        "retention": plain(found.retention),
        "concentration": {
            "top1": plain(concentration.top1),
            "top10": plain(concentration.top10),
            "hhi": plain(concentration.hhi),
            "effective_clients": plain(concentration.effective_clients),
        },
        "bridge": {bar.value: cents(amount) for bar, amount in found.bridge.items()},
        "by": [
            {
                "key": row.key,
                "total": cents(row.total),
                "repeat": cents(row.repeat),
                "share": plain(row.share),
                "clients": row.clients,
            }
            for row in found.by
        ],
    }


def _readings(policy: Policy) -> dict[str, str]:
    """What is read in another way than a ledger usually is."""
    given = {"credits": policy.credits, "currency": policy.currency}
    return {name: value for name, value in given.items() if value != "booked"}


def cents(amount: Decimal) -> Figure:
    """Money with exactly two places: "1955000.00"."""
    return Figure(amount.quantize(_CENT))


def plain(share: Decimal | None) -> Figure | None:
    """A share without trailing zeros or exponent: "0.85"."""
    return None if share is None else Figure(f"{share.normalize():f}")
