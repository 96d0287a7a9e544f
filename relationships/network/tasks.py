"""What the network keeps up to date by itself."""

from __future__ import annotations

from celery import shared_task

from relationships.network import value_actions


@shared_task(ignore_result=True)
def keep_credits() -> None:
    """Let soft credits follow the ledger."""
    value_actions.keep_credits()
