"""What people brought and what they were given: one person's ledger, and all alumni in a period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.models import User
from accounts.policy import Capability, can
from accounts.queries import the_firm
from relationships.alumni.models import Alumnus
from relationships.contacts.models import Person
from relationships.dashboards.repeat_choices import Choice, period_choices
from relationships.dashboards.repeat_csv import Table, stamped
from relationships.dashboards.repeat_lens import Lens
from relationships.dashboards.repeat_measured import Dated, Freshness, freshness
from relationships.foundation.firm_day import firm_day
from relationships.hospitality.balance import Balance
from relationships.hospitality.exchange_queries import balances
from relationships.network.models import Contribution
from relationships.network.value_queries import contributions_of, credited_fees
from relationships.scoring.alumni_value import AlumniValue, Brought, alumni_value
from relationships.scoring.repeat_business import ZERO
from relationships.scoring.repeat_json import cents

KINDS = [(str(value), str(label)) for value, label in Contribution.Kind.choices]


@dataclass(frozen=True)
class PersonValue:
    """Context of dashboards/person_value.html."""

    person: Person
    rows: list[tuple[Contribution, Decimal | None]]
    put_away: list[Contribution]
    balance: Balance
    alumnus: Alumnus | None
    currency: str
    fees: bool
    may_edit: bool
    today: date

    @property
    def credited(self) -> Decimal:
        """Fees they are credited with, ever."""
        return sum((fees for _, fees in self.rows if fees is not None), start=ZERO)


def person_value(user: User, person: Person) -> PersonValue:
    """What a visible person brought, what of it `user` may know, and what we gave."""
    today, fees = firm_day().on, can(user, Capability.SEE_FEES)
    rows = contributions_of(user, person)
    credited = credited_fees(user, [row.pk for row in rows])
    may_edit = can(user, Capability.EDIT_PEOPLE) and person.archived_at is None
    return PersonValue(
        person=person,
        rows=[(row, credited.get(row.pk)) for row in rows],
        put_away=contributions_of(user, person, put_away=True) if may_edit else [],
        balance=balances(user, [person.pk], today)[person.pk],
        alumnus=Alumnus.objects.visible_to(user).listed().filter(person=person).first(),
        currency=the_firm().base_currency,
        fees=fees,
        may_edit=may_edit,
        today=today,
    )


@dataclass(frozen=True)
class ValueRow:
    """One alumnus of a period. `counts` stand in the order of `KINDS`."""

    alumnus: Alumnus
    brought: Brought
    balance: Balance

    @property
    def counts(self) -> list[int]:
        return [self.brought.counts.get(kind, 0) for kind, _ in KINDS]

    @property
    def named(self) -> list[tuple[str, int]]:
        """What they brought, by kind, without what they did not."""
        return [(label, count) for (_, label), count in zip(KINDS, self.counts, strict=True) if count]


@dataclass(frozen=True)
class AlumniValuePage(Dated):
    """Context of dashboards/alumni_value.html."""

    lens: Lens
    value: AlumniValue
    rows: list[ValueRow]
    currency: str
    fresh: Freshness

    @property
    def periods(self) -> list[Choice]:
        return period_choices(self.lens, self.value.figures.ledger_starts_on)


def alumni_value_page(lens: Lens) -> AlumniValuePage:
    """What alumni brought in the lens's period, over what its reader may see."""
    value = alumni_value(lens.reading)
    fresh = freshness(value.figures.waiting_since)
    return AlumniValuePage(lens, value, _rows(lens.user, value.rows), the_firm().base_currency, fresh)


def alumni_value_table(lens: Lens) -> Table:
    """One alumnus a line: the figures of the page."""
    value = alumni_value(lens.reading)
    header = ["alumnus", *(kind for kind, _ in KINDS), "credited", "credited_repeat", "given_points", "asked_points"]
    rows = [
        [
            row.alumnus.person.name,
            *row.counts,
            cents(row.brought.credited),
            cents(row.brought.repeat),
            row.balance.given,
            row.balance.asked,
        ]
        for row in _rows(lens.user, value.rows)
    ]
    return stamped(lens, "alumni", header, rows, fresh=freshness(value.figures.waiting_since))


def _rows(user: User, brought: list[Brought]) -> list[ValueRow]:
    ids = [row.person_id for row in brought]
    found = Alumnus.objects.visible_to(user).listed().filter(person__in=ids).select_related("person")
    alumni = {row.person_id: row for row in found}
    given = balances(user, ids, firm_day().on)
    return [ValueRow(alumni[row.person_id], row, given[row.person_id]) for row in brought if row.person_id in alumni]


def alumni_line(lens: Lens) -> AlumniValue | None:
    """The one sentence of it beside repeat business: nothing in a scope, and nothing before anybody is credited."""
    if lens.scopes:
        return None
    found = alumni_value(lens.reading, fees_only=True)
    return found if found.rows else None
