"""Everything the SQL asks for, in one dictionary."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from itertools import accumulate
from typing import Any

from relationships.imports.demo_firm import (
    alumni_words,
    capture_words,
    cast,
    host_words,
    promises_sql,
    stories,
    talk,
    value_sql,
    words,
    work,
)
from relationships.imports.demo_firm.size import FirmSize

# A register holds this many lines for one invoice: its fee, and often tax, disbursements, later a credit.
ENTRIES_PER_INVOICE = 1.765
TAX_RATES = [0.081, 0.21, 0.23, 0.20]


def parameters(
    *, size: FirmSize, seed: int, today: date, zone: str, source: str, currency: str = "EUR"
) -> dict[str, Any]:
    """What does not depend on the database. Only books in euro hold some invoices in francs, at made-up rates."""
    origin = date(today.year - size.years, 1, 1)
    return {
        "seed": seed,
        "source": source,
        "currency": currency,
        "francs": 0.4 if currency == "EUR" and source == "demo" else 0.0,
        "zone": zone,
        "today": today,
        "origin": origin,
        "days": (today - origin).days,
        "clients": size.clients,
        "people": size.people - size.alumni_elsewhere,
        "alumni": size.alumni,
        "alumni_elsewhere": size.alumni_elsewhere,
        # The touchpoints of stories and with alumni come on top of the drawn ones.
        "interactions": max(size.interactions - len(stories.TOUCHES) - size.alumni_elsewhere, 0),
        "invoices": round(size.ledger / ENTRIES_PER_INVOICE),
        "tax_rates": TAX_RATES,
        **_names(),
        **_stories(),
        **_alumni(),
        **_talk(),
        **_hosts(),
        **_captured(),
        **value_sql.PARAMETERS,
    }


def _names() -> dict[str, Any]:
    industries, endings = zip(*words.SECTORS, strict=True)
    titles, seniorities, buying_roles = zip(*words.TITLES, strict=True)
    return {
        "stem_starts": words.STEM_STARTS,
        "stem_ends": words.STEM_ENDS,
        "sector_words": list(endings),
        "industries": list(industries),
        "branches": words.BRANCHES,
        "given": words.GIVEN,
        "family": words.FAMILY,
        "titles": list(titles),
        "seniorities": list(seniorities),
        "buying_roles": list(buying_roles),
    }


def _stories() -> dict[str, Any]:
    lines = [
        {"practice": practice, "k": k, "name": name}
        for practice, names in enumerate(work.WORK)
        for k, name in enumerate(names)
    ]
    return {
        "stories": json.dumps(stories.CLIENTS),
        "named_people": _records(("client", "seat", "name", "title"), stories.PEOPLE),
        "story_touches": _records(
            ("client", "seat", "colleague", "days_ago", "kind", "minutes", "direction", "sentiment", "summary"),
            stories.TOUCHES,
        ),
        "work": json.dumps(lines),
        "practice_names": cast.PRACTICES,
        "office_names": cast.OFFICES,
    }


def _alumni() -> dict[str, Any]:
    employers, sectors = zip(*alumni_words.EMPLOYERS, strict=True)
    return {
        "alumni_named": _records(("name", "practice", "office", "was", "joined", "gone", "keeper"), alumni_words.NAMED),
        "alumni_titles": alumni_words.TITLES,
        "outside_titles": alumni_words.OUTSIDE_TITLES,
        "employers": list(employers),
        "sectors": list(sectors),
    }


def _hosts() -> dict[str, Any]:
    topics, texts = zip(*host_words.FACTS, strict=True)
    whose = ("k", "client", "seat")
    by = (*whose, "colleague", "days_ago")
    return {
        "fact_topics": list(topics),
        "fact_texts": list(texts),
        "named_facts": _records((*whose, "topic", "text", "month", "day", "shared"), _numbered(host_words.NAMED)),
        "exchanges": _records((*by, "kind", "text"), _numbered(host_words.EXCHANGES)),
        "gifts": _records((*by, "direction", "kind", "what", "value", "state"), _numbered(host_words.GIFTS)),
        "said": _records((*whose, "said"), _numbered(host_words.SAID)),
        "arrivals": _records(("k", "client", "colleague", "reason"), _numbered(host_words.TODAY)),
    }


def _captured() -> dict[str, Any]:
    other = ("k", "days_ago", "sender", "subject", "fate", "reason")
    stranger = ("k", "address", "name", "times", "days_ago")
    meeting = ("k", "client", "seat", "colleague", "days", "hour", "minutes", "title", "others")
    return {
        "capturing": capture_words.CAPTURING,
        "other_mails": _records(other, _numbered(capture_words.OTHERS)),
        "strangers": _records(stranger, _numbered(capture_words.STRANGERS)),
        "meetings": _records(meeting, _numbered(capture_words.MEETINGS)),
    }


def _numbered(rows: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
    return [(k, *row) for k, row in enumerate(rows)]


def _talk() -> dict[str, Any]:
    kinds, shares, minutes, ours, theirs = zip(*talk.KINDS, strict=True)
    return {
        "kinds": list(kinds),
        "kind_until": list(accumulate(shares))[:-1],
        "minutes": list(minutes),
        "ours": list(ours),
        "theirs": list(theirs),
        "topics": talk.TOPICS,
        "outcomes": talk.OUTCOMES,
        "quotes": talk.QUOTES,
        "promise_words": promises_sql.WORDS,
        "promises_of_theirs": promises_sql.THEIRS,
        "story_promises": _records(
            ("client", "seat", "colleague", "side", "made", "due", "what"), promises_sql.STORIES
        ),
        "story_planned": _records(("client", "colleague", "reason"), promises_sql.PLANNED),
    }


def _records(keys: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    return json.dumps([dict(zip(keys, row, strict=True)) for row in rows])
