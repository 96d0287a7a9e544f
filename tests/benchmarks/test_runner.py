"""The parts of the runner that decide what is measured, where, and what is said of it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.discovery import Bench, benches
from benchmarks.interleaved import interleaved, quantile
from benchmarks.scratch import PREFIX, scratch
from benchmarks.table import lines, shown, table
from crm.environment import ROOT


def write(directory: Path, name: str, source: str) -> None:
    (directory / f"{name}.py").write_text(source)


def test_a_bench_is_read_without_being_imported(tmp_path: Path) -> None:
    write(
        tmp_path, "slow", 'NAME = "slow"\nFIRMS = (1.0, 0.1)\nENVIRONMENT = {"A": "b"}\nraise SystemExit("imported")\n'
    )
    write(tmp_path, "no_bench", "VALUE = 1\n")
    module = f"{tmp_path.name}.slow"
    assert benches(tmp_path) == {"slow": Bench("slow", module, (1.0, 0.1), {"A": "b"})}


def test_two_benches_of_one_name_are_refused(tmp_path: Path) -> None:
    for name in ("first", "second"):
        write(tmp_path, name, 'NAME = "same"\n')
    with pytest.raises(ValueError, match="both called 'same'"):
        benches(tmp_path)


def test_every_bench_of_the_project_can_be_called_by_its_name() -> None:
    found = benches()
    assert {"pages", "import_ledger", "repeat_business", "scores"} <= found.keys()
    assert {name: bench.name for name, bench in found.items()} == {name: name for name in found}


def test_an_unknown_bench_is_refused_before_anything_starts() -> None:
    refused = subprocess.run(
        [sys.executable, "-m", "benchmarks", "nothing"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "No bench is called nothing" in refused.stderr


def test_the_users_database_is_never_the_scratch_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://app:secret@db.internal:5433/crm?sslmode=require")
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://owner@db.internal:5433/crm?sslmode=require")
    made = scratch("pages_7")
    assert made.name == f"{PREFIX}pages_7"
    assert made.application == "postgresql://app:secret@db.internal:5433/bench_pages_7?sslmode=require"
    assert made.owner == "postgresql://owner@db.internal:5433/bench_pages_7?sslmode=require"


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([5.0], 0.95, 5.0),
        ([1.0, 2.0, 3.0], 0.5, 2.0),
        ([4.0, 1.0], 0.5, 2.5),
        ([3.0, 1.0, 2.0], 1.0, 3.0),
        ([1.0, 2.0], 0.0, 1.0),
    ],
)
def test_quantiles_lie_between_their_neighbours(values: list[float], share: float, expected: float) -> None:
    assert quantile(values, share) == expected


def test_nothing_measured_has_no_quantile() -> None:
    with pytest.raises(ValueError, match="Nothing was measured"):
        quantile([], 0.5)


def test_every_subject_is_called_once_a_round_and_warm_up_is_not_counted() -> None:
    called: list[str] = []

    def note(name: str) -> Callable[[], None]:
        return lambda: called.append(name)

    times = interleaved({name: note(name) for name in "abc"}, rounds=5, warm_up=2)
    rounds = [called[start : start + 3] for start in range(0, len(called), 3)]
    assert [sorted(each) for each in rounds] == [["a", "b", "c"]] * 7
    assert len({tuple(each) for each in rounds}) > 1
    assert {name: len(each.milliseconds) for name, each in times.items()} == {"a": 5, "b": 5, "c": 5}


def test_numbers_stand_to_the_right_and_what_is_missing_is_a_dash() -> None:
    rows = [{"page": "list", "ms": 4.25, "SQL": 11}, {"page": "find", "ms": None, "SQL": 7}]
    assert table(rows) == ["page    ms  SQL", "----  ----  ---", "list  4.25   11", "find     –    7"]


def test_an_answer_is_shown_by_its_shape() -> None:
    answer = {"clients": 10000, "seconds": {"copy": 0.5}, "missed": ["a: 2 > 1"], "absent": []}
    assert lines(answer) == ["clients: 10,000", "seconds", "  copy: 0.50", "missed:", "  a: 2 > 1", "absent: none"]


@pytest.mark.parametrize(
    ("value", "text"), [(None, "–"), (0.126, "0.13"), (1234.5, "1,234"), (7, "7"), (True, "True"), ("x", "x")]
)
def test_values_are_written_for_people(value: object, text: str) -> None:
    assert shown(value) == text
