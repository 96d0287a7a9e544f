"""The invoice register: one row is one amount of one invoice."""

from __future__ import annotations

from collections.abc import Iterator

from relationships.imports import amounts, cells, times
from relationships.imports.columns import Block, Fault, Field
from relationships.imports.kinds import Circumstances, Kind
from relationships.imports.parties import colleague

KINDS = ("fee", "credit", "write_off", "disbursement", "tax")


def describe(given: Circumstances) -> Kind:
    """Columns and cells of a ledger file."""

    def currency_or_base(block: Block) -> Iterator[Fault]:
        currencies = block.values["currency"]
        block.values["currency"] = [each or given.base_currency for each in currencies]
        return signs(block)

    return Kind(
        name="ledger",
        columns=(
            "external_id",
            "document",
            "booked_on",
            "client",
            "group",
            "engagement",
            "practice",
            "office",
            "partner",
            "kind",
            "amount",
            "currency",
            "one_off",
        ),
        required=("booked_on", "client", "amount"),
        fields=(
            Field("external_id", "external_id", cells.Text(200), is_text=True),
            Field("document", "document", cells.Text(120), is_text=True),
            Field("booked_on", "booked_on", times.day),
            Field("client", "client", cells.Text(300), is_text=True),
            Field("client_group", "group", cells.Text(300), is_text=True),
            Field("engagement", "engagement", cells.Text(300), is_text=True),
            Field("practice", "practice", cells.Text(200), is_text=True),
            Field("office", "office", cells.Text(200), is_text=True),
            Field("colleague", "partner", colleague),
            Field("kind", "kind", cells.one_of(KINDS)),
            Field("amount", "amount", amounts.Amount()),
            Field("rounded", "amount", amounts.Rounded()),
            Field("currency", "currency", cells.currency),
            Field("one_off", "one_off", cells.yes_or_no),
        ),
        check=currency_or_base,
    )


def signs(block: Block) -> Iterator[Fault]:
    """Fill in the kind where it is left out, and refuse amounts whose sign says another kind."""
    kinds, amounts = block.values["kind"], block.values["amount"]
    if "" in kinds:
        # The sign as it was written: -0.001 is a credit, although it rounds to nothing.
        kinds[:] = [
            kind or ("credit" if cell.lstrip().startswith("-") else "fee")
            for kind, cell in zip(kinds, block.cells["amount"], strict=True)
        ]
    for index, (kind, amount) in enumerate(zip(kinds, amounts, strict=True)):
        if kind == "fee":
            if amount[:1] == "-":
                yield Fault(index, "amount", "A fee can't be negative. Make it a credit (or a write_off), or positive.")
        elif kind in ("credit", "write_off") and amount[:1] not in ("-", "") and amount.strip("0."):
            yield Fault(index, "amount", f"A {kind} can't be positive. Write it with a minus, or make it a fee.")
