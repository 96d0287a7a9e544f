"""Rows and names that would be new, but look like something that is here: whoever brings the file says what they mean.

Asked inside the check's transaction, once everything is written that the run would write. Nobody is offered whom the
reader may not see, and what is hidden pushes nobody out of the few that are offered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from accounts.models import User
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.imports import file_store
from relationships.imports.applying import Step
from relationships.imports.chosen import AS_NEW, LEAVE_OUT, Choices
from relationships.imports.file_store import Question
from relationships.imports.models import FileImport
from relationships.imports.questions_of_clients import ask_of_client_rows, ask_of_named_clients
from relationships.imports.questions_of_people import ask_of_people

MOST_QUESTIONS = 5_000
"""More are not asked: they come in as new, and wait in the list of duplicates."""


def questions(step: Step, kind: str, user: User) -> list[Question]:
    """What is to be asked, by line."""
    # The import itself may have turned it off, for statements of another kind.
    step.rows("SELECT set_config('enable_nestloop', 'on', true)")
    found: list[Question] = []
    if kind == "clients":
        found += ask_of_client_rows(step, user, MOST_QUESTIONS)
    if kind in ("people", "alumni"):
        found += ask_of_people(step, user, MOST_QUESTIONS, ids_count=kind == "people")
    if kind in ("people", "engagements", "ledger", "interactions"):
        found += ask_of_named_clients(step, user, MOST_QUESTIONS)
    return sorted(found, key=lambda each: (each.lines[0], each.key))[:MOST_QUESTIONS]


def with_those_answered(item: FileImport, asked: list[Question]) -> list[Question]:
    """The same with the questions that were answered before: a row that is settled is asked about no more, but stays
    on the page with its answer."""
    still = {each.key for each in asked}
    before = [each for each in file_store.questions_of(item) if each.key in item.choices and each.key not in still]
    return sorted([*asked, *before], key=lambda each: (each.lines[0], each.key))


def table_key(item: FileImport) -> str:
    """By what alone records are known."""
    return str(item.reading.get("key", ""))


def choices_of(item: FileImport) -> Choices:
    """What was answered, with today's ids: a record that was merged since is the one that took it in."""
    meant = list(_answers(item))
    rows = Person if item.kind in ("people", "alumni") else Client
    by_row = _ids(item.user, rows, [answer for _, client, answer in meant if not client])
    by_name = _ids(item.user, Client, [answer for _, client, answer in meant if client])
    chosen = Choices(
        lines_left_out=frozenset(
            line for lines, client, answer in meant if answer == LEAVE_OUT and not client for line in lines
        ),
        clients_left_out=frozenset(client for _, client, answer in meant if answer == LEAVE_OUT and client),
    )
    for lines, client, answer in meant:
        if answer == LEAVE_OUT:
            continue
        if client:
            chosen.clients[client] = by_name.get(answer)
        else:
            chosen.lines.update(dict.fromkeys(lines, by_row.get(answer)))
    return chosen


def _answers(item: FileImport) -> Iterator[tuple[list[int], str, str]]:
    return ((lines, client, answer) for lines, client, answer in item.choices.values() if answer != AS_NEW)


def _ids(user: User, model: type[Client] | type[Person], chosen: Iterable[str]) -> dict[str, int]:
    wanted = {each for each in chosen if each != LEAVE_OUT}
    if not wanted:
        return {}
    seen = model.objects.visible_to(user)
    rows = seen.filter(public_id__in=wanted).values_list("public_id", "pk", "merged_into_id", "archived_at")
    found = {public_id: merged or pk for public_id, pk, merged, archived in rows if merged or archived is None}
    there = set(seen.filter(pk__in=found.values(), archived_at__isnull=True).values_list("pk", flat=True))
    return {public_id: pk for public_id, pk in found.items() if pk in there}
