"""Recurring work of capture. Thin: each call may come twice, late, or not at all."""

from __future__ import annotations

import logging

from celery import shared_task
from django.conf import settings

from relationships.capture.calendar_actions import due_calendars, read_subscription
from relationships.capture.drop_actions import read_drop_folder
from relationships.capture.forgetting import forget_what_lay_aside
from relationships.capture.mail_folder import fetch_folder
from relationships.capture.run_actions import carry_out_upload, waiting_uploads
from relationships.interactions.coming_actions import forget_past_meetings
from relationships.scoring.one_at_a_time import one_at_a_time

logger = logging.getLogger(__name__)


@shared_task(soft_time_limit=540, time_limit=580)
def read_dropped_mail() -> None:
    """What came to the drop addresses, over the folder of the mail server or of the installation. Each minute."""
    with one_at_a_time("drop folder") as alone:
        if alone:
            try:
                fetch_folder()
                while read_drop_folder():
                    continue
            except OSError as problem:
                logger.warning("The drop folder %s can't be used: %s", settings.CAPTURE_MAILDIR, problem.strerror)


@shared_task(soft_time_limit=540, time_limit=580)
def read_uploads() -> None:
    """Uploads too large for a page. Each minute, and as soon as one comes."""
    for run_id in waiting_uploads():
        carry_out_upload(run_id=run_id)


@shared_task(soft_time_limit=540, time_limit=580)
def read_calendars() -> None:
    """Subscribed calendars that are due; what was to come and is past goes."""
    forget_past_meetings()
    for reading_id in due_calendars():
        read_subscription(reading_id=reading_id)


@shared_task(soft_time_limit=540, time_limit=580)
def forget_old_fates() -> None:
    """Mail that came to no drop address, after 90 days. Each night; twice is once."""
    try:
        forget_what_lay_aside()
    except OSError as problem:
        logger.warning("The drop folder %s can't be used: %s", settings.CAPTURE_MAILDIR, problem.strerror)
