"""What an act on many records is called: before, on its button, and afterwards."""

from __future__ import annotations

from accounts.vocabulary import speak
from relationships.clients.models import TeamMember
from relationships.dashboards.bulk_plan import Plan
from relationships.dashboards.list_kinds import KINDS
from relationships.dashboards.models import BulkChange, ListKey

Act = BulkChange.Act


def question(act: str, count: int, list_key: str) -> str:
    """The title of the sheet: "Archive 12 clients?"."""
    things = KINDS[list_key].counted(count)
    return {
        Act.OWNER: f"Who {_verb(list_key)} {things}?",
        Act.TEAM: f"Add a colleague to the team of {things}?",
        Act.ARCHIVE: f"Archive {things}?",
        Act.RESTORE: f"Bring {things} back?",
        Act.PIN: f"Pin {things}?",
    }[Act(act)]


def effect(act: str, list_key: str) -> str:
    """What it means, in a sentence."""
    many = speak(KINDS[list_key].many)
    lead = "Whoever you choose leads them from now on. What was booked keeps the partner it was booked with."
    keeper = "Whoever you choose stays in touch with them from now on."
    owner = "Their history stays; reminders and figures by owner move to whoever you choose."
    return {
        Act.OWNER: {ListKey.ALUMNI: keeper, ListKey.ENGAGEMENTS: speak(lead)}.get(ListKey(list_key), owner),
        Act.TEAM: f"The colleague sees these {many} among their own. Who looks after them does not change.",
        Act.ARCHIVE: f"Archived {many} leave the lists. Their history and figures stay, and they can be brought back.",
        Act.RESTORE: "They stand in the lists again.",
        Act.PIN: "The first seven pins stand in your navigation, the others under “All pins”. Nobody else sees them.",
    }[Act(act)]


def _verb(list_key: str) -> str:
    verbs = {ListKey.ALUMNI: "keeps in touch with", ListKey.ENGAGEMENTS: "leads"}
    return verbs.get(ListKey(list_key), "looks after")


def button(act: str, count: int, list_key: str) -> str:
    """The verb that does it."""
    things = KINDS[list_key].counted(count)
    return {
        Act.OWNER: f"Assign {things}",
        Act.TEAM: f"Add to {things}",
        Act.ARCHIVE: f"Archive {things}",
        Act.RESTORE: f"Bring back {things}",
        Act.PIN: f"Pin {things}",
    }[Act(act)]


def done_words(plan: Plan) -> str:
    """What the strip says afterwards."""
    things = KINDS[plan.list_key].counted(len(plan.will_change))
    who = plan.colleague.name if plan.colleague else "nobody"
    role = dict(TeamMember.TeamRole.choices).get(plan.role, "").lower()
    return {
        Act.OWNER: f"Assigned {things} to {who}",
        Act.TEAM: f"Added {who} to {things} as {role}",
        Act.ARCHIVE: f"Archived {things}",
        Act.RESTORE: f"Brought back {things}",
        Act.PIN: f"Pinned {things}",
    }[Act(plan.act)]
