"""The invoice register: rows, identity, rounding, signs, segments."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection

from accounts.models import Office, Practice, User
from accounts.record import Conflict
from relationships.clients.models import Client, GroupSpan
from relationships.engagements import entry_actions
from relationships.engagements.models import Engagement, LedgerEntry
from relationships.foundation.periods import fiscal_year
from relationships.imports.problems import ImportRefused
from relationships.imports.report import ImportReport
from relationships.scoring.repeat_business import Policy
from relationships.scoring.repeat_json import as_document
from relationships.scoring.repeat_queries import repeat_business
from tests.factories import AliasFactory, ClientFactory, EngagementFactory, PracticeFactory
from tests.imports.bringing import bring, counts, entries, reasons, shuffled

pytestmark = pytest.mark.django_db
DEFINITIONS = Path(__file__).parents[1] / "scoring" / "definitions-ledger" / "ledger.csv"


def ledger() -> list[LedgerEntry]:
    return list(LedgerEntry.objects.unscoped(reason="a test looks at everything").order_by("external_id"))


def only() -> LedgerEntry:
    (entry,) = ledger()
    return entry


def clients() -> list[str]:
    return sorted(Client.objects.unscoped(reason="a test looks at everything").values_list("name", flat=True))


def test_the_definitions_ledger_comes_in_whole() -> None:
    report = bring("ledger", DEFINITIONS.read_bytes())
    assert counts(report) == {"read": 25, "created": 25}
    assert sum(each.base_amount for each in ledger() if each.kind in LedgerEntry.FEE_KINDS) == Decimal("3110000.00")
    assert "Acme" in clients()
    spans = GroupSpan.objects.values_list("client__name", "root__name", "starts_on", "ends_on")
    assert sorted(spans) == [("Acme France", "Acme", None, None), ("Acme UK", "Acme", None, None)]
    assert Engagement.objects.unscoped(reason="test").get(name="I1").one_off
    assert [each.external_id for each in ledger() if each.one_off] == ["L23", "L24"]


@pytest.mark.parametrize("seed", range(3))
def test_the_share_of_what_came_in_is_that_of_the_definitions_in_any_order(seed: int) -> None:
    bring("ledger", shuffled(DEFINITIONS.read_text(), seed))
    figures = repeat_business(policy=Policy(), period=fiscal_year(2024), user=None, today=date(2024, 12, 31))
    document = as_document(figures)
    assert (document["total"], document["repeat"]) == ("1955000.00", "800000.00")


def test_the_same_file_again_changes_nothing_in_any_order() -> None:
    text = DEFINITIONS.read_text()
    bring("ledger", text)
    before = list(LedgerEntry.objects.unscoped(reason="test").order_by("pk").values())
    for seed in range(3):
        assert counts(bring("ledger", shuffled(text, seed))) == {"read": 25, "unchanged": 25}
    assert list(LedgerEntry.objects.unscoped(reason="test").order_by("pk").values()) == before


def test_one_changed_row_is_one_update_with_a_new_version() -> None:
    text = DEFINITIONS.read_text()
    bring("ledger", text)
    assert counts(bring("ledger", text.replace("45000.00", "46000.00"))) == {"read": 25, "updated": 1, "unchanged": 24}
    changed = LedgerEntry.objects.unscoped(reason="test").get(external_id="L25")
    assert (changed.amount, changed.base_amount, changed.version) == (Decimal(46000), Decimal(46000), 2)


def test_the_columns_come_in_any_order_and_strange_ones_are_reported() -> None:
    report = bring("ledger", "amount,Colour,CLIENT,,booked on\n5,red,Acme,,2024-01-01\n")
    assert counts(report) == {"read": 1, "created": 1}
    assert report.ignored_columns == ("Colour", "(column 4)")
    assert (only().client.name, only().amount, only().currency, only().kind) == ("Acme", Decimal(5), "EUR", "fee")


def test_lines_without_id_are_told_apart_by_content_and_number() -> None:
    text = "booked_on,client,amount\n2024-01-01,Acme,5\n2024-01-01,Acme,5\n2024-01-01,Acme,6\n"
    assert counts(bring("ledger", text)) == {"read": 3, "created": 3}
    assert counts(bring("ledger", shuffled(text, 1))) == {"read": 3, "unchanged": 3}
    assert counts(bring("ledger", text + "2024-01-01,Acme,5\n")) == {"read": 4, "created": 1, "unchanged": 3}


def test_what_makes_a_line_the_same_is_not_how_the_file_is_written() -> None:
    bring("ledger", "booked_on,client,amount\n2024-01-01,Müller & Söhne,5\n")
    text = "client;document;amount;booked_on\n Müller & So\u0308hne ;;5;2024-01-01\n"
    assert counts(bring("ledger", text.encode("utf-16"))) == {"read": 1, "unchanged": 1}


def test_one_id_twice_refuses_the_second_also_when_the_first_is_bad() -> None:
    text = "external_id,booked_on,client,amount\nA,2024-01-01,Acme,x\nA,2024-01-01,Acme,5\nB,2024-01-01,Birch,5\nB,,,\n"
    report = bring("ledger", text)
    assert counts(report) == {"read": 4, "created": 1, "rejected": 3}
    assert [(line, column) for line, column, _ in reasons(report)] == [
        (2, "amount"),
        (3, "external_id"),
        (5, "amount"),
        (5, "booked_on"),
        (5, "client"),
        (5, "external_id"),
    ]
    assert clients() == ["Birch"]


def test_the_same_id_of_another_source_is_another_entry() -> None:
    text = "external_id,booked_on,client,amount\nA,2024-01-01,Acme,5\n"
    bring("ledger", text)
    assert counts(bring("ledger", text, source="old books")) == {"read": 1, "created": 1}
    assert [each.source for each in ledger()] == ["import", "old books"]


def test_amounts_are_rounded_half_even_and_counted() -> None:
    text = "external_id,booked_on,client,amount\n" + "".join(
        f"{number},2024-01-01,Acme,{amount}\n"
        for number, amount in enumerate(("1.005", "1.015", "1.5000", "-1.025", "2"))
    )
    report = bring("ledger", text)
    assert counts(report) == {"read": 5, "created": 5, "rounded": 3}
    assert [str(each.amount) for each in ledger()] == ["1.00", "1.02", "1.50", "-1.02", "2.00"]
    assert counts(bring("ledger", text)) == {"read": 5, "unchanged": 5, "rounded": 3}


def test_the_kind_is_a_fee_or_by_its_sign_a_credit() -> None:
    bring("ledger", "booked_on,client,amount,kind\n2024-01-01,Acme,5,\n2024-01-01,Acme,-5,\n2024-01-01,Acme,0,\n")
    assert sorted((each.amount, each.kind) for each in ledger()) == [(-5, "credit"), (0, "fee"), (5, "fee")]


def test_a_sign_that_says_another_kind_is_refused_with_the_remedy_and_nothing_is_allowed() -> None:
    rows = [("fee", "-1"), ("credit", "1"), ("write_off", "1"), ("fee", "0"), ("credit", "0"), ("write_off", "-0.00")]
    rows += [("tax", "-1"), ("disbursement", "1"), ("credit", "-1"), ("FEE", "1"), ("bonus", "1")]
    report = bring("ledger", "kind,amount,booked_on,client\n" + "".join(f"{k},{a},2024-01-01,Acme\n" for k, a in rows))
    assert counts(report) == {"read": 11, "created": 7, "rejected": 4}
    assert [(error.line, error.column, error.value) for error in report.errors] == [
        (2, "amount", "-1"),
        (3, "amount", "1"),
        (4, "amount", "1"),
        (12, "kind", "bonus"),
    ]
    assert next(iter(report.errors)).reason == (
        "A fee can't be negative. Make it a credit (or a write_off), or positive."
    )


def test_every_bad_cell_is_listed_with_line_column_value_and_reason() -> None:
    text = (
        "external_id,booked_on,client,amount,currency,one_off\n"
        "1,31.12.2024,Acme,5,EUR,no\n"
        "2,2024-12-31,,NaN,Euro,maybe\n"
        "3,2024-12-31,Acme\n"
        '4,2024-12-31,"Acme,5\n'
        "5,2024-12-31,Acme,5,,yes\n"
        "\n"
        "6,2024-12-31,Acme,5,,,,\n"
        "7,2024-12-31,Acme,5,,,,x\n"
    )
    report = bring("ledger", text)
    assert counts(report) == {"read": 7, "created": 2, "rejected": 5}
    assert reasons(report) == [
        (2, "booked_on", "31.12.2024"),
        (3, "amount", "NaN"),
        (3, "client", ""),
        (3, "currency", "Euro"),
        (3, "one_off", "maybe"),
        (4, "", "3,2024-12-31,Acme"),
        (5, "", '4,2024-12-31,"Acme,5'),
        (9, "", "7,2024-12-31,Acme,5,,,,x"),
    ]
    assert all(len(error.reason) > 15 for error in report.errors)


def test_strict_refuses_the_file_and_writes_nothing() -> None:
    text = "external_id,booked_on,client,amount,partner\n1,2024-01-01,Acme,5,Maya\n2,x,Acme,5,Maya\n"
    report = bring("ledger", text, strict=True)
    assert (report.refused, report.applied, counts(report)) == (True, False, {"read": 2, "created": 1, "rejected": 1})
    assert (ledger(), clients(), User.objects.count()) == ([], [], 0)
    assert not bring("ledger", text.replace("x,", "2024-01-02,"), strict=True).refused
    assert len(ledger()) == 2


def test_a_dry_run_counts_the_same_and_writes_nothing() -> None:
    text = DEFINITIONS.read_text() + "L25,,x,,,,,,,\n"
    dry = bring("ledger", text, dry_run=True)
    assert (ledger(), clients(), dry.applied) == ([], [], False)
    wet = bring("ledger", text)
    assert counts(dry) == counts(wet)
    assert list(dry.errors) == list(wet.errors)
    assert counts(bring("ledger", text, dry_run=True)) == {"read": 26, "unchanged": 25, "rejected": 1}


def segments(entry: LedgerEntry) -> tuple[str | None, ...]:
    return tuple(each and each.name for each in (entry.practice, entry.office, entry.partner))


def test_segments_are_the_rows_own_else_its_engagements_else_none() -> None:
    tax = PracticeFactory(name="Tax")
    EngagementFactory(client=ClientFactory(name="Acme"), name="A1", practice=tax)
    text = (
        "external_id,booked_on,client,amount,engagement,practice,office,partner\n"
        "1,2024-01-01,Acme,5,A1,,Bern,\n"
        "2,2024-01-01,Acme,5,A1,Audit,,Maya Lin\n"
        "3,2024-01-01,Acme,5,,,,\n"
    )
    bring("ledger", text)
    assert [segments(each) for each in ledger()] == [
        ("Tax", "Bern", None),
        ("Audit", None, "Maya Lin"),
        (None, None, None),
    ]
    Engagement.objects.unscoped(reason="test").update(practice=Practice.objects.get(name="Audit"))
    assert counts(bring("ledger", text)) == {"read": 3, "unchanged": 3}
    moved = text.replace("1,2024-01-01,Acme,5,A1", "1,2024-01-01,Acme,5,A2")
    assert counts(bring("ledger", moved)) == {"read": 3, "updated": 1, "unchanged": 2}
    assert segments(ledger()[0]) == (None, "Bern", None)


def test_a_column_left_out_leaves_what_is_there() -> None:
    bring("ledger", "external_id,booked_on,client,amount,document,engagement\n1,2024-01-01,Acme,5,INV-1,A1\n")
    report = bring("ledger", "external_id,booked_on,client,amount\n1,2024-01-02,Acme,5\n")
    assert counts(report) == {"read": 1, "updated": 1}
    assert (only().document, only().engagement.name, only().booked_on) == ("INV-1", "A1", date(2024, 1, 2))


def test_a_client_is_found_by_exact_name_then_alias_and_never_by_likeness() -> None:
    acme = ClientFactory(name="Acme  Ltd")
    AliasFactory(client=acme, name="Acme Limited")
    names = ("Acme  Ltd", " Acme\u200e  Ltd\t", "Acme Limited", "ACME  Ltd", "Acme Ltd")
    bring("ledger", "booked_on,client,amount\n" + "".join(f"2024-01-01,{name},5\n" for name in names))
    assert clients() == ["ACME  Ltd", "Acme  Ltd", "Acme Ltd"]
    assert sum(each.client_id == acme.pk for each in ledger()) == 3


def test_of_two_clients_of_a_name_the_oldest_is_taken_and_named() -> None:
    oldest, _ = ClientFactory(name="Acme"), ClientFactory(name="Acme")
    report = bring("ledger", "booked_on,client,amount\n2024-01-01,Acme,5\n")
    assert only().client_id == oldest.pk
    assert report.warnings == ("2 clients are called Acme: the oldest was taken. Merge them, or rename one.",)


def test_colleagues_are_made_without_a_way_to_sign_in() -> None:
    bring("ledger", "booked_on,client,amount,partner\n2024-01-01,Acme,5,Maya Lin\n2024-01-02,Acme,5,jon@firm.example\n")
    assert sorted(User.objects.values_list("name", "email")) == [("Maya Lin", None), ("jon@firm.example", None)]
    assert not any(user.has_usable_password() for user in User.objects.all())
    assert User.objects.get(name="Maya Lin").source == "import"


def test_one_name_is_one_colleague_whatever_stands_beside_it() -> None:
    partners = ("Maya Lin", "Maya Lin <a@firm.example>", "Maya Lin <b@firm.example>")
    bring("ledger", "booked_on,client,amount,partner\n" + "".join(f"2024-01-01,Acme,5,{name}\n" for name in partners))
    assert list(User.objects.values_list("name", flat=True)) == ["Maya Lin"]


def test_nothing_is_made_for_rows_that_are_refused() -> None:
    text = "booked_on,client,amount,group,practice,office,partner,engagement\nx,Acme,5,Group,Tax,Bern,Maya,A1\n"
    assert counts(bring("ledger", text)) == {"read": 1, "rejected": 1}
    assert (clients(), Practice.objects.count(), Office.objects.count(), User.objects.count()) == ([], 0, 0, 0)


def test_other_currencies_come_in_at_the_rate_of_the_day_or_of_the_last_business_day() -> None:
    text = (
        "external_id,booked_on,client,amount,currency\n"
        "1,2024-03-01,Acme,1000,USD\n"
        "2,2024-03-03,Acme,-1000,usd\n"
        "3,2024-03-01,Acme,1000,EUR\n"
        "4,1998-12-31,Acme,1000,USD\n"
        "5,2024-03-01,Acme,1000,XXX\n"
    )
    report = bring("ledger", text)
    assert counts(report) == {"read": 5, "created": 3, "rejected": 2}
    assert [(each.amount, each.currency, each.base_amount) for each in ledger()] == [
        (Decimal(1000), "USD", Decimal("924.81")),
        (Decimal(-1000), "USD", Decimal("-924.81")),
        (Decimal(1000), "EUR", Decimal(1000)),
    ]
    assert [(error.line, error.column, error.value) for error in report.errors] == [
        (5, "currency", "USD"),
        (6, "currency", "XXX"),
    ]
    assert "No rate from USD to EUR is known for 1998-12-31. Give the amount in EUR" in next(iter(report.errors)).reason
    assert counts(bring("ledger", text)) == {"read": 5, "unchanged": 3, "rejected": 2}


def test_a_rate_the_firm_has_set_is_taken_before_the_banks_and_ties_go_to_the_even_cent() -> None:
    from relationships.engagements.models import ExchangeRate

    ExchangeRate.objects.create(currency="USD", base_currency="EUR", on="2024-03-01", rate="0.5")
    rows = "".join(f"{n},2024-03-01,Acme,{amount},USD\n" for n, amount in enumerate(("0.01", "0.03", "0.05", "-0.05")))
    bring("ledger", "external_id,booked_on,client,amount,currency\n" + rows)
    assert [str(each.base_amount) for each in ledger()] == ["0.00", "0.02", "0.02", "-0.02"]


def test_an_amount_that_outgrows_its_column_in_base_currency_is_refused() -> None:
    report = bring("ledger", "booked_on,client,amount,currency\n2024-03-01,Acme,9999999999999,GBP\n")
    assert reasons(report) == [(2, "amount", "9999999999999.00")]


def test_history_keeps_the_correction_and_says_that_an_import_made_it() -> None:
    text = "external_id,booked_on,client,amount\n1,2024-01-01,Acme,5\n"
    bring("ledger", text)
    bring("ledger", text.replace(",5", ",6"))
    from pghistory.models import Events

    (event,) = Events.objects.tracks(only())
    assert event.pgh_context == {"job": "import", "kind": "ledger", "source": "import"}


def test_the_doorbell_rings_once_for_every_client_concerned() -> None:
    from relationships.clients.signals import facts_changed

    rung: list[list[str]] = []

    def listen(client_ids: list[int], **_: object) -> None:
        names = Client.objects.unscoped(reason="test").filter(pk__in=client_ids).values_list("name", flat=True)
        rung.append(sorted(names))

    facts_changed.connect(listen)
    try:
        text = "external_id,booked_on,client,group,amount\n1,2024-01-01,Acme,Top,5\n2,2024-01-01,Birch,,5\n"
        bring("ledger", text)
        bring("ledger", text, dry_run=True)
        bring("ledger", text)
        bring("ledger", text.replace("Birch,,5", "Cedar,,5"))
    finally:
        facts_changed.disconnect(listen)
    assert rung == [["Acme", "Birch", "Top"], ["Birch", "Cedar"]]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "The file is empty"),
        ("\n\n", "The file is empty"),
        ("client,amount\nAcme,5\n", "Missing column: booked_on"),
        ("client,amount,booked_on,Amount\nAcme,5,2024-01-01,6\n", "amount stands twice"),
        ("PK\x03\x04rest", "Excel workbook"),
    ],
)
def test_files_that_are_no_ledger_are_refused_as_a_whole(text: str, said: str) -> None:
    with pytest.raises(ImportRefused, match=said):
        bring("ledger", text)


def test_a_header_without_rows_is_an_empty_register() -> None:
    assert counts(bring("ledger", "booked_on,client,amount\n")) == {}


def test_notes_above_the_header_and_a_declared_delimiter_are_passed_over() -> None:
    report = bring("ledger", "sep=;\nInvoices of 2024;;\n\nbooked_on;client;amount\n2024-01-01;Acme;5\nx;Acme;5\n")
    assert counts(report) == {"read": 2, "created": 1, "rejected": 1}
    assert reasons(report) == [(6, "booked_on", "x")]


@pytest.mark.parametrize("source", ["", " ", "x" * 61, "a\x00b"])
def test_a_source_that_cannot_be_stored_is_refused(source: str) -> None:
    with pytest.raises(ImportRefused, match="--source"):
        bring("ledger", "booked_on,client,amount\n", source=source)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", list(",;\t|"))
def test_encoding_and_delimiter_are_found(encoding: str, delimiter: str) -> None:
    text = "booked_on,client,amount\n2024-01-01,Müller & Söhne – “Zürich”,5.5\n".replace(",", delimiter)
    assert counts(bring("ledger", text.encode(encoding))) == {"read": 1, "created": 1}
    assert only().client.name == "Müller & Söhne – “Zürich”"


def test_a_broken_character_costs_its_row() -> None:
    text = "booked_on,client,amount\n2024-01-01,Müller,5\n2024-01-01,Söhne,5\n".encode() + b"2024-01-01,Z\xfcrich,5\n"
    report = bring("ledger", text)
    assert reasons(report) == [(4, "client", "Z?rich")]
    assert clients() == ["Müller", "Söhne"]


def test_a_nul_costs_its_row() -> None:
    report = bring("ledger", "booked_on,client,amount\n2024-01-01,A\x00B,5\n2024-01-01,Acme,5\n")
    assert reasons(report) == [(2, "client", "A\ufffdB")]
    assert clients() == ["Acme"]


def test_names_keep_backslashes_tabs_and_quotes_as_they_are() -> None:
    name = 'A\\tB \\N "C" \\. x'
    quoted = name.replace('"', '""')
    bring("ledger", f'booked_on,client,amount\n2024-01-01,"{quoted}",5\n2024-01-01,"two\nlines",5\n')
    assert clients() == [name, "two lines"]


def test_the_report_is_one_json_document() -> None:
    report: ImportReport = bring("ledger", 'booked_on,client,amount\n2024-01-01,Acme,5\n,"A ""B""",ü\n')
    document = json.loads("".join(report.as_json()))
    assert list(document) == [
        "kind",
        "source",
        "read",
        "created",
        "updated",
        "unchanged",
        "rejected",
        "rounded",
        "errors",
    ]
    assert document["errors"][1] == {
        "line": 3,
        "column": "booked_on",
        "value": "",
        "reason": "booked_on is missing. Fill it in.",
    }


def test_entries_are_as_the_rows_say() -> None:
    bring("ledger", "external_id,booked_on,client,amount\nb,2024-01-02,Birch,-1.5\na,2024-01-01,Acme,5\n")
    assert entries() == [
        ("a", "Acme", "2024-01-01", "fee", Decimal("5.00")),
        ("b", "Birch", "2024-01-02", "credit", Decimal("-1.50")),
    ]


def test_a_dry_run_leaves_no_trace_in_any_table() -> None:
    def sizes() -> dict[str, int]:
        found = {}
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f'SELECT count(*) FROM "{table}"')
                found[table] = cursor.fetchone()[0]
        return found

    before = sizes()
    assert {"imports_row", "imports_error", "imports_importrun", "pghistory_context", "clients_clientevent"} <= set(
        before
    )
    bring("ledger", DEFINITIONS.read_text() + "L25,,x,,,,,,,\n", dry_run=True)
    bring("ledger", DEFINITIONS.read_text() + "L25,,x,,,,,,,\n", strict=True)
    assert sizes() == before


def test_whoever_has_the_entry_open_while_an_import_changes_it_is_shown_both() -> None:
    text = "external_id,booked_on,client,amount\n1,2024-01-01,Acme,5\n"
    bring("ledger", text)
    opened = only()
    bring("ledger", text.replace(",5", ",6"))
    with pytest.raises(Conflict) as conflict:
        opened.save_changes(expected_version=opened.version, changes={"document": "INV-1"})
    assert conflict.value.current.amount == 6


REGISTER = "external_id,booked_on,client,amount,document\n1,2024-01-01,Acme,50,INV-1\n2,2024-01-02,Acme,60,INV-2\n"


def test_what_was_corrected_by_hand_stays_corrected_and_is_named() -> None:
    bring("ledger", REGISTER)
    first = ledger()[0]
    entry_actions.edit_ledger_entry(entry=first, expected_version=1, changes={"amount": Decimal(45)})
    again = bring("ledger", REGISTER)
    assert counts(again) == {"read": 2, "unchanged": 2}
    assert again.warnings == ("Line 2: INV-1 was corrected by hand since, and stays as corrected.",)
    other = bring("ledger", REGISTER.replace(",60,", ",61,"))
    assert counts(other) == {"read": 2, "updated": 1, "unchanged": 1}
    assert [each.base_amount for each in ledger()] == [Decimal(45), Decimal(61)]
    agreeing = bring("ledger", REGISTER.replace(",50,", ",45,").replace(",60,", ",61,"))
    assert (counts(agreeing), agreeing.warnings) == ({"read": 2, "unchanged": 2}, ())


def test_a_corrected_entry_follows_its_register_again_when_somebody_says_so() -> None:
    bring("ledger", REGISTER)
    corrected = entry_actions.edit_ledger_entry(entry=ledger()[0], expected_version=1, changes={"document": "INV-1b"})
    entry_actions.follow_register(entry=corrected)
    assert counts(bring("ledger", REGISTER)) == {"read": 2, "updated": 1, "unchanged": 1}
    assert ledger()[0].document == "INV-1"


def test_a_save_that_changes_nothing_is_no_correction() -> None:
    bring("ledger", REGISTER)
    entry_actions.edit_ledger_entry(entry=ledger()[0], expected_version=1, changes={"amount": Decimal(50)})
    assert counts(bring("ledger", REGISTER.replace(",50,", ",51,"))) == {"read": 2, "updated": 1, "unchanged": 1}


def test_many_corrections_are_counted_beyond_a_hundred() -> None:
    text = "external_id,booked_on,client,amount\n" + "".join(f"{n},2024-01-01,Acme,5\n" for n in range(103))
    bring("ledger", text)
    LedgerEntry.objects.unscoped(reason="test").update(corrected_at="2026-01-01T00:00Z", amount=4, base_amount=4)
    warnings = bring("ledger", text).warnings
    assert (len(warnings), warnings[-1]) == (101, "3 more entries stay as they were corrected by hand.")
    assert warnings[0] == "Line 2: 2024-01-01 was corrected by hand since, and stays as corrected."
