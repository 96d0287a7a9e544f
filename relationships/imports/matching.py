"""Which column of somebody's file is meant by which of ours, guessed from its name. Pure: no Django."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from relationships.imports.kinds import Kind

NAME_PARTS = ("name_prefix", "given_name", "middle_name", "family_name", "name_suffix")
SEVERAL = {"email", "phone", "other_emails", "other_phones", "colleagues", "people", "summary"}
"""Targets that more than one column of a file may go to."""
WITH_NAME_PARTS = {"people", "alumni", "colleagues"}
LABELS = {
    "external_id": "Id in its system",
    "booked_on": "Booked on",
    "one_off": "One-off",
    "occurred_at": "Day and time",
    "email": "E-mail",
    "other_emails": "More e-mails",
    "other_phones": "More phones",
    "given_name": "First name",
    "middle_name": "Middle name",
    "family_name": "Last name",
    "name_prefix": "Name prefix",
    "name_suffix": "Name suffix",
    "expected_interval_days": "Days between contacts",
    "origin": "Source",
}
# What programs and people call a column, by what it is here; the first kind of file that has the target takes it.
_CALLED = {
    "external_id": "id;external id;record id;uid;uuid;contact id;account id;customer id;client id;key;oracle id c;accountnumber c;line id;row id",
    "name": "name;full name;display name;file as;contact name;contact;person;colleague;employee;attorney",
    "given_name": "first name;given name;firstname;forename;first;vorname;prenom;contact1 first name",
    "middle_name": "middle name;additional name;middlename;middle;second name",
    "family_name": "last name;family name;lastname;surname;last;nachname;nom;contact1 last name",
    "name_prefix": "name prefix;prefix;salutation;anrede;honorific;contact1 salutation",
    "name_suffix": "name suffix;suffix",
    "email": "email;e mail;mail;email address;e mail address;e mail 1 value;email 1 value;primary email;work email;contact1 work email;contact1 preferred email",
    "other_emails": "e mail 2 address;e mail 3 address;e mail 2 value;e mail 3 value;e mail 4 value;other e mails;other emails;secondary email;personal email;contact1 personal email;contact1 alternate email",
    "phone": "phone;telephone;tel;phone number;phone 1 value;business phone;work phone;primary phone;direct phone;telefon;contact1 work phone",
    "other_phones": "mobile phone;mobile;mobile phone number;cell;cell phone;phone 2 value;phone 3 value;phone 4 value;business phone 2;home phone;home phone 2;other phone;other phones;contact1 home phone;contact1 mobile phone",
    "client": "client;customer;company;company name;organization;organisation;organization name;organization 1 name;account;account name;client name;customer name;employer;firm;debtor;bill to;sponsor;donor;kunde;mandant;firma;accountid;lobbyclient;entity;contact1 account;account1 name",
    "employer": "employer;now at;current employer;company;current company;organization;organisation;organization name;organization 1 name",
    "employer_title": "employer title;current title;current position;position;job title",
    "group": "group;parent;parent account;parent company;holding;client group",
    "title": "title;job title;position;organization title;organization 1 title;role;function;contact1 title",
    "seniority": "seniority;level;grade",
    "started_on": "started on;start date;from;since;started",
    "ended_on": "ended on;end date;to;until;ended",
    "joined_on": "joined on;joined;hire date;date joined;start date;entry date;hired;eintritt",
    "left_on": "left on;left;leaving date;termination date;date left;end date;exit date;austritt;leaver date",
    "role": "role;access;profile",
    "office": "office;office location;location;branch;site;standort;buro",
    "practice": "practice;practice area;practice group;department;service line;business unit;team;division;programme;program",
    "industry": "industry;sector;branche",
    "tier": "tier;class;segment;rating;category;priority",
    "expected_interval_days": "expected interval days;interval;contact every;cadence;days between contacts",
    "owner": "owner;account manager;contact owner;account owner;relationship manager;responsible;owner name",
    "partner": "partner;responsible partner;responsible;billing partner;lead partner;timekeeper;fee earner;matter partner",
    "website": "website;web page;url;web;homepage;website 1 value;web site;domain",
    "document": "document;document number;invoice;invoice number;invoice no;invoice id;doc no;bill number;bill no;receipt;rechnungsnummer;rechnung;number;reference",
    "booked_on": "booked on;date;invoice date;booking date;posting date;posted;bill date;gift date;datum;rechnungsdatum;booked;decision date;closedate;close date",
    "engagement": "engagement;matter;matter name;project;project name;study;mandate;job;campaign;case;opportunity",
    "amount": "amount;net;net amount;fee;fees;total;value;sum;net fees;invoice amount;betrag;montant;gift amount;revenue;gift;size",
    "kind": "kind;type;entry type;transaction type;activity type;channel;art",
    "currency": "currency;curr;iso currency;wahrung;devise;currencyisocode",
    "one_off": "one off;oneoff;non recurring",
    "opened_on": "opened on;opened;open date;start date;begin;started;createddate;created date",
    "closed_on": "closed on;closed;close date;end date;closedate",
    "source": "source;origin;lead source;leadsource",
    "occurred_at": "occurred at;date;when;day;date and time;start;start time;activity date;timestamp;time;sent;datum",
    "direction": "direction",
    "colleagues": "colleagues;our side;colleague;from;organizer;user;employee;logged by;assigned to",
    "people": "people;their side;contacts;contact;attendees;participants;to;with;person;contact name",
    "duration_minutes": "duration minutes;duration;minutes;length",
    "summary": "summary;notes;note;subject;comments;description;body;topic;text",
    "sentiment": "sentiment;mood",
    "process": "process;business process",
    "consent": "consent;opt in;gdpr consent;permission",
    "consent_on": "consent on;consent date;opt in date",
}
_OF_CLIENTS = "name;client;client name;customer;customer name;company;company name;organization;organisation;account name;account;firm;kunde;mandant;firma;donor;sponsor;account1 name"
_CALLED_IN = {
    ("clients", "name"): _OF_CLIENTS,
    (
        "engagements",
        "name",
    ): "name;engagement;engagement name;matter;matter name;project;project name;study;mandate;job;case;opportunity;opportunity name",
    ("colleagues", "title"): "",
}
# A program's own export: how it is told, and what its words mean where they mean something else elsewhere.
_PROGRAMS: tuple[tuple[str, frozenset[str], dict[str, str]], ...] = (
    ("Google Contacts", frozenset({"e mail 1 value", "phone 1 value"}), {}),
    ("Outlook", frozenset({"e mail address", "business phone", "job title"}), {"title": "name_prefix", "suffix": "name_suffix", "location": ""}),
    ("LinkedIn connections", frozenset({"first name", "last name", "connected on"}), {"connected on": "", "url": ""}),
    ("HubSpot", frozenset({"record id", "lifecycle stage"}), {}),
    ("Salesforce accounts", frozenset({"isdeleted", "name", "ownerid", "website"}), {"ownerid": "", "type": "", "phone": ""}),
    ("Salesforce opportunities", frozenset({"isdeleted", "stagename", "closedate"}), {"ownerid": "", "type": "", "leadsource": ""}),
    ("Salesforce contacts", frozenset({"lastname", "accountid", "ownerid"}), {"ownerid": ""}),
    ("Salesforce opportunities", frozenset({"opportunity name", "stage", "close date"}), {"type": "", "age": "", "lead source": ""}),
    ("Salesforce contacts", frozenset({"account name", "contact id"}), {"account id": ""}),
    ("Salesforce contacts", frozenset({"account name", "first name", "last name", "account owner"}), {}),
    ("Salesforce accounts", frozenset({"account name", "account owner"}), {"type": ""}),
    ("NPSP data import", frozenset({"contact1 first name", "contact1 last name"}), {}),
    ("Address cards", frozenset({"uid", "full name", "organisation", "other e mails"}), {}),
)  # fmt: skip


_CUSTOM = "__c"
"""What Salesforce puts behind the names of a firm's own fields, and nobody else does."""


@dataclass(frozen=True)
class Recognised:
    """What a header looks like: whose export, and where each column goes (target → places)."""

    program: str
    places: dict[str, list[int]]


def said(cell: str) -> str:
    """A column's name as names are compared: lower case, no accents, single blanks for anything else."""
    bare = unicodedata.normalize("NFKD", cell).encode("ascii", "ignore").decode()
    return " ".join(re.split(r"[^a-z0-9]+", bare.lower())).strip()


def targets(kind: Kind) -> list[str]:
    """Where a column of a file of `kind` may go."""
    parts = NAME_PARTS if kind.name in WITH_NAME_PARTS else ()
    return [*kind.columns, *parts]


def label(target: str) -> str:
    """A target as a page names it."""
    return LABELS.get(target, target.replace("_", " ").capitalize())


def recognise(header: Sequence[str], kind: Kind) -> Recognised:
    """Where the columns of `header` go, by their names; a place goes to one target."""
    names = [said(cell) for cell in header]
    program, own = next(
        ((name, words) for name, marks, words in _PROGRAMS if marks <= set(names)), ("", dict[str, str]())
    )
    if not program and any(cell.strip().lower().endswith(_CUSTOM) for cell in header):
        program, own = "Salesforce", {"type": ""}
    allowed = set(targets(kind))
    taken: set[int] = set()
    places: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        if name in own:
            taken.add(place)
            if own[name] in allowed:
                places.setdefault(own[name], []).append(place)
    for target in sorted(allowed, key=lambda each: each not in kind.required):
        found = [place for place in _found(names, _words(kind.name, target)) if place not in taken]
        if found and target not in places:
            kept = found if target in SEVERAL else found[:1]
            places[target] = kept
            taken.update(kept)
    if places.keys() & {"given_name", "family_name"} and "name" in places and kind.name in WITH_NAME_PARTS:
        # The whole name comes first where there is one; parts fill its gaps.
        places["name"] = places["name"][:1]
    return Recognised(program, places)


def is_complete(places: Iterable[str], kind: Kind) -> list[str]:
    """Required columns that nothing goes to."""
    there = set(places)
    if there & {"given_name", "family_name"}:
        there.add("name")
    return [column for column in kind.required if column not in there]


def fitness(header: Sequence[str], kind: Kind) -> float:
    """How well `header` fits `kind`: columns it has, far more when all that are required are there."""
    places = recognise(header, kind).places
    missing = is_complete(places, kind)
    telling = {
        "ledger": {"amount", "booked_on"},
        "interactions": {"occurred_at", "people", "colleagues"},
        "alumni": {"left_on", "employer", "consent"},
        "colleagues": {"role", "office", "joined_on"},
        "people": {"given_name", "family_name", "email", "phone", "client"},
        "clients": {"industry", "website", "tier"},
        "engagements": {"opened_on", "closed_on", "partner"},
    }[kind.name]
    return len(places) + 2 * len(places.keys() & telling) + (6 if not missing else 0)


def header_among(rows: Sequence[tuple[int, list[str]]], kinds: Iterable[Kind]) -> int:
    """Which of the first rows names the columns: the one with most names that are known. Answers its index."""
    known = list(kinds)

    def score(row: list[str]) -> tuple[int, int]:
        # A row of sentences or of values is none.
        if sum(len(cell) > 80 for cell in row):
            return 0, 0
        return max((len(recognise(row, kind).places) for kind in known), default=0), 0

    scores = [score(cells) for _, cells in rows]
    best = max(scores, default=(0, 0))
    if best[0] > 0:
        return scores.index(best)
    widths = [sum(1 for cell in cells if cell.strip()) for _, cells in rows]
    return widths.index(max(widths)) if widths else 0


def _words(kind: str, target: str) -> list[str]:
    words = _CALLED_IN.get((kind, target), _CALLED.get(target, ""))
    return [target.replace("_", " "), *words.split(";")]


def _found(names: Sequence[str], words: list[str]) -> list[int]:
    """Places whose name is one of `words`, the earlier words first."""
    order = {word: number for number, word in reversed(list(enumerate(words))) if word}
    return sorted(
        (place for place, name in enumerate(names) if name in order), key=lambda place: (order[names[place]], place)
    )
