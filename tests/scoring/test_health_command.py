"""What the commands print, and how they end."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from relationships.clients.models import Client
from relationships.network.models import Tie
from relationships.scoring import marks
from relationships.scoring.models import Health, StaleMark
from tests.factories import AliasFactory, ClientFactory
from tests.scoring.health_firm import TODAY, random_firm

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(time_machine_today):
    """The firm's day is the one its facts are made for."""


@pytest.fixture
def time_machine_today():
    import time_machine

    with time_machine.travel(f"{TODAY.isoformat()}T17:00:00Z", tick=True):
        yield


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def document(*arguments: str) -> dict:
    return json.loads(run("health", "--json", *arguments))


def test_one_document_with_exactly_these_keys():
    clients = random_firm(31)
    found = document("--all")
    assert list(found) == ["as_of", "policy_version", "clients"]
    assert (found["as_of"], found["policy_version"]) == (TODAY.isoformat(), 0)
    assert sorted(each["client"] for each in found["clients"]) == sorted(client.name for client in clients)
    for each in found["clients"]:
        assert list(each) == ["client", "score", "grade", "coverage", "caps", "measures"]
        for measure in each["measures"]:
            assert list(measure) == ["key", "weight", "value", "points", "evidence"]
        assert round(sum(m["points"] for m in each["measures"]), 1) == (each["score"] or 0)


def test_it_reads_the_facts_themselves_not_what_is_stored():
    random_firm(32)
    fresh = document()
    Health.objects.all().delete()
    Tie.objects.all().delete()
    assert document() == fresh
    call_command("recompute", stdout=io.StringIO())
    stored = {row.client.name: (row.score, row.coverage) for row in Health.objects.select_related("client")}
    assert stored == {each["client"]: (each["score"], each["coverage"]) for each in fresh["clients"]}


def test_no_score_below_minimum_data():
    ClientFactory(name="Silent")
    (found,) = document("--client", "Silent")["clients"]
    assert (found["score"], found["grade"], found["coverage"]) == (None, None, 0)
    assert all(measure["value"] is None and measure["points"] == 0 for measure in found["measures"])


def test_a_client_is_found_by_name_alias_and_public_id():
    client = ClientFactory(name="Novagen")
    AliasFactory(client=client, name="NVG")
    ClientFactory(name="Other")
    for name in ("Novagen", "NVG", client.public_id):
        assert [each["client"] for each in document("--client", name)["clients"]] == ["Novagen"]


def test_an_unknown_client_ends_with_status_2():
    with pytest.raises(CommandError, match="No client is named 'Nobody'") as refused:
        run("health", "--client", "Nobody")
    assert refused.value.returncode == 2


def test_as_of_a_past_day():
    random_firm(33)
    assert document("--as-of", "2026-01-31")["as_of"] == "2026-01-31"
    assert document("--as-of", "1999-01-01")["clients"][0]["score"] is None


@pytest.mark.parametrize("day", ["31.1.2026", "2026-02-30", "1800-01-01", "tomorrow"])
def test_a_day_that_is_none_is_refused(day):
    with pytest.raises(CommandError, match="--as-of"):
        run("health", "--as-of", day)


def test_recompute_works_through_marks_and_says_how_many():
    clients = random_firm(34)
    assert json.loads(run("recompute", "--all", "--json"))["marked"] == len(clients)
    assert not StaleMark.objects.exists()
    marks.mark([clients[0].pk])
    answer = json.loads(run("recompute", "--json"))
    assert (answer["marked"], answer["left"]) == (1, 0)


def test_verify_says_nothing_when_all_is_well():
    random_firm(35)
    run("recompute")
    found = json.loads(run("verify_scores", "--json"))
    assert (found["checked"], found["pending"], found["differences"]) == (6, 0, [])


def test_verify_finds_a_wrong_score_a_wrong_tie_and_a_missing_one():
    random_firm(36)
    run("recompute")
    client = Client.objects.get(name="Client 2")
    Health.objects.filter(client=client).update(score=1)
    tie = Tie.objects.filter(client__name="Client 3").first()
    Tie.objects.filter(pk=tie.pk).update(ours=99)
    Tie.objects.filter(client__name="Client 4").delete()
    Health.objects.filter(client__name="Client 5").delete()
    with pytest.raises(CommandError) as refused:
        run("verify_scores")
    assert refused.value.returncode == 1
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("verify_scores", "--json", stdout=out)
    what = {(each["client"], each["what"].split()[0]) for each in json.loads(out.getvalue())["differences"]}
    names = dict(Client.objects.values_list("name", "pk"))
    assert what == {
        (names["Client 2"], "score"),
        (names["Client 3"], "tie"),
        (names["Client 4"], "tie"),
        (names["Client 5"], "health"),
    }


def test_marked_clients_are_not_yet_wrong():
    random_firm(37)
    run("recompute")
    client = Client.objects.get(name="Client 2")
    Health.objects.filter(client=client).update(score=1)
    marks.mark([client.pk])
    found = json.loads(run("verify_scores", "--json"))
    assert (found["checked"], found["pending"], found["differences"]) == (5, 1, [])


def test_the_day_is_the_firms_day():
    import time_machine

    random_firm(38)
    with time_machine.travel("2026-11-23T02:00:00Z"):
        assert document()["as_of"] == date(2026, 11, 22).isoformat()
