"""`manage.py repeat_business`: one JSON document on standard output, or a sheet to read; usage ends in 2."""

from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Firm
from relationships.scoring.management.commands.repeat_business import Command
from relationships.scoring.models import RepeatPolicy
from tests.scoring.test_repeat_definitions import definitions_ledger, load

ROOT = Path(__file__).parents[2]


@pytest.fixture
def _ledger(db) -> None:
    load(definitions_ledger())


def run(*arguments: str) -> dict:
    out = StringIO()
    call_command("repeat_business", "--json", *arguments, stdout=out)
    return json.loads(out.getvalue())


@pytest.mark.usefixtures("_ledger")
def test_the_document_is_exactly_the_agreed_one():
    assert run("--year", "2024") == {
        "policy": {
            "name": "House rule",
            "version": 1,
            "lookback": "36",
            "mode": "calendar",
            "level": "group",
            "ownership": "reported",
            "fy_start_month": 1,
            "one_offs": "included",
            "first_engagement": "included",
            "goal": "0.85",
        },
        "period": {"year": 2024, "start": "2024-01-01", "end": "2025-01-01"},
        "currency": "EUR",
        "total": "1955000.00",
        "repeat": "800000.00",
        "share": "0.4092071611",
        "share_reason": None,
        "history_complete": True,
        "clients": 9,
        "new_revenue": "1075000.00",
        "nrr": "0.9861111111",
        "grr": "0.6388888889",
        "retention": "0.8",
        "concentration": {
            "top1": "0.4603580563",
            "top10": "1",
            "hhi": "0.2603135772",
            "effective_clients": "3.8415207176",
        },
        "bridge": {
            "previous": "720000.00",
            "lost": "-140000.00",
            "shrunk": "-120000.00",
            "grown": "250000.00",
            "reactivated": "170000.00",
            "new": "1075000.00",
            "corrections": "0.00",
            "current": "1955000.00",
        },
        "by": [],
    }


@pytest.mark.usefixtures("_ledger")
@pytest.mark.parametrize(
    ("arguments", "repeat", "total"),
    [
        (["--lookback", "unlimited"], "880000.00", "1955000.00"),
        (["--lookback", "unlimited", "--level", "entity"], "770000.00", "1955000.00"),
        (["--lookback", "previous-year"], "710000.00", "1955000.00"),
        (["--first-engagement", "apart"], "600000.00", "1955000.00"),
        (["--one-offs", "apart"], "800000.00", "1055000.00"),
        (["--mode", "rolling", "--lookback", "12"], "770000.00", "1955000.00"),
    ],
)
def test_each_option_changes_the_reading(arguments: list[str], repeat: str, total: str):
    found = run("--year", "2024", *arguments)
    assert (found["repeat"], found["total"]) == (repeat, total)
    assert found["policy"]["name"] == "House rule (as asked)"


@pytest.mark.usefixtures("_ledger")
def test_a_fiscal_year_is_named_by_the_year_in_which_it_ends():
    found = run("--year", "2024", "--fy-start-month", "10")
    assert found["period"] == {"year": 2024, "start": "2023-10-01", "end": "2024-10-01"}
    assert Decimal(found["total"]) == 1_955_000 + 140_000 - 45_000


@pytest.mark.usefixtures("_ledger")
def test_what_is_not_given_comes_from_the_policy_in_force():
    RepeatPolicy.objects.create(version=1, lookback_months=12)
    RepeatPolicy.objects.create(name="Board rule", version=2, lookback_months=None, goal=Decimal("0.8"))
    found = run("--year", "2024")
    assert found["repeat"] == "880000.00"
    assert (
        found["policy"] | {"name": "Board rule", "version": 2, "lookback": "unlimited", "goal": "0.8"}
        == found["policy"]
    )


@pytest.mark.usefixtures("_ledger")
def test_before_a_policy_is_saved_the_firms_own_year_counts():
    Firm.objects.create(fiscal_start_month=4, base_currency="GBP")
    found = run("--year", "2024")
    assert found["period"]["start"] == "2023-04-01"
    assert found["currency"] == "GBP"


@pytest.mark.usefixtures("_ledger")
def test_segments_without_a_name_are_listed_under_none():
    (row,) = run("--year", "2024", "--by", "practice")["by"]
    assert row == {"key": None, "total": "1955000.00", "repeat": "800000.00", "share": "0.4092071611", "clients": 9}


@pytest.mark.usefixtures("_ledger")
def test_without_json_a_sheet_is_printed():
    out = StringIO()
    call_command("repeat_business", "--year", "2024", "--by", "partner", stdout=out)
    lines = [" ".join(line.split()) for line in out.getvalue().splitlines()]
    assert lines[0].startswith("2024 (2024-01-01 to 2024-12-31), House rule, version 1")
    assert "Share of repeat business 40.92 %" in lines
    assert "None named 40.92 % €1,955,000.00 9" in lines


@pytest.mark.django_db
def test_a_year_out_of_range_is_a_usage_error():
    with pytest.raises(CommandError, match="between 1900 and 2100") as refused:
        run("--year", "99999")
    assert refused.value.returncode == 2


@pytest.mark.parametrize(
    "arguments", [[], ["--year", "next"], ["--year", "2024", "--lookback", "13"], ["--by", "mood"]]
)
def test_usage_errors_leave_standard_output_empty(arguments: list[str], capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        Command().run_from_argv(["manage.py", "repeat_business", "--json", *arguments])
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (2, "")
    assert "usage:" in said.err


def test_a_usage_error_is_the_status_of_the_shell_too():
    command = [sys.executable, "manage.py", "repeat_business", "--json"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert (ended.returncode, ended.stdout) == (2, "")


@pytest.mark.usefixtures("_ledger")
def test_any_period_can_be_asked_for_and_a_year_is_the_same_either_way():
    assert run("--period", "2024") == run("--year", "2024")
    rolling = run("--period", "rolling-2024-06-30")
    assert (rolling["period"]["start"], rolling["period"]["end"]) == ("2023-07-01", "2024-07-01")
    with pytest.raises(CommandError, match="2025q3"):
        run("--period", "soon")
