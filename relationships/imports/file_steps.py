"""On which page each state of a file import stands. Pure but for the names of the states."""

from __future__ import annotations

from relationships.imports.models import FileImport

State = FileImport.State
STEP_OF = {
    State.READING: "match_import",
    State.MATCHING: "match_import",
    State.CHECKING: "check_import",
    State.CHECKED: "check_import",
    State.RUNNING: "run_import",
    State.DONE: "import_report",
    State.UNDOING: "undo_import",
    State.UNDONE: "import_report",
}
