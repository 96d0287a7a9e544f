"""The flat tables, filled by `benchmarks.plain.tables`."""

# ruff: noqa: DJ008 - nobody prints these rows

from __future__ import annotations

from django.db import models

from accounts.models import Practice


class PlainClient(models.Model):
    """A client with everything that the client list shows of it."""

    public_id = models.TextField()
    name = models.TextField()
    name_search = models.TextField()
    industry = models.TextField()
    years = models.IntegerField()
    tier = models.TextField()
    grade = models.TextField()
    score = models.FloatField(null=True)
    fees = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    last_fees = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    last_touch = models.DateTimeField(null=True)
    usual_days = models.IntegerField()
    owner = models.TextField()

    class Meta:
        managed = False
        db_table = "plain_client"


class PlainPerson(models.Model):
    """A person with everything that the people list shows of them."""

    public_id = models.TextField()
    name = models.TextField()
    name_search = models.TextField()
    title = models.TextField()
    client_public_id = models.TextField()
    client_name = models.TextField()
    reach = models.TextField()
    known_by = models.TextField()
    strength = models.FloatField(null=True)

    class Meta:
        managed = False
        db_table = "plain_person"


class PlainPart(models.Model):
    """One line of one panel of the client page."""

    client_id = models.BigIntegerField()
    panel = models.TextField()
    place = models.IntegerField()
    cells = models.JSONField()

    class Meta:
        managed = False
        db_table = "plain_part"


class PlainFigure(models.Model):
    """One line of one panel of the repeat-business dashboard, ready to be shown."""

    panel = models.TextField()
    place = models.IntegerField()
    cells = models.JSONField()

    class Meta:
        managed = False
        db_table = "plain_figure"


class PlainEntry(models.Model):
    """The ledger as it is, for a dashboard that sums it up while the reader waits."""

    practice = models.ForeignKey(Practice, on_delete=models.DO_NOTHING, related_name="+")
    booked_on = models.DateField()
    base_amount = models.DecimalField(max_digits=15, decimal_places=2)

    class Meta:
        managed = False
        db_table = "engagements_ledgerentry"


class PlainTouch(models.Model):
    """A touchpoint with everything that the timeline shows of it, and what the plain form writes."""

    client_id = models.BigIntegerField()
    kind = models.TextField()
    direction = models.TextField()
    occurred_at = models.DateTimeField()
    minutes = models.IntegerField(null=True)
    summary = models.TextField()
    people = models.TextField()
    colleagues = models.TextField()

    class Meta:
        managed = False
        db_table = "plain_touch"
