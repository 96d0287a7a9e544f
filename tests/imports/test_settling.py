"""Whatever rows say of each other, importing them again changes nothing: identity settles at once."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.examples import examples
from tests.imports.bringing import HEADERS, bring

EXAMPLES = examples(40)


class Fuzz(TestCase):
    """Cells of every sort, in every kind of file."""

    cells = st.one_of(
        st.text(alphabet=st.characters(exclude_categories=()), max_size=8),
        st.sampled_from(
            ["", "Acme", "2024-01-01", "5", "-5.005", "fee", "call", "Ann <a@x.example>", "yes", "USD", "A", "--"]
        ),
    )

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.sampled_from(sorted(HEADERS)), st.lists(st.lists(cells, min_size=12, max_size=12), max_size=8))
    def test_no_row_stops_an_import(self, kind: str, rows: list[list[str]]) -> None:
        width = len(HEADERS[kind].split(","))
        self.twice(kind, HEADERS[kind], [row[:width] for row in rows])

    names = st.sampled_from(["A", "B", "C"])
    blank_or_id = st.sampled_from(["", "1", "2", "3"])
    few = st.sampled_from(["", "", "x", "y"])

    @settings(max_examples=EXAMPLES, deadline=None)
    @given(
        st.lists(st.tuples(names, blank_or_id, few, st.sampled_from(["", "A", "B", "D"])), max_size=6), st.booleans()
    )
    def test_clients_that_share_names_and_ids_settle_at_once(self, rows: list[tuple[str, ...]], known: bool) -> None:
        if known:
            bring("clients", "name,external_id\nA,1\nB,\nC,9\n")
        self.twice("clients", "name,external_id,industry,group", rows)

    @settings(max_examples=EXAMPLES, deadline=None)
    @given(
        st.lists(
            st.tuples(
                names, names, blank_or_id, st.sampled_from(["", "2024-01-05"]), st.sampled_from(["", "2024-01-01"])
            ),
            max_size=6,
        ),
        st.booleans(),
    )
    def test_engagements_that_share_names_and_ids_settle_at_once(
        self, rows: list[tuple[str, ...]], known: bool
    ) -> None:
        if known:
            bring("engagements", "client,name,external_id,opened_on\nA,A,1,2024-01-03\nA,B,,\nB,A,9,\n")
        self.twice("engagements", "client,name,external_id,opened_on,closed_on", rows)

    @settings(max_examples=EXAMPLES, deadline=None)
    @given(
        st.lists(st.tuples(names, st.sampled_from(["", "a@x.example", "b@x.example"]), few), max_size=6), st.booleans()
    )
    def test_colleagues_that_share_names_and_addresses_settle_at_once(
        self, rows: list[tuple[str, ...]], known: bool
    ) -> None:
        if known:
            bring("colleagues", "name,email\nA,\nB,b@x.example\na@x.example,\n")
        self.twice("colleagues", "name,email,office", rows)

    somebody = st.sampled_from(
        ["", "A", "A <a@x.example>", "a@x.example", "A <b@x.example>;A", "B;A", "B <b@x.example>"]
    )

    @settings(max_examples=EXAMPLES, deadline=None)
    @given(
        st.lists(st.tuples(st.sampled_from(["", "X", "Y"]), somebody, somebody, blank_or_id), max_size=6), st.booleans()
    )
    def test_people_that_share_names_and_addresses_settle_at_once(
        self, rows: list[tuple[str, ...]], known: bool
    ) -> None:
        if known:
            bring(
                "interactions",
                "client,occurred_at,kind,people\nX,2024-01-01,call,A;B <b@x.example>\nY,2024-01-01,call,A\n",
            )
        dated = [(client, "2024-01-01", "call", *rest) for client, *rest in rows]
        self.twice("interactions", "client,occurred_at,kind,people,colleagues,external_id", dated)

    few_addresses = st.sampled_from(["", "", "a@x.example", "b@x.example"])
    clients = st.sampled_from(["", "X", "X", "Y"])
    few_days = st.sampled_from(["", "", "2024-01-01", "2024-02-01"])

    @example(  # The last row gives A the name that the row before it looks for.
        [
            ("C", "", "", "X", "", "", "2024-01-15"),
            ("C", "", "1", "", "", "", ""),
        ],
        True,
    )
    @settings(max_examples=EXAMPLES, deadline=None)
    @given(
        st.lists(
            st.tuples(names, few_addresses, blank_or_id, clients, few, few_days, st.sampled_from(["", "2024-01-15"])),
            max_size=6,
        ),
        st.booleans(),
    )
    def test_listed_people_that_share_names_and_addresses_settle_at_once(
        self, rows: list[tuple[str, ...]], known: bool
    ) -> None:
        if known:
            bring("interactions", "client,occurred_at,kind,people\nX,2024-01-01,call,A;B <b@x.example>\n")
            bring("people", "name,client,external_id,started_on\nA,X,1,\nC,Y,,2024-01-01\nC,X,,\n")
            bring("people", "name,client,external_id,email\nB,X,9,b@x.example\n", source="other")
        self.twice("people", "name,email,external_id,client,title,started_on,ended_on", rows)

    @settings(max_examples=EXAMPLES, deadline=None)
    @given(
        st.lists(
            st.tuples(names, few_addresses, clients, few, st.sampled_from(["", "yes", "no", "news"]), few_days),
            max_size=6,
        ),
        st.booleans(),
    )
    def test_alumni_that_share_names_and_addresses_settle_at_once(
        self, rows: list[tuple[str, ...]], known: bool
    ) -> None:
        if known:
            bring("colleagues", "name,email,left_on\nA,a@x.example,2024-01-01\nB,,2023-01-01\n")
            bring("people", "name,client,external_id,email\nA,X,1,\nB,X,,b@x.example\n")
            bring("alumni", "name,employer\nC,Z\nA,X\n")
        self.twice("alumni", "name,email,employer,office,consent,left_on", rows)

    def twice(self, kind: str, header: str, rows: Sequence[Sequence[str]]) -> None:
        """Import the rows two times: the second time changes nothing and refuses the same."""
        quoted = "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n" for row in rows)
        content = f"{header}\n{quoted}".encode("utf-8", "surrogatepass")
        first, again = bring(kind, content), bring(kind, content)
        assert (again.created, again.updated) == (0, 0)
        assert again.rejected == first.rejected
