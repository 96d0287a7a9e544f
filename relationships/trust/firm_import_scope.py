"""Which tables of a whole-firm export come back, and what stands in the columns that no export tells."""

from __future__ import annotations

from django.db import models

from relationships.trust.firm_export_scope import columns_of, why_left_out
from relationships.trust.register import register

_WORKED_OUT = "worked out anew"
_OPENS = "its secret is in no export: whoever wants it makes it anew"
_CALENDAR = "the calendar is read anew"
_ELSEWHERE = "tells of work that was done in the other installation, and leads to what stayed there"
NOT_BROUGHT = {
    "account.EmailConfirmation": _OPENS,
    "attention.DayShown": "the day is drawn up anew",
    "capture.CalendarReading": _OPENS,
    "capture.CalendarSubscription": _OPENS,
    "capture.CaptureRun": "what was handed in is read and gone",
    "capture.DropAddress": _OPENS,
    "capture.Feed": _OPENS,
    "clients.LookAlike": _WORKED_OUT,
    "dashboards.BulkChange": _ELSEWHERE,
    "dashboards.DefaultView": "views are not in the export",
    "imports.FileImport": _ELSEWHERE,
    "imports.ImportRun": _ELSEWHERE,
    "interactions.ComingMeeting": _CALENDAR,
    "interactions.ComingPerson": _CALENDAR,
    "interactions.Attachment": "attached files are in backups, not in exports",
    "merging.Absorbed": _ELSEWHERE,
    "merging.Merge": "what it moved is not in the export, so it can't be undone; merged records lead on as before",
    "network.Tie": _WORKED_OUT,
    "scoring.Health": _WORKED_OUT,
    "scoring.PastStanding": _WORKED_OUT,
    "scoring.ReturnLikelihood": _WORKED_OUT,
    "trust.Erasure": _ELSEWHERE,
    "trust.FirmExport": _ELSEWHERE,
    "trust.KeepingRun": _ELSEWHERE,
}
"""Tables that are in an export and stay out of the firm that it is brought into, each with why."""

MET_BY = {
    "accounts.Firm": "singleton",
    "accounts.Office": "name",
    "accounts.Practice": "name",
    "accounts.User": "email",
    "account.EmailAddress": "email",
}
"""Tables that a new installation has rows in, and by what a row of the export is known to be one of them. It becomes
what the export says, but for `STAYS`."""
STAYS = {"accounts.User": {"role", "is_active", "must_confirm"}, "account.EmailAddress": {"verified", "primary"}}
"""Whoever set the new installation up does not lose it by bringing the old one in."""
REPLACED = (
    "alumni.ConsentText",
    "engagements.ExchangeRate",
    "hospitality.GiftLimit",
    "imports.RememberedReading",
    "scoring.HealthPolicy",
    "scoring.RepeatPolicy",
    "trust.KeepingPolicy",
)
"""Settings of a new installation that the export's stand in for."""

_DEAD = "encode(sha256(convert_to(gen_random_uuid()::text, 'UTF8')), 'hex')"
INSTEAD = {
    ("accounts.User", "password"): "'!'",
    ("attention.DayMark", "seen"): "'{}'::jsonb",
    ("hospitality.CardLink", "digest"): _DEAD,
    ("network.Departure", "changed"): "jsonb_strip_nulls(jsonb_build_object("
    "'left_on', s.changed -> 'left_on', 'closed', s.changed -> 'closed'))",
}
"""What a column holds instead of what the file says, or though it says nothing: no password, links that open nothing,
no numbers of records that are others here."""

LEADS = {"dashboards.Pin": {"view"}}
"""Keys that may be empty, but without which a row that had one says nothing."""


def comes_back(label: str) -> bool:
    """Whether rows of this model are brought in from an export."""
    line = register().get(label)
    return line is not None and not why_left_out(line) and label not in NOT_BROUGHT


def key_of(model: type[models.Model]) -> str:
    """By which column the files name its rows."""
    told = {field.name for field in columns_of(model)}
    return next((name for name in ("public_id", "code") if name in told), model._meta.pk.name)


def leads_to(field: models.Field[object, object]) -> type[models.Model] | None:
    """The model that a key leads to; None for a plain column."""
    return field.related_model if field.is_relation else None
