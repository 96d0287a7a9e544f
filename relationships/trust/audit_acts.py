"""Which pages are worth an entry when somebody reads them, and what kind of act a change is. Data, by URL name."""

from __future__ import annotations

READ = frozenset(
    "alumnus_detail alumnus_history audit_log colleague_detail colleague_list data_keeping erasure_detail erasure_list"
    " firm_export_detail firm_export_list gift_list give_and_ask guest_book guest_history import_list ledger_entry_detail mutual_card person_brief"
    " person_data person_history proposal_list undelivered_list wall_detail wall_list wall_proof".split()
)
"""Pages that show what only some may know, or what is nobody's business but for a reason. Pages of a client behind a
wall, and of whoever and whatever belongs to it, are noted besides (`PLACES`)."""

PLACES = frozenset("clients people engagements entries touchpoints promises".split())
"""First words of addresses that name something which may stand behind a wall."""

POLICY = frozenset(
    "firm_settings words repeat_policy health_settings gift_limit data_keeping set_up_firm set_up_words set_up_goal"
    " add_rate edit_rate archive_rate restore_rate bring_rates add_cadence edit_cadence archive_cadence"
    " restore_cadence".split()
)
PERMISSION = frozenset(
    "add_colleague edit_colleague close_account reopen_account set_up_invite first_administrator add_team_member"
    " edit_team_member archive_team_member restore_team_member".split()
)
PRIVACY = frozenset(
    "record_consent archive_consent restore_consent opt_out_alumnus opt_in_alumnus erase_person erase_colleague"
    " add_hold archive_hold restore_hold".split()
)
SECURITY = ("account_", "mfa_", "end_session", "end_other_sessions", "end_sessions_of", "send_sign_in_link")
"""Beginnings of names of what is done about signing in."""
SIGNS_IN = frozenset("account_login account_logout mfa_authenticate mfa_login_webauthn".split())
"""Told by the signals of signing in and out."""


def sort_of(act: str) -> str:
    """The kind of entry for a change made at the page of this URL name."""
    if act in POLICY:
        return "policy"
    if act in PERMISSION:
        return "permission"
    if act in PRIVACY:
        return "privacy"
    return "wall" if {"wall", "walls", "glass"} & set(act.split("_")) else "change"


def is_security(act: str) -> bool:
    """Whether a POST to the page of this URL name is about how somebody signs in."""
    return act.startswith(SECURITY) and act not in SIGNS_IN
