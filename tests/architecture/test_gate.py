"""The gate is the door: no module joins those that read client data another way without being named here."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from django.apps import apps

from tests.architecture.sources import Module, dotted, modules

GATED = {model.__name__ for model in apps.get_models() if hasattr(getattr(model, "objects", None), "visible_to")}
ALLOWED_AFTER_OBJECTS = {"visible_to", "unscoped", "create", "bulk_create", "none"}
GATE_WORDS = (
    "COMING_SEEN",
    "HIDDEN_PEOPLE",
    "visible_to",
    "hidden_client_ids",
    "hidden_work_ids",
    "work_seen",
    "HIDDEN_CLIENTS",
    "hidden_from",
    "groups_without",
    "open_ledger",
    "group_scope",
    "standing_and_seen",
    "seen_by",
    "links_seen_by",
)
"""Names that bring the gate into written-out SQL."""
FOUND = "of a record that the caller found through the gate"
SYSTEM = "a job, an import or a command: the whole firm's facts, never a page"
ASKED = "runs or finds again what its callers asked through the gate"
NOT_CLIENTS = "no client data"
PAST_THE_GATE = {
    "accounts/admin_actions.py": NOT_CLIENTS,
    "accounts/admin_forms.py": NOT_CLIENTS,
    "accounts/firm_actions.py": NOT_CLIENTS,
    "accounts/first_actions.py": NOT_CLIENTS,
    "accounts/many_records.py": FOUND,
    "accounts/prepared.py": "runs what its callers write out, and they name the gate",
    "accounts/queries.py": NOT_CLIENTS,
    "accounts/record.py": FOUND,
    "accounts/record_events.py": "of a record that the caller found; what else an event names is narrowed by `seen`",
    "accounts/sessions.py": NOT_CLIENTS,
    "accounts/with_session.py": NOT_CLIENTS,
    "relationships/alumni/letter_actions.py": "a visitor asks by mailbox; what is found is mailed there and told to nobody",
    "relationships/attention/day_actions.py": FOUND,
    "relationships/attention/notice_actions.py": SYSTEM,
    "relationships/attention/notice_sql.py": SYSTEM,
    "relationships/capture/settle_actions.py": "runs what `settling_sql` writes out, which names the gate",
    "relationships/clients/actions.py": "group spans are rebuilt for the whole firm",
    "relationships/clients/bulk_actions.py": FOUND,
    "relationships/clients/group_actions.py": "a circle of owners is a circle, whoever sees it; the answer names nobody hidden",
    "relationships/clients/joint_actions.py": "locks; terms are read through the gate",
    "relationships/clients/look_alike_actions.py": "names are compared for the whole firm; pairs are shown through the gate",
    "relationships/clients/one_writer.py": NOT_CLIENTS,
    "relationships/clients/wall_notice_actions.py": "says on an account that a notice waits; tells nothing of a client",
    "relationships/clients/wall_actions.py": "raising a wall reaches everybody behind it",
    "relationships/contacts/move_actions.py": "signs are noted of everybody; pages read them through the gate",
    "relationships/contacts/numbers.py": SYSTEM,
    "relationships/dashboards/alert_page.py": "runs again what `waiting_alerts` asks through the gate",
    "relationships/dashboards/knows.py": FOUND,
    "relationships/engagements/rate_actions.py": NOT_CLIENTS,
    "relationships/foundation/planned.py": "runs what its callers wrote out",
    "relationships/imports/applying/__init__.py": SYSTEM,
    "relationships/imports/applying/run.py": SYSTEM,
    "relationships/imports/demo.py": SYSTEM,
    "relationships/imports/demo_firm/build.py": SYSTEM,
    "relationships/imports/demo_firm/bulk_mode.py": SYSTEM,
    "relationships/imports/demo_firm/keys.py": SYSTEM,
    "relationships/imports/runs.py": SYSTEM,
    "relationships/imports/sample.py": SYSTEM,
    "relationships/imports/sample_removal.py": SYSTEM,
    "relationships/imports/staging.py": SYSTEM,
    "relationships/imports/undo_findings.py": SYSTEM,
    "relationships/imports/statistics.py": SYSTEM,
    "relationships/interactions/links.py": FOUND,
    "relationships/merging/actions.py": FOUND,
    "relationships/merging/concerned.py": "tells scores of changed facts, whoever may see them",
    "relationships/merging/joint_steps.py": FOUND,
    "relationships/merging/journal.py": FOUND,
    "relationships/merging/latecomers.py": SYSTEM,
    "relationships/merging/clients_reached_alike.py": SYSTEM,
    "relationships/merging/people_alike.py": SYSTEM,
    "relationships/merging/undo_actions.py": FOUND,
    "relationships/merging/walls.py": "asks from whom a record is hidden",
    "relationships/network/actions.py": SYSTEM,
    "relationships/network/declared_actions.py": FOUND,
    "relationships/network/departure_actions.py": SYSTEM,
    "relationships/network/value_actions.py": "credits follow the whole ledger; they are shown through the gate",
    "relationships/network/joint_terms.py": SYSTEM,
    "relationships/scoring/clientless_ties.py": SYSTEM,
    "relationships/scoring/firm_changes.py": SYSTEM,
    "relationships/scoring/health_actions.py": SYSTEM,
    "relationships/scoring/health_policy.py": NOT_CLIENTS,
    "relationships/scoring/health_policy_actions.py": NOT_CLIENTS,
    "relationships/scoring/health_queries.py": SYSTEM,
    "relationships/scoring/seen_in_part.py": SYSTEM,
    "relationships/scoring/marks.py": SYSTEM,
    "relationships/scoring/nightly_actions.py": SYSTEM,
    "relationships/scoring/one_at_a_time.py": NOT_CLIENTS,
    "relationships/scoring/past_health.py": SYSTEM,
    "relationships/scoring/past_scores.py": SYSTEM,
    "relationships/scoring/rebuild_actions.py": SYSTEM,
    "relationships/scoring/repeat_kept_actions.py": SYSTEM,
    "relationships/scoring/repeat_policy.py": NOT_CLIENTS,
    "relationships/scoring/repeat_policy_actions.py": NOT_CLIENTS,
    "relationships/scoring/repeat_memory.py": ASKED,
    "relationships/scoring/repeat_documents.py": ASKED,
    "relationships/scoring/repeat_document_refresh.py": SYSTEM,
    "relationships/scoring/repeat_stream.py": ASKED,
    "relationships/scoring/repeat_whole_ledger.py": ASKED,
    "relationships/scoring/return_actions.py": SYSTEM,
    "relationships/scoring/return_facts.py": SYSTEM,
    "relationships/scoring/runs.py": NOT_CLIENTS,
    "relationships/scoring/situation.py": FOUND,
    "relationships/scoring/verification.py": SYSTEM,
    "relationships/trust/audit_actions.py": "writes down what was done; ids only",
    "relationships/trust/audit_chain.py": SYSTEM,
    "relationships/trust/audit_objects.py": "asks `behind_walls` of every record before it is told",
    "relationships/trust/erasing_files.py": SYSTEM,
    "relationships/trust/erasing_rows.py": SYSTEM,
    "relationships/trust/erasure_actions.py": SYSTEM,
    "relationships/trust/firm_export.py": "`firm_export_scope` puts the gate into every statement",
    "relationships/trust/firm_import.py": "fills an empty firm, for whoever runs the server; tells numbers of rows alone",
    "relationships/trust/identifiers.py": SYSTEM,
    "relationships/trust/keeping_actions.py": NOT_CLIENTS,
    "relationships/trust/keeping_queries.py": "counts what is due in the whole firm, for whoever runs it; names nobody",
    "relationships/trust/keeping_step_actions.py": SYSTEM,
    "relationships/trust/their_data.py": "asks `behind_walls` of every row",
    "relationships/trust/audit_queries.py": "the same: of a record found by `named_things`",
}
"""Why a module that writes SQL out, or asks another manager than `objects`, does not name the gate itself."""


def reads(module: Module) -> Iterator[tuple[str, ast.Attribute]]:
    """(model, node) for every `Model.objects` of a gated model."""
    for node in module.nodes:
        if isinstance(node, ast.Attribute) and node.attr == "objects":
            owner = dotted(node.value).split(".")[-1]
            if owner in GATED:
                yield owner, node


def test_there_are_gated_models() -> None:
    assert {"Client", "Person", "Position", "Engagement", "LedgerEntry", "Interaction", "Tie", "Health"} <= GATED


def test_gated_rows_are_read_through_the_gate() -> None:
    past = set()
    for module in modules():
        after = {id(node.value): node.attr for node in module.nodes if isinstance(node, ast.Attribute)}
        past |= {
            f"{module.name}:{node.lineno}: {model}.objects.{after.get(id(node))}"
            for model, node in reads(module)
            if after.get(id(node)) not in ALLOWED_AFTER_OBJECTS
        }
    assert past == set()


def writes_sql_out(module: Module) -> bool:
    """Whether it has SQL of its own run, or asks a manager that knows no gate."""
    names = {node.attr for node in module.nodes if isinstance(node, ast.Attribute)}
    names |= {call.func.id for call in module.calls() if isinstance(call.func, ast.Name)}
    managers = {"_base_manager", "_default_manager"}
    return bool(names & {"execute", "run_statement", "Prepared", "copy_expert", "raw", "extra", "RawSQL", *managers})


def names_the_gate(module: Module) -> bool:
    """Whether one of `GATE_WORDS` stands in its code."""
    names = {node.attr for node in module.nodes if isinstance(node, ast.Attribute)}
    names |= {node.id for node in module.nodes if isinstance(node, ast.Name)}
    return not names.isdisjoint(GATE_WORDS)


def test_sql_written_out_names_the_gate_or_its_reason() -> None:
    written = {m.name for m in modules() if m.app != "crm" and m.name != "manage.py" and writes_sql_out(m)}
    past = {m.name for m in modules() if m.name in written and not names_the_gate(m)}
    assert past - set(PAST_THE_GATE) == set(), "name the gate in it, or say in PAST_THE_GATE why it need not"
    assert set(PAST_THE_GATE) - past == set(), "these reasons are no longer needed"


def test_whoever_reads_past_the_gate_says_why() -> None:
    silent = [
        f"{module.name}:{call.lineno}"
        for module in modules()
        for call in module.calls()
        if isinstance(call.func, ast.Attribute)
        and call.func.attr == "unscoped"
        and not any(word.arg == "reason" for word in call.keywords)
    ]
    assert silent == []
