"""Every way out of the product that is no page: files, feeds, jobs and commands, one line each. Beside matrix.py.

Columns: name · in whose name it reads · to whom it answers · why. Letters as in matrix.py. `test_doors.py` fails for a file,
feed, job or command without its line here, and asks each that answers to colleagues what it tells those outside a wall and
those out of whose scope a client is: nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tests.access.matrix import ALL, WHO_LOG, WHO_SEE_REPEAT_BUSINESS


class Reads(StrEnum):
    """In whose name."""

    SYSTEM = "the system"
    """Everything, past the gate; what it writes is read through the gate again."""
    SHELL = "whoever has the server's shell"
    """Everything: they could read the database (ADR 0009, limits)."""
    COLLEAGUE = "one colleague"
    """The one who asked, or whom it is for, as they may see at that moment."""
    OWNER = "the person it is about"
    """No colleague: an alumnus or a guest, by an address that only they know."""
    NOTHING = "nobody"
    """No client data."""


@dataclass(frozen=True)
class Door:
    """One way out."""

    name: str
    reads: Reads
    why: str
    to: str = ""
    """Roles that it answers to, for what reads in a colleague's name."""


_SYS, _SHELL, _ONE, _THEIRS, _NONE = Reads.SYSTEM, Reads.SHELL, Reads.COLLEAGUE, Reads.OWNER, Reads.NOTHING

FEEDS = [
    Door("calendar_feed", _ONE, "what its holder planned and promised; 404 once they are gone", to=WHO_LOG),
    Door("own_invitation_calendar", _THEIRS, "the one event that a guest is invited to"),
    Door("event_calendar", _ONE, "one event in sight", to=ALL),
]


TASKS = [
    Door("accounts.tasks.forget", _NONE, "drops tokens of forms and old sessions"),
    Door("relationships.alumni.tasks.send_letters", _THEIRS, "to alumni and guests, who agreed to it"),
    Door("relationships.attention.tasks.tell_colleagues", _ONE, "notices and their mail", to=ALL),
    Door("relationships.capture.tasks.forget_old_fates", _SYS, "drops what became of mail long ago"),
    Door("relationships.capture.tasks.read_calendars", _ONE, "each calendar in the name of whose it is", to=WHO_LOG),
    Door(
        "relationships.capture.tasks.read_dropped_mail",
        _ONE,
        "mail in the name of whose address it came to",
        to=WHO_LOG,
    ),
    Door("relationships.capture.tasks.read_uploads", _ONE, "files in the name of who brought them", to=WHO_LOG),
    Door("relationships.clients.tasks.keep_look_alikes", _SYS, "pairs of clients, shown through the gate"),
    Door("relationships.clients.tasks.tell_of_walls", _ONE, "names neither client nor words", to=ALL),
    Door(
        "relationships.dashboards.tasks.send_weekly_mails",
        _ONE,
        "the figures of who subscribed",
        to=WHO_SEE_REPEAT_BUSINESS,
    ),
    Door("relationships.imports.tasks.carry_on", _ONE, "goes on with a file in the name of who brought it", to="D"),
    Door("relationships.imports.tasks.carry_on_imports", _ONE, "the same, of files left behind", to="D"),
    Door("relationships.imports.tasks.forget_files", _NONE, "drops files"),
    Door("relationships.merging.tasks.keep_people_alike", _SYS, "pairs of people, shown through the gate"),
    Door("relationships.network.tasks.keep_credits", _SYS, "parts of fees, shown through the gate"),
    Door("relationships.scoring.insight_tasks.keep_alerts", _SYS, "alerts, shown through the gate"),
    Door(
        "relationships.scoring.insight_tasks.keep_departures", _SYS, "goodbyes and hand-overs, shown through the gate"
    ),
    Door("relationships.scoring.insight_tasks.keep_predictions", _SYS, "likelihoods, shown through the gate"),
    Door("relationships.scoring.insight_tasks.keep_repeat_snapshots", _SYS, "figures by who may not see what"),
    Door("relationships.scoring.insight_tasks.work_out_past_days", _SYS, "past scores, shown through the gate"),
    Door("relationships.scoring.tasks.nightly", _SYS, "scores, shown through the gate"),
    Door("relationships.scoring.tasks.rebuild", _SYS, "the same"),
    Door("relationships.scoring.tasks.recompute_stale", _SYS, "the same"),
    Door("relationships.scoring.tasks.refresh_repeat_business", _SYS, "figures by who may not see what"),
    Door("relationships.scoring.tasks.sweep", _SYS, "scores, shown through the gate"),
    Door("relationships.trust.tasks.erase_who_asked", _SYS, "erases; tells numbers"),
    Door("relationships.trust.tasks.keep_no_longer", _SYS, "lets go of what was kept long enough; tells numbers"),
    Door("relationships.trust.tasks.make_firm_exports", _ONE, "everything as a file, as far as its asker sees", to="D"),
    Door("relationships.trust.tasks.seal_audit", _SYS, "links entries; tells nothing"),
]

COMMANDS = [
    Door("add_administrator", _NONE, "lets the first administrator in"),
    Door("alumni_value", _SHELL, "the firm's own figures"),
    Door("backup", _SHELL, "everything, to be kept"),
    Door("capture", _ONE, "files in the name of `--user`", to=WHO_LOG),
    Door("erase_waiting", _SHELL, "numbers of what was erased"),
    Door("evidence", _SHELL, "the firm's own figures"),
    Door("export_firm", _SHELL, "everything as files"),
    Door("health", _SHELL, "scores of every client"),
    Door("import_data", _SHELL, "brings rows; names refused ones"),
    Door("import_firm", _SHELL, "brings everything into an empty installation"),
    Door("make_demo", _NONE, "invents a firm"),
    Door("make_firm", _NONE, "invents a firm of any size"),
    Door("migrate", _NONE, "tables"),
    Door("predict", _SHELL, "the firm's own figures"),
    Door("recompute", _SHELL, "numbers of scores"),
    Door("repeat_business", _SHELL, "the firm's own figures"),
    Door("restore", _SHELL, "everything, out of a backup"),
    Door("verify_audit", _SHELL, "numbers of links"),
    Door("verify_scores", _SHELL, "clients whose score is stale"),
    Door("welcome", _NONE, "addresses and the demo's sign-ins"),
]
