"""Every recurring job. Times are UTC; the work itself is found in PostgreSQL, so a missed turn loses nothing."""

from __future__ import annotations

from typing import Any

from celery.schedules import crontab

SCHEDULE: dict[str, dict[str, Any]] = {
    "sweep stale scores": {
        "task": "relationships.scoring.tasks.sweep",
        "schedule": 60.0,
        # A turn that waited longer than this is pointless: the next one is due.
        "options": {"expires": 50},
    },
    "recompute every score": {
        "task": "relationships.scoring.tasks.nightly",
        "schedule": crontab(hour="2", minute="20"),
        "options": {"expires": 3 * 60 * 60},
    },
    "raise alerts": {
        "task": "relationships.scoring.insight_tasks.keep_alerts",
        "schedule": 300.0,
        "options": {"expires": 280},
    },
    # Goes on with what a lost hint left; nothing to do on most turns.
    "work out past days": {
        "task": "relationships.scoring.insight_tasks.work_out_past_days",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    # Does something once a day, after the firm's midnight: scores the book; each week it refits, each month it back-tests.
    "predict who comes back": {
        "task": "relationships.scoring.insight_tasks.keep_predictions",
        "schedule": 600.0,
        "options": {"expires": 580},
    },
    # The row of the running day follows the ledger; what a day said last stays for good.
    "keep what the repeat-business page says": {
        "task": "relationships.scoring.insight_tasks.keep_repeat_snapshots",
        "schedule": 600.0,
        "options": {"expires": 580},
    },
    "look for one client under two names": {
        "task": "relationships.clients.tasks.keep_look_alikes",
        "schedule": 120.0,
        "options": {"expires": 110},
    },
    # Alarms of broken glass at once, reminders every three days.
    "tell people of walls": {
        "task": "relationships.clients.tasks.tell_of_walls",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    "look for one person under two names": {
        "task": "relationships.merging.tasks.keep_people_alike",
        "schedule": 60.0 * 60,
        "options": {"expires": 50 * 60},
    },
    # Fees booked since then for work that somebody brought.
    "credit whoever brought work": {
        "task": "relationships.network.tasks.keep_credits",
        "schedule": 600.0,
        "options": {"expires": 580},
    },
    "forget what is over": {
        "task": "accounts.tasks.forget",
        "schedule": 60.0 * 60,
        "options": {"expires": 50 * 60},
    },
    # What may not go out any more is found out here, letter by letter.
    "send letters to alumni and guests": {
        "task": "relationships.alumni.tasks.send_letters",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    "read dropped mail": {
        "task": "relationships.capture.tasks.read_dropped_mail",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    # A hint comes at once; this finds what a lost one or a killed worker left.
    "carry on with files that are brought in": {
        "task": "relationships.imports.tasks.carry_on_imports",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    "forget files that were brought in": {
        "task": "relationships.imports.tasks.forget_files",
        "schedule": crontab(hour="3", minute="40"),
        "options": {"expires": 3 * 60 * 60},
    },
    "read large uploads": {
        "task": "relationships.capture.tasks.read_uploads",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    # Each calendar once an hour; a turn reads those that are due.
    "read subscribed calendars": {
        "task": "relationships.capture.tasks.read_calendars",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    # Finds whose last day is over, and heirs who are to be measured on their 30th, 60th or 90th day.
    "let colleagues leave, follow their heirs": {
        "task": "relationships.scoring.insight_tasks.keep_departures",
        "schedule": 900.0,
        "options": {"expires": 880},
    },
    "let old captured mail go": {
        "task": "relationships.capture.tasks.forget_old_fates",
        "schedule": crontab(hour="3", minute="40"),
        "options": {"expires": 3 * 60 * 60},
    },
    # Raises what is due and mails it once a day from each colleague's own hour; a turn that was missed is made up.
    "tell colleagues what waits for them": {
        "task": "relationships.attention.tasks.tell_colleagues",
        "schedule": 600.0,
        "options": {"expires": 580},
    },
    # Due from the first morning of the firm's week on; each turn sends what is still missing.
    "send the weekly mail": {
        "task": "relationships.dashboards.tasks.send_weekly_mails",
        "schedule": 15 * 60.0,
        "options": {"expires": 14 * 60},
    },
    # Entries of the audit record become links of its chain; whoever writes one never waits for that.
    "seal the audit record": {
        "task": "relationships.trust.tasks.seal_audit",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    "erase who asked to be": {
        "task": "relationships.trust.tasks.erase_who_asked",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    # Does something once a day, after the firm's midnight, slice by slice; what was stopped goes on the next turn.
    "let go of what was kept long enough": {
        "task": "relationships.trust.tasks.keep_no_longer",
        "schedule": 600.0,
        "options": {"expires": 580},
    },
    # A hint comes at once; this finds what a lost one or a killed worker left, and drops files after seven days.
    "make files of everything": {
        "task": "relationships.trust.tasks.make_firm_exports",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
}
