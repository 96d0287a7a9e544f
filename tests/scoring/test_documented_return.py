"""docs/return-likelihood.md says what the formulas say."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import takewhile

import numpy as np
import pytest

from crm.environment import ROOT
from relationships.scoring.logistic import probability
from relationships.scoring.prediction_quality import auc
from relationships.scoring.return_facts import book_at
from relationships.scoring.return_terms import TERMS
from tests.scoring.ledger import Entry, load

TEXT = (ROOT / "docs" / "return-likelihood.md").read_text()
DAY = date(2015, 6, 30)


def table(*head: str) -> list[list[str]]:
    """The rows of the table under this head."""
    _, _, rest = TEXT.partition(f"| {' | '.join(head)} |\n")
    rows = list(takewhile(lambda line: line.startswith("|"), rest.splitlines()))[1:]
    assert rows
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def test_every_term_is_documented() -> None:
    told = {key for row in table("term", "value", "logged") for key in row[0].split(", ")}
    assert told == set(TERMS)


@pytest.mark.django_db
def test_the_client_with_three_fees() -> None:
    fees = [("one", 800, 100), ("one", 400, 100), ("one", 40, 400)]
    # Ten of the partner's book a year ago, four of which came back; nine others of the firm, six of which did.
    others = [(f"his {n}", 400, 1) for n in range(9)] + [(f"his {n}", 30, 1) for n in range(3)]
    others += [(f"hers {n}", 400, 1) for n in range(10)] + [(f"hers {n}", 30, 1) for n in range(6)]
    load(
        Entry(
            str(number),
            name,
            DAY - timedelta(days=days),
            Decimal(amount),
            partner="Her" if name.startswith("hers") else "Him",
        )
        for number, (name, days, amount) in enumerate([*fees, *others])
    )
    book = book_at(DAY)
    place = int(np.argmax(book.columns["money_ever"]))
    for term, value in table("term", "value"):
        assert f"{book.matrix([term])[place, 0]:.3f}" == value, term


def test_log_odds_and_areas() -> None:
    for odds, chance in table("log-odds", "likelihood"):
        assert f"{probability(np.array([float(odds.replace('−', '-'))]))[0]:.3f}" == chance
    for came, stayed, area in table("scores of who came", "scores of who did not", "AUC"):
        yes, no = ([float(each) for each in cell.split(", ")] for cell in (came, stayed))
        scores, flags = np.array([*yes, *no]), np.array([1.0] * len(yes) + [0.0] * len(no))
        assert f"{auc(scores, flags):.3f}" == area
