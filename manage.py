#!/usr/bin/env python
"""Run a management command, with the embedded servers when no URL names others."""

from __future__ import annotations

import gc
import os
import shutil
import sys

OWNER_COMMANDS = {"migrate", "flush", "sqlflush", "pgtrigger", "createcachetable", "dbshell", "test"}
# As owner they may fill tables before building the indexes.
OWNER_COMMANDS |= {"make_demo", "make_firm"}
# They read and make whole databases.
OWNER_COMMANDS |= {"backup", "restore"}
# Django's checks look at code, not at data, and take two seconds: whoever calls another command need not wait for them.
CHECKED = {"check", "makemigrations", "migrate", "runserver", "test"}
WITHOUT_SERVICES = {"makemessages", "compilemessages", "collectstatic", "findstatic", "help", "--help", "-h", "version"}


def main() -> None:
    # What is imported stays: looking for rubbish meanwhile is a quarter of the start. `crm.apps` turns it on again.
    gc.disable()
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
    os.environ.setdefault("CRM_PROCESS", "web" if command == "runserver" else "command")
    if command in OWNER_COMMANDS:
        os.environ.setdefault("CRM_DATABASE_ROLE", "owner")

    from django.core.management import BaseCommand, execute_from_command_line

    from crm.services import ServiceError, Services
    from crm.services.programs import postgres_programs

    if command not in CHECKED:
        BaseCommand.requires_system_checks = []
    if command in WITHOUT_SERVICES:
        execute_from_command_line(sys.argv)
        return
    try:
        if command == "dbshell" and not shutil.which("psql"):
            # The wheel of the embedded server brings one.
            os.environ["PATH"] += f":{postgres_programs()}"
        with Services():
            execute_from_command_line(sys.argv)
    except ServiceError as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
