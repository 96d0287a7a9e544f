"""What was brought in, and how far it got. Staged rows themselves are scratch (see `staging`)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.public_id import LENGTH, new_public_id


class ImportRun(models.Model):
    """One file on its way in. It becomes `DONE` in the transaction that writes its rows."""

    class State(models.TextChoices):
        STAGING = "staging", "Reading"
        DONE = "done", "Done"

    kind = models.CharField(max_length=20)
    source = models.CharField(max_length=60)
    file_name = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=120)
    state = models.CharField(max_length=8, choices=State.choices, default=State.STAGING)
    staged_to_line = models.BigIntegerField(default=0, help_text="Every record that begins up to here is staged.")
    read = models.PositiveBigIntegerField(default=0)
    created = models.PositiveBigIntegerField(default=0)
    updated = models.PositiveBigIntegerField(default=0)
    unchanged = models.PositiveBigIntegerField(default=0)
    rejected = models.PositiveBigIntegerField(default=0)
    rounded = models.PositiveBigIntegerField(default=0)
    skipped = models.PositiveBigIntegerField(default=0, db_default=0)
    first_entry = models.BigIntegerField(null=True, help_text="Ledger entries that it made lie from here …")
    last_entry = models.BigIntegerField(null=True, help_text="… to here, and have its source.")
    started_at = models.DateTimeField(db_default=Now())
    staged_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "fingerprint"], name="imports_importrun_open")]

    def __str__(self) -> str:
        return f"{self.kind} from {self.file_name}"


class FileImport(models.Model):
    """A file that somebody brings in on the pages: what it is, how it is read, and what came of it.

    The file itself lies in `settings.IMPORTS_ROOT` until it is in, or nobody wants it any more. Only who brought it
    sees what is in it.
    """

    class State(models.TextChoices):
        READING = "reading", "Being read"
        MATCHING = "matching", "Columns to match"
        CHECKING = "checking", "Being checked"
        CHECKED = "checked", "Checked"
        RUNNING = "running", "Being brought in"
        DONE = "done", "Brought in"
        UNDOING = "undoing", "Being undone"
        UNDONE = "undone", "Undone"

    AT_WORK = (State.READING, State.CHECKING, State.RUNNING, State.UNDOING)

    code = models.CharField(max_length=LENGTH, unique=True, editable=False, default=new_public_id)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    source = models.CharField(max_length=60)
    file_name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    state = models.CharField(max_length=8, choices=State.choices)
    opened = models.JSONField(default=dict, help_text="Format, encoding, delimiter, line of the header.")
    reading = models.JSONField(default=dict, help_text="Which column goes where, and how days and amounts are written.")
    corrections = models.JSONField(default=dict, help_text="By line: new cells by place, or null to leave the row out.")
    choices = models.JSONField(
        default=dict,
        db_default={},
        help_text="By question: line, name of a client, and who is meant (new, skip, an id).",
    )
    run = models.ForeignKey(ImportRun, on_delete=models.SET_NULL, null=True, related_name="+")
    checked = models.JSONField(null=True, help_text="What the dry run answered.")
    report = models.JSONField(null=True, help_text="What the run answered.")
    undone = models.JSONField(null=True, help_text="What undoing it answered.")
    problem = models.CharField(max_length=1_000, default="", db_default="")
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    began_at = models.DateTimeField(db_default=Now())
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["user", "-id"], name="imports_fileimport_of"),
            models.Index(
                fields=["id"],
                name="imports_fileimport_at_work",
                condition=Q(state__in=["reading", "checking", "running", "undoing"]),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class RememberedReading(models.Model):
    """How the columns of a kind of file are matched, under a name, for whoever brings the next one."""

    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    reading = models.JSONField(help_text="By the columns' names in the file.")
    saved_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(name="imports_rememberedreading_once", fields=["kind", "name"])]

    def __str__(self) -> str:
        return self.name


class ImportTrace(models.Model):
    """What an import on the pages wrote, row by row, so that it can be shown first and undone later.

    Written by triggers (migration 0006) inside the import's transaction. `before` and `after` hold only the columns
    that differ; a row that was added has neither, one that was removed (a link of a touchpoint) only `before`.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="+")
    table = models.CharField(max_length=63)
    record_id = models.BigIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        indexes = [models.Index(fields=["run", "table", "record_id"], name="imports_importtrace_of")]

    def __str__(self) -> str:
        return f"{self.table} {self.record_id}"
