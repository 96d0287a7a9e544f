"""The columns of the list of all work, for the table and for the file. The work's own name is always there."""

from __future__ import annotations

from accounts.policy import Capability
from relationships.dashboards.columns import Column

COLUMNS: tuple[Column, ...] = (
    Column("client", "Client", sort="client"),
    Column("lead", "Led by", sort="lead"),
    Column("practice", "Practice"),
    Column("state", "State", sort="closed"),
    Column("opened", "Opened", sort="opened"),
    Column("fees", "Fees this year", sort="fees", numeric=True, needs=Capability.SEE_FEES),
    Column("last_fees", "Fees last year", usual=False, sort="last_fees", numeric=True, needs=Capability.SEE_FEES),
    Column("all_fees", "Fees in all", usual=False, numeric=True, needs=Capability.SEE_FEES),
    Column("booked", "Last invoice", usual=False, needs=Capability.SEE_FEES),
    Column("office", "Office", usual=False),
    Column("originating", "Brought in by", usual=False),
    Column("origin", "How it came", usual=False),
)
