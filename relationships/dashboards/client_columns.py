"""The columns of the client list, for the table and for the file. The name is always there."""

from __future__ import annotations

from accounts.policy import Capability
from relationships.dashboards.columns import Column

COLUMNS: tuple[Column, ...] = (
    Column("tier", "Tier", sort="tier"),
    Column("health", "Health", sort="health", needs=Capability.SEE_HEALTH),
    Column("fees", "Fees this year", sort="fees", numeric=True, needs=Capability.SEE_FEES),
    Column("last_fees", "Fees last year", sort="last_fees", numeric=True, needs=Capability.SEE_FEES),
    Column("years", "Years running", usual=False, numeric=True, needs=Capability.SEE_FEES),
    Column("touch", "Last touch", sort="touch"),
    Column("owner", "Looked after by", sort="owner"),
    Column("partner", "Partner", usual=False),
    Column("office", "Office", usual=False),
    Column("industry", "Industry", usual=False),
    Column("website", "Website", usual=False),
    Column("added", "Added", usual=False),
)
