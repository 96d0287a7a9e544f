"""What a policy may override, and what it is told when it may not."""

from __future__ import annotations

import pytest

from relationships.scoring.health_rules import DEFAULT_RULES, WEIGHTS
from relationships.scoring.rule_overrides import RulesError, overridden


def test_tables_merge_by_key_and_the_rest_stays():
    rules = overridden(DEFAULT_RULES, {"weights": {"momentum": 30}, "tie": {"memory": 3, "intervals": {"A": 7}}})
    assert rules.weights == {**WEIGHTS, "momentum": 30}
    assert (rules.tie.memory, rules.tie.intervals["A"], rules.tie.intervals["B"]) == (3, 7, 30)
    assert rules.bands == DEFAULT_RULES.bands


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        ({"wieghts": {}}, "wieghts is no setting"),
        ({"weights": {"mood": 3}}, "weights has no mood"),
        ({"weights": 3}, "weights is a table"),
        ({"weights": {"momentum": -1}}, "weights.momentum is a number from 0, not -1"),
        ({"weights": {"momentum": "9"}}, "not '9'"),
        ({"weights": {"momentum": True}}, "not True"),
        ({"weights": {"momentum": float("nan")}}, "not nan"),
        ({"weights": dict.fromkeys(WEIGHTS, 0)}, "weights can't all be 0"),
        ({"quarter_days": 0}, "quarter_days is a whole number above 0"),
        ({"full_seat": 0}, "full_seat is a number above 0"),
        ({"tie": {"intervals": {"A": 0}}}, "tie.intervals.A is a whole number above 0"),
        ({"tie": {"intervals": {"A": 1.5}}}, "tie.intervals.A is a whole number"),
        ({"tie": {"mail_kinds": ["call"]}}, "tie.mail_kinds can't be changed"),
        ({"minimum_touches": 2.5}, "minimum_touches is a whole number from 0"),
    ],
)
def test_what_does_not_fit_is_named(overrides, said):
    with pytest.raises(RulesError, match=said.replace(".", r"\.")):
        overridden(DEFAULT_RULES, overrides)


def test_no_minimum_is_a_choice():
    assert overridden(DEFAULT_RULES, {"minimum_touches": 0}).minimum_touches == 0
