"""Who may open and send what: every address of the product, one line each. The tests beside this read it.

Columns: URL name · who may GET · who may POST · what an empty POST by them answers.
Letters: P partner, M account manager, A assistant, L alumni administrator, D administrator, U auditor; "" nobody (405).
Everybody else signed in gets 403, a visitor is sent to sign in. `about` names the record in the address (world.py):
one that does not exist and one behind a wall are 404 alike, for GET and POST. `own`: an account manager may write only
what they look after or took part in (403 for others'). `whose`: what belongs to one colleague is 404 for all others.
Any other method is 405.
"""

from __future__ import annotations

from dataclasses import dataclass, field

ALL = "PMALDU"
NOBODY = ""
WHO_EDIT_CLIENTS = "PMD"
WHO_EDIT_PEOPLE = "PMALD"
WHO_EDIT_ALUMNI = "LD"
WHO_LOG = "PMALD"
WHO_SEE_REPEAT_BUSINESS = "PMDU"
WHO_SEE_HEALTH = "PMADU"
WHO_SEE_FEES = "PMDU"
WHO_ACT_ON_ALERTS = "PMD"
WHO_EDIT_LEDGER = "PD"
WHO_HAND_OVER = "PD"
WHO_MANAGE_WALLS = "PD"
WHO_APPROVE_GIFTS = "PD"
WHO_RUN_THE_FIRM = "D"


@dataclass(frozen=True)
class Page:
    """One address."""

    name: str
    get: str = NOBODY
    post: str = NOBODY
    empty: int | None = None
    """Status of an empty POST by somebody who may."""
    about: str = ""
    own: bool = False
    whose: str = ""
    """The one whose record it is: 404 for everybody else."""
    query: str = ""
    """What a GET needs to answer 200."""
    got: int = 200
    lists: str = ""
    """What the page lists (listed.py): 1 row and 30 rows take the same number of queries."""
    hidden_query: tuple[str, ...] = field(default=())
    """Parameters whose value may name a record: a hidden one changes nothing."""


@dataclass(frozen=True)
class Open:
    """An address without sign-in: for visitors and machines, or of the sign-in library, which has its own tests."""

    name: str
    why: str
    visitor: int = 200


PAGES = [
    # The person who is signed in
    Page("home", ALL, got=302),
    Page("profile", ALL, ALL, 422),
    Page("appearance", ALL, ALL, 422),
    Page("set_appearance", NOBODY, ALL, 400),
    Page("keyboard", ALL, ALL, 422),
    Page("keyboard_help", ALL),
    Page("session_list", ALL),
    Page("end_session", NOBODY, ALL, 303),
    Page("end_other_sessions", NOBODY, ALL, 303),
    Page("stay_signed_in", NOBODY, ALL, 204),
    # Clients
    Page("client_list", ALL, lists="clients"),
    Page("client_detail", ALL, about="client"),
    Page("client_rhythm", ALL, about="client"),
    Page("client_people", ALL, about="client", lists="people of a client"),
    Page("client_work", ALL, about="client", lists="entries of a client"),
    Page("client_record", ALL, about="client"),
    Page("client_options", ALL, query="?q=nov"),
    Page("client_look_alikes", WHO_EDIT_CLIENTS, query="?name=novagen"),
    Page("add_client", WHO_EDIT_CLIENTS, WHO_EDIT_CLIENTS, 422),
    Page("edit_client", WHO_EDIT_CLIENTS, WHO_EDIT_CLIENTS, 422, about="client", own=True),
    Page("archive_client", NOBODY, WHO_EDIT_CLIENTS, 303, about="client", own=True),
    Page("restore_client", NOBODY, WHO_EDIT_CLIENTS, 303, about="client", own=True),
    Page("add_group_edge", WHO_EDIT_CLIENTS, WHO_EDIT_CLIENTS, 422, about="client", own=True),
    Page("edit_group_edge", WHO_EDIT_CLIENTS, WHO_EDIT_CLIENTS, 422, about="group edge", own=True),
    Page("archive_group_edge", NOBODY, WHO_EDIT_CLIENTS, 303, about="group edge", own=True),
    Page("restore_group_edge", NOBODY, WHO_EDIT_CLIENTS, 303, about="group edge", own=True),
    Page("add_joint_term", WHO_EDIT_CLIENTS, WHO_EDIT_CLIENTS, 422, about="client", own=True),
    Page("edit_joint_term", WHO_EDIT_CLIENTS, WHO_EDIT_CLIENTS, 422, about="joint term", own=True),
    Page("archive_joint_term", NOBODY, WHO_EDIT_CLIENTS, 303, about="joint term", own=True),
    Page("restore_joint_term", NOBODY, WHO_EDIT_CLIENTS, 303, about="joint term", own=True),
    Page("add_alias", WHO_EDIT_CLIENTS, WHO_EDIT_CLIENTS, 422, about="client", own=True),
    Page("mark_the_same", NOBODY, WHO_EDIT_CLIENTS, 303, about="look-alikes", own=True),
    Page("take_apart", NOBODY, WHO_EDIT_CLIENTS, 303, about="the same", own=True),
    Page("mark_not_the_same", NOBODY, WHO_EDIT_CLIENTS, 303, about="look-alikes", own=True),
    Page("forget_not_the_same", NOBODY, WHO_EDIT_CLIENTS, 303, about="not the same", own=True),
    Page("edit_alias", WHO_EDIT_CLIENTS, WHO_EDIT_CLIENTS, 422, about="alias", own=True),
    Page("archive_alias", NOBODY, WHO_EDIT_CLIENTS, 303, about="alias", own=True),
    Page("restore_alias", NOBODY, WHO_EDIT_CLIENTS, 303, about="alias", own=True),
    Page("open_dispute", WHO_EDIT_CLIENTS, WHO_EDIT_CLIENTS, 422, about="client", own=True),
    Page("edit_dispute", WHO_EDIT_CLIENTS, WHO_EDIT_CLIENTS, 422, about="dispute", own=True),
    Page("archive_dispute", NOBODY, WHO_EDIT_CLIENTS, 303, about="dispute", own=True),
    Page("restore_dispute", NOBODY, WHO_EDIT_CLIENTS, 303, about="dispute", own=True),
    Page("add_team_member", WHO_EDIT_CLIENTS, WHO_EDIT_CLIENTS, 422, about="client", own=True),
    Page("edit_team_member", WHO_EDIT_CLIENTS, WHO_EDIT_CLIENTS, 422, about="team member", own=True),
    Page("archive_team_member", NOBODY, WHO_EDIT_CLIENTS, 303, about="team member", own=True),
    Page("restore_team_member", NOBODY, WHO_EDIT_CLIENTS, 303, about="team member", own=True),
    # People
    Page("person_list", ALL, lists="people"),
    Page("person_detail", ALL, about="person", lists="positions of a person"),
    Page("add_person", WHO_EDIT_PEOPLE, WHO_EDIT_PEOPLE, 422),
    Page("edit_person", WHO_EDIT_PEOPLE, WHO_EDIT_PEOPLE, 422, about="person"),
    Page("archive_person", NOBODY, WHO_EDIT_PEOPLE, 303, about="person"),
    Page("restore_person", NOBODY, WHO_EDIT_PEOPLE, 303, about="person"),
    Page("add_position", WHO_EDIT_PEOPLE, WHO_EDIT_PEOPLE, 422, about="person"),
    Page("edit_position", WHO_EDIT_PEOPLE, WHO_EDIT_PEOPLE, 422, about="position"),
    Page("end_position", WHO_EDIT_PEOPLE, WHO_EDIT_PEOPLE, 422, about="position"),
    Page("archive_position", NOBODY, WHO_EDIT_PEOPLE, 303, about="position"),
    Page("restore_position", NOBODY, WHO_EDIT_PEOPLE, 303, about="position"),
    Page("add_contact_point", WHO_EDIT_PEOPLE, WHO_EDIT_PEOPLE, 422, about="person"),
    Page("edit_contact_point", WHO_EDIT_PEOPLE, WHO_EDIT_PEOPLE, 422, about="contact point"),
    Page("archive_contact_point", NOBODY, WHO_EDIT_PEOPLE, 303, about="contact point"),
    Page("restore_contact_point", NOBODY, WHO_EDIT_PEOPLE, 303, about="contact point"),
    Page("add_person_alias", WHO_EDIT_PEOPLE, WHO_EDIT_PEOPLE, 422, about="person"),
    Page("edit_person_alias", WHO_EDIT_PEOPLE, WHO_EDIT_PEOPLE, 422, about="other name"),
    Page("archive_person_alias", NOBODY, WHO_EDIT_PEOPLE, 303, about="other name"),
    Page("restore_person_alias", NOBODY, WHO_EDIT_PEOPLE, 303, about="other name"),
    Page("add_outside_post", WHO_EDIT_PEOPLE, WHO_EDIT_PEOPLE, 422, about="person"),
    Page("edit_outside_post", WHO_EDIT_PEOPLE, WHO_EDIT_PEOPLE, 422, about="outside post"),
    Page("archive_outside_post", NOBODY, WHO_EDIT_PEOPLE, 303, about="outside post"),
    Page("restore_outside_post", NOBODY, WHO_EDIT_PEOPLE, 303, about="outside post"),
    Page("person_ties", ALL, about="person", lists="ties of a person"),
    Page("declare_tie", WHO_EDIT_PEOPLE, WHO_EDIT_PEOPLE, 422, about="person"),
    Page("edit_declared_tie", WHO_EDIT_PEOPLE, WHO_EDIT_PEOPLE, 422, about="declared tie"),
    Page("withdraw_declared_tie", NOBODY, WHO_EDIT_PEOPLE, 303, about="declared tie"),
    Page("restore_declared_tie", NOBODY, WHO_EDIT_PEOPLE, 303, about="declared tie"),
    Page("take_out_of_graph", WHO_EDIT_PEOPLE, WHO_EDIT_PEOPLE, 422, about="person"),
    Page("put_back_into_graph", NOBODY, WHO_EDIT_PEOPLE, 303, about="person"),
    Page("person_history", ALL, about="person"),
    # Hospitality
    Page("guest_book", ALL, about="person", lists="lines of a guest book"),
    Page("guest_book_history", ALL, about="person"),
    Page("add_guest_fact", WHO_EDIT_PEOPLE, WHO_EDIT_PEOPLE, 422, about="person"),
    Page("edit_guest_fact", WHO_EDIT_PEOPLE, WHO_EDIT_PEOPLE, 422, about="guest fact"),
    Page("confirm_guest_fact", NOBODY, WHO_EDIT_PEOPLE, 303, about="guest fact"),
    Page("unconfirm_guest_fact", NOBODY, WHO_EDIT_PEOPLE, 303, about="guest fact"),
    Page("archive_guest_fact", NOBODY, WHO_EDIT_PEOPLE, 303, about="guest fact"),
    Page("restore_guest_fact", NOBODY, WHO_EDIT_PEOPLE, 303, about="guest fact"),
    Page("client_guest_book", ALL, about="client", lists="remembered people of a client"),
    Page("person_brief", ALL, about="person"),
    Page("client_brief", ALL, about="client"),
    Page("arrivals", ALL, lists="arrivals"),
    Page("give_and_ask", ALL, about="person", lists="gives and asks"),
    Page("add_give", WHO_EDIT_PEOPLE, WHO_EDIT_PEOPLE, 422, about="person"),
    Page("add_ask", WHO_EDIT_PEOPLE, WHO_EDIT_PEOPLE, 422, about="person"),
    Page("edit_exchange", WHO_EDIT_PEOPLE, WHO_EDIT_PEOPLE, 422, about="exchange"),
    Page("archive_exchange", NOBODY, WHO_EDIT_PEOPLE, 303, about="exchange"),
    Page("restore_exchange", NOBODY, WHO_EDIT_PEOPLE, 303, about="exchange"),
    Page("gift_list", ALL, lists="gifts"),
    Page("export_gifts", ALL),
    Page("add_gift", WHO_EDIT_PEOPLE, WHO_EDIT_PEOPLE, 422, about="person"),
    Page("edit_gift", WHO_EDIT_PEOPLE, WHO_EDIT_PEOPLE, 422, about="gift"),
    Page("approve_gift", NOBODY, WHO_APPROVE_GIFTS, 303, about="gift"),
    Page("refuse_gift", NOBODY, WHO_APPROVE_GIFTS, 303, about="gift"),
    Page("undecide_gift", NOBODY, WHO_APPROVE_GIFTS, 303, about="gift"),
    Page("archive_gift", NOBODY, WHO_EDIT_PEOPLE, 303, about="gift"),
    Page("restore_gift", NOBODY, WHO_EDIT_PEOPLE, 303, about="gift"),
    Page("gift_limit", WHO_RUN_THE_FIRM, WHO_RUN_THE_FIRM, 422),
    Page("mutual_card", WHO_EDIT_PEOPLE, about="person", lists="proposals of a person"),
    Page("make_card_link", NOBODY, WHO_EDIT_PEOPLE, 303, about="person"),
    Page("revoke_card_link", NOBODY, WHO_EDIT_PEOPLE, 303, about="card link"),
    Page("proposal_list", WHO_EDIT_PEOPLE, lists="proposals"),
    Page("accept_proposal", NOBODY, WHO_EDIT_PEOPLE, 303, about="proposal"),
    Page("decline_proposal", NOBODY, WHO_EDIT_PEOPLE, 303, about="proposal"),
    Page("undecide_proposal", NOBODY, WHO_EDIT_PEOPLE, 303, about="proposal"),
    # Alumni
    Page("alumni_list", ALL, lists="alumni"),
    Page("export_alumni", ALL),
    Page("alumnus_detail", ALL, about="alumnus", lists="jobs of an alumnus"),
    Page("alumnus_history", ALL, about="alumnus"),
    Page("add_alumnus", WHO_EDIT_ALUMNI, WHO_EDIT_ALUMNI, 422),
    Page("edit_alumnus", WHO_EDIT_ALUMNI, WHO_EDIT_ALUMNI, 422, about="alumnus"),
    Page("archive_alumnus", NOBODY, WHO_EDIT_ALUMNI, 303, about="alumnus"),
    Page("restore_alumnus", NOBODY, WHO_EDIT_ALUMNI, 303, about="alumnus"),
    Page("opt_out_alumnus", NOBODY, WHO_EDIT_ALUMNI, 303, about="alumnus"),
    Page("opt_in_alumnus", NOBODY, WHO_EDIT_ALUMNI, 303, about="alumnus"),
    Page("ask_for_consent", NOBODY, WHO_EDIT_ALUMNI, 303, about="alumnus"),
    Page("consent_text_list", WHO_EDIT_ALUMNI, lists="consent texts"),
    Page("add_consent_text", WHO_EDIT_ALUMNI, WHO_EDIT_ALUMNI, 422),
    Page("archive_consent_text", NOBODY, WHO_EDIT_ALUMNI, 303, about="consent text"),
    Page("restore_consent_text", NOBODY, WHO_EDIT_ALUMNI, 303, about="consent text"),
    Page("record_consent", WHO_EDIT_ALUMNI, WHO_EDIT_ALUMNI, 422, about="alumnus"),
    Page("archive_consent", NOBODY, WHO_EDIT_ALUMNI, 303, about="consent"),
    Page("restore_consent", NOBODY, WHO_EDIT_ALUMNI, 303, about="consent"),
    # Touchpoints
    Page("client_timeline", ALL, about="client", lists="touchpoints of a client"),
    Page("person_timeline", ALL, about="person", lists="touchpoints of a person"),
    Page("log_interaction", WHO_LOG, WHO_LOG, 422),
    Page("parse_log_line", WHO_LOG, WHO_LOG, 200, query="?q=call+ana@nov+yd"),
    Page("interaction_detail", ALL, about="touchpoint"),
    Page("interaction_history", ALL, about="touchpoint"),
    Page("edit_interaction", WHO_LOG, WHO_LOG, 422, about="touchpoint", own=True),
    Page("undo_interaction", NOBODY, WHO_LOG, 303, about="touchpoint", own=True),
    Page("restore_interaction", NOBODY, WHO_LOG, 303, about="touchpoint", own=True),
    Page("attach_file", WHO_LOG, WHO_LOG, 422, about="touchpoint", own=True),
    Page("download_attachment", ALL, about="attachment"),
    Page("archive_attachment", NOBODY, WHO_LOG, 303, about="attachment", own=True),
    Page("restore_attachment", NOBODY, WHO_LOG, 303, about="attachment", own=True),
    # My day
    Page("my_day", WHO_LOG),
    Page("log_from_day", WHO_LOG, WHO_LOG, 422, about="person"),
    Page("snooze_from_day", NOBODY, WHO_LOG, 422, about="person"),
    Page("dismiss_from_day", NOBODY, WHO_LOG, 303, about="person"),
    Page("restore_to_day", NOBODY, WHO_LOG, 303, about="person"),
    Page("meet_from_day", WHO_LOG, about="person"),
    # Cadence
    Page("rhythm_list", WHO_LOG, lists="clients in rhythm"),
    Page("cadence_list", WHO_RUN_THE_FIRM, lists="cadences"),
    Page("add_cadence", WHO_RUN_THE_FIRM, WHO_RUN_THE_FIRM, 422),
    Page("edit_cadence", WHO_RUN_THE_FIRM, WHO_RUN_THE_FIRM, 422, about="cadence"),
    Page("archive_cadence", NOBODY, WHO_RUN_THE_FIRM, 303, about="cadence"),
    Page("restore_cadence", NOBODY, WHO_RUN_THE_FIRM, 303, about="cadence"),
    Page("person_cadence", WHO_EDIT_PEOPLE, WHO_EDIT_PEOPLE, 422, about="person"),
    Page("end_person_cadence", NOBODY, WHO_EDIT_PEOPLE, 303, about="person"),
    # Notices
    Page("notice_list", ALL),
    Page("settle_notice", NOBODY, ALL, 303, about="notice", whose="M"),
    Page("snooze_notice", NOBODY, ALL, 303, about="notice", whose="M"),
    Page("reopen_notice", NOBODY, ALL, 303, about="notice", whose="M"),
    Page("notice_choices", ALL, ALL, 422),
    # Promises
    Page("promise_list", ALL, lists="promises"),
    Page("export_promises", ALL, lists="promises"),
    Page("client_promises", ALL, about="client"),
    Page("person_promises", ALL, about="person"),
    Page("make_promise", WHO_LOG, WHO_LOG, 422),
    Page("promise_detail", ALL, about="promise"),
    Page("edit_promise", WHO_LOG, WHO_LOG, 422, about="promise", own=True),
    Page("keep_promise", NOBODY, WHO_LOG, 303, about="promise", own=True),
    Page("break_promise", NOBODY, WHO_LOG, 303, about="promise", own=True),
    Page("withdraw_promise", NOBODY, WHO_LOG, 303, about="promise", own=True),
    Page("reopen_promise", NOBODY, WHO_LOG, 303, about="promise", own=True),
    Page("archive_promise", NOBODY, WHO_LOG, 303, about="promise", own=True),
    Page("restore_promise", NOBODY, WHO_LOG, 303, about="promise", own=True),
    # Work and its ledger
    Page("engagement_list", ALL, lists="engagements"),
    Page("start_engagement", WHO_EDIT_CLIENTS, WHO_EDIT_CLIENTS, 422),
    Page("client_engagements", ALL, about="client", lists="work of a client"),
    Page("engagement_detail", ALL, about="engagement", lists="entries of an engagement"),
    Page("engagement_options", ALL, about="client", query="?engagement=audit"),
    Page("add_engagement", WHO_EDIT_CLIENTS, WHO_EDIT_CLIENTS, 422, about="client", own=True),
    Page("edit_engagement", WHO_EDIT_CLIENTS, WHO_EDIT_CLIENTS, 422, about="engagement", own=True),
    Page("close_engagement", NOBODY, WHO_EDIT_CLIENTS, 303, about="engagement", own=True),
    Page("reopen_engagement", NOBODY, WHO_EDIT_CLIENTS, 303, about="engagement", own=True),
    Page("archive_engagement", NOBODY, WHO_EDIT_CLIENTS, 303, about="engagement", own=True),
    Page("restore_engagement", NOBODY, WHO_EDIT_CLIENTS, 303, about="engagement", own=True),
    Page("ledger_entry_detail", WHO_SEE_FEES, about="ledger entry"),
    Page("add_ledger_entry", WHO_EDIT_LEDGER, WHO_EDIT_LEDGER, 422, about="client"),
    Page("edit_ledger_entry", WHO_EDIT_LEDGER, WHO_EDIT_LEDGER, 422, about="ledger entry"),
    Page("follow_register", NOBODY, WHO_EDIT_LEDGER, 303, about="ledger entry"),
    Page("keep_correction", NOBODY, WHO_EDIT_LEDGER, 303, about="ledger entry"),
    Page("archive_ledger_entry", NOBODY, WHO_EDIT_LEDGER, 303, about="ledger entry"),
    Page("restore_ledger_entry", NOBODY, WHO_EDIT_LEDGER, 303, about="ledger entry"),
    # Repeat business
    Page("repeat_business", WHO_SEE_REPEAT_BUSINESS),
    Page("repeat_rule", WHO_SEE_REPEAT_BUSINESS),
    Page("repeat_export", WHO_SEE_REPEAT_BUSINESS),
    Page("repeat_bridge", WHO_SEE_REPEAT_BUSINESS, about="bar", lists="clients behind a bar"),
    Page("repeat_by", WHO_SEE_REPEAT_BUSINESS, about="segment", lists="practices with fees"),
    Page("repeat_segment", WHO_SEE_REPEAT_BUSINESS, about="segment key", lists="clients of a practice"),
    Page("repeat_client", WHO_SEE_REPEAT_BUSINESS, about="client group", lists="engagements of a client"),
    Page("repeat_readings", WHO_SEE_REPEAT_BUSINESS),
    Page("export_repeat_readings", WHO_SEE_REPEAT_BUSINESS),
    Page("repeat_difference", WHO_SEE_REPEAT_BUSINESS, about="reading", lists="clients that came back late"),
    Page("export_repeat_difference", WHO_SEE_REPEAT_BUSINESS, about="reading"),
    Page("repeat_forecast", WHO_SEE_REPEAT_BUSINESS),
    Page("export_repeat_forecast", WHO_SEE_REPEAT_BUSINESS),
    Page("second_engagement", WHO_SEE_REPEAT_BUSINESS, lists="new clients on the clock"),
    Page("export_second_engagement", WHO_SEE_REPEAT_BUSINESS),
    Page("look_alikes", WHO_SEE_REPEAT_BUSINESS, lists="look-alikes"),
    Page("repeat_gap", WHO_SEE_REPEAT_BUSINESS, lists="quiet clients"),
    Page("one_off_list", WHO_SEE_REPEAT_BUSINESS, lists="proposed one-offs"),
    Page("mark_one_off", NOBODY, WHO_EDIT_LEDGER, 303, about="one-off work"),
    Page("unmark_one_off", NOBODY, WHO_EDIT_LEDGER, 303, about="one-off work"),
    Page("say_usual", NOBODY, WHO_EDIT_LEDGER, 303, about="one-off work"),
    Page("forget_usual", NOBODY, WHO_EDIT_LEDGER, 303, about="usual work"),
    Page("repeat_sheet", WHO_SEE_REPEAT_BUSINESS),
    Page("repeat_kept", WHO_SEE_REPEAT_BUSINESS),
    Page("weekly_mail", WHO_SEE_REPEAT_BUSINESS),
    Page("subscribe_weekly_mail", NOBODY, WHO_SEE_REPEAT_BUSINESS, 303),
    Page("unsubscribe_weekly_mail", NOBODY, WHO_SEE_REPEAT_BUSINESS, 303),
    Page("repeat_entries", WHO_SEE_REPEAT_BUSINESS, lists="entries"),
    # Health
    Page("work_out_past_day", NOBODY, WHO_SEE_HEALTH, 303),
    Page("past_portfolio", WHO_SEE_HEALTH, lists="kept scores"),
    Page("raise_doubt", "PMAD", "PMAD", 422, about="client"),
    Page("answer_doubt", "PMAD", "PMAD", 422, about="doubt"),
    Page("take_back_doubt", NOBODY, "PMAD", 303, about="doubt"),
    Page("restore_doubt", NOBODY, "PMAD", 303, about="doubt"),
    Page("doubt_list", WHO_SEE_HEALTH, lists="doubts"),
    Page("client_health_history", WHO_SEE_HEALTH, about="client"),
    Page("client_health", WHO_SEE_HEALTH, about="client"),
    Page("health_part", WHO_SEE_HEALTH, about="health part"),
    Page("tie_touches", WHO_SEE_HEALTH, about="tie"),
    Page("client_health_vital", WHO_SEE_HEALTH, about="client"),
    # Insight: portfolio, evidence, alerts
    Page("portfolio", WHO_SEE_REPEAT_BUSINESS, lists="scored clients"),
    Page("export_portfolio", WHO_SEE_REPEAT_BUSINESS),
    Page("evidence", WHO_SEE_REPEAT_BUSINESS),
    Page("export_evidence", WHO_SEE_REPEAT_BUSINESS),
    Page("client_return", WHO_SEE_REPEAT_BUSINESS, about="client"),
    Page("alert_list", WHO_SEE_HEALTH, lists="alerts"),
    Page("settle_alert", NOBODY, WHO_ACT_ON_ALERTS, 303, about="alert", own=True),
    Page("reopen_alert", NOBODY, WHO_ACT_ON_ALERTS, 303, about="alert", own=True),
    Page("snooze_alert", WHO_ACT_ON_ALERTS, WHO_ACT_ON_ALERTS, 422, about="alert", own=True),
    Page("lift_snooze", NOBODY, WHO_ACT_ON_ALERTS, 303, about="alert snooze", own=True),
    # Finding
    Page("find", ALL, query="?q=nov"),
    Page("search", ALL, query="?q=nov"),
    # Moves
    Page("move_list", WHO_EDIT_PEOPLE, lists="signs of moves"),
    Page("record_person_move", WHO_EDIT_PEOPLE, WHO_EDIT_PEOPLE, 422, about="person"),
    Page("dismiss_move", NOBODY, WHO_EDIT_PEOPLE, 303, about="sign of a move"),
    Page("reopen_move", NOBODY, WHO_EDIT_PEOPLE, 303, about="sign of a move"),
    # Colleagues who leave
    Page("departures", WHO_HAND_OVER, lists="departures"),
    Page("record_departure", WHO_RUN_THE_FIRM, WHO_RUN_THE_FIRM, 422, about="colleague"),
    Page("departure_detail", WHO_HAND_OVER, WHO_HAND_OVER, 303, about="departure", lists="ties handed over"),
    Page("export_departure", WHO_HAND_OVER, about="departure"),
    Page("edit_departure", WHO_RUN_THE_FIRM, WHO_RUN_THE_FIRM, 422, about="departure"),
    Page("plan_goodbyes", NOBODY, WHO_HAND_OVER, 303, about="departure"),
    Page("complete_departure", NOBODY, WHO_RUN_THE_FIRM, 303, about="departure"),
    Page("undo_departure", NOBODY, WHO_RUN_THE_FIRM, 303, about="departure"),
    Page("edit_handover", WHO_HAND_OVER, WHO_HAND_OVER, 422, about="handover"),
    # Planned touches
    Page("client_planned", ALL, about="client"),
    Page("planned_list", WHO_LOG, lists="planned touches"),
    Page("plan_touch", WHO_LOG, WHO_LOG, 422, about="client"),
    Page("finish_planned_touch", NOBODY, WHO_LOG, 303, about="planned touch", whose="M"),
    Page("withdraw_planned_touch", NOBODY, WHO_LOG, 303, about="planned touch", whose="M"),
    Page("reopen_planned_touch", NOBODY, WHO_LOG, 303, about="planned touch", whose="M"),
    # Capture: everybody their own
    Page("capture_list", WHO_LOG, lists="captured messages"),
    Page("upload_capture", WHO_LOG, WHO_LOG, 422, lists="capture runs"),
    Page("undelivered_list", WHO_RUN_THE_FIRM, lists="mail for nobody"),
    Page("correspondent_list", WHO_EDIT_PEOPLE, lists="correspondents"),
    Page("answer_correspondent", WHO_EDIT_PEOPLE, WHO_EDIT_PEOPLE, 422, about="correspondent", whose="M"),
    Page("leave_out_correspondent", NOBODY, WHO_EDIT_PEOPLE, 303, about="correspondent", whose="M"),
    Page("ask_again_correspondent", NOBODY, WHO_EDIT_PEOPLE, 303, about="correspondent", whose="M"),
    Page("capture_settings", WHO_LOG, WHO_LOG, 422, lists="calendars"),
    Page("make_drop_address", NOBODY, WHO_LOG, 303),
    Page("withdraw_drop_address", NOBODY, WHO_LOG, 303),
    Page("make_feed", NOBODY, WHO_LOG, 200),
    Page("withdraw_feed", NOBODY, WHO_LOG, 303),
    Page("subscribe_calendar", WHO_LOG, WHO_LOG, 422),
    Page("end_calendar", NOBODY, WHO_LOG, 303, about="calendar", whose="M"),
    Page("resume_calendar", NOBODY, WHO_LOG, 303, about="calendar", whose="M"),
    Page("read_calendar_now", NOBODY, WHO_LOG, 303, about="calendar", whose="M"),
    Page("write_to_person", WHO_LOG, WHO_LOG, 303, about="person"),
    Page("confirm_draft", NOBODY, WHO_LOG, 303, about="draft", whose="M"),
    Page("let_draft_go", NOBODY, WHO_LOG, 303, about="draft", whose="M"),
    Page("take_draft_up", NOBODY, WHO_LOG, 303, about="draft", whose="M"),
    # Lists: views, pins, acts on many, downloads
    Page("add_view", ALL, ALL, 422, query="?list=clients"),
    Page("edit_view", ALL, ALL, 422, about="view", whose="M"),
    Page("update_view", NOBODY, ALL, 303, about="view", whose="M"),
    Page("archive_view", NOBODY, ALL, 303, about="view", whose="M"),
    Page("restore_view", NOBODY, ALL, 303, about="view", whose="M"),
    Page("set_default_view", NOBODY, ALL, 303, about="view"),
    Page("pin_list", ALL, lists="pins"),
    Page("add_pin", NOBODY, ALL, 400),
    Page("remove_pin", NOBODY, ALL, 400),
    Page("bulk_clients", ALL, ALL, 422),
    Page("bulk_people", ALL, ALL, 422),
    Page("bulk_alumni", ALL, ALL, 422),
    Page("bulk_engagements", ALL, ALL, 422),
    Page("bulk_change", ALL, about="bulk change", whose="M"),
    Page("undo_bulk_change", NOBODY, ALL, 303, about="bulk change", whose="M"),
    Page("export_clients", ALL, lists="clients"),
    Page("export_people", ALL, lists="people"),
    Page("export_engagements", ALL, lists="engagements"),
    # Walls
    Page("wall_list", WHO_MANAGE_WALLS, lists="walls"),
    Page("add_wall", WHO_MANAGE_WALLS, WHO_MANAGE_WALLS, 422),
    Page("wall_detail", WHO_MANAGE_WALLS, about="wall"),
    Page("edit_wall", WHO_MANAGE_WALLS, WHO_MANAGE_WALLS, 422, about="wall"),
    Page("restore_wall", NOBODY, WHO_MANAGE_WALLS, 303, about="wall"),
    Page("attest_wall", WHO_MANAGE_WALLS, WHO_MANAGE_WALLS, 303, about="wall"),
    Page("wall_proof", WHO_MANAGE_WALLS, about="wall"),
    Page("export_wall_proof", WHO_MANAGE_WALLS, about="wall"),
    Page("break_glass", WHO_MANAGE_WALLS, WHO_MANAGE_WALLS, 422),
    Page("leave_glass", NOBODY, WHO_MANAGE_WALLS, 303),
    Page("import_walls", WHO_MANAGE_WALLS, WHO_MANAGE_WALLS, 422),
    Page("wall_notices", ALL, lists="wall notices"),
    Page("confirm_wall_notice", NOBODY, ALL, 303, about="wall notice", whose="M"),
    Page("end_wall", WHO_MANAGE_WALLS, WHO_MANAGE_WALLS, 303, about="wall"),
    # Proof
    Page("audit_log", "DU", query="?kind=read", lists="audit entries"),
    Page("export_audit", "DU"),
    Page("audit_change", "DU", about="audit change"),
    # The firm
    Page("firm_settings", WHO_RUN_THE_FIRM, WHO_RUN_THE_FIRM, 422),
    Page("sign_in_rules", WHO_RUN_THE_FIRM, WHO_RUN_THE_FIRM, 422),
    Page("words", WHO_RUN_THE_FIRM, WHO_RUN_THE_FIRM, 422),
    Page("rate_list", WHO_RUN_THE_FIRM, lists="exchange rates"),
    Page("add_rate", WHO_RUN_THE_FIRM, WHO_RUN_THE_FIRM, 422),
    Page("bring_rates", WHO_RUN_THE_FIRM, WHO_RUN_THE_FIRM, 422),
    Page("edit_rate", WHO_RUN_THE_FIRM, WHO_RUN_THE_FIRM, 422, about="exchange rate"),
    Page("archive_rate", NOBODY, WHO_RUN_THE_FIRM, 303, about="exchange rate"),
    Page("restore_rate", NOBODY, WHO_RUN_THE_FIRM, 303, about="exchange rate"),
    Page("repeat_policy", WHO_RUN_THE_FIRM, WHO_RUN_THE_FIRM, 422),
    Page("health_settings", WHO_RUN_THE_FIRM, WHO_RUN_THE_FIRM, 422),
    Page("sample_data", WHO_RUN_THE_FIRM),
    Page("add_sample_data", NOBODY, WHO_RUN_THE_FIRM, 303),
    Page("remove_sample_data", NOBODY, WHO_RUN_THE_FIRM, 303),
    Page("set_up", WHO_RUN_THE_FIRM, got=303),
    Page("set_up_firm", WHO_RUN_THE_FIRM, WHO_RUN_THE_FIRM, 422),
    Page("set_up_words", WHO_RUN_THE_FIRM, WHO_RUN_THE_FIRM, 422),
    Page("set_up_goal", WHO_RUN_THE_FIRM, WHO_RUN_THE_FIRM, 422),
    Page("set_up_clients", WHO_RUN_THE_FIRM),
    Page("set_up_invite", WHO_RUN_THE_FIRM, WHO_RUN_THE_FIRM, 422),
    Page("end_set_up", NOBODY, WHO_RUN_THE_FIRM, 303),
    Page("import_list", WHO_RUN_THE_FIRM, lists="import runs"),
    Page("colleague_list", WHO_RUN_THE_FIRM, lists="colleagues"),
    Page("add_colleague", WHO_RUN_THE_FIRM, WHO_RUN_THE_FIRM, 422),
    Page("colleague_detail", WHO_RUN_THE_FIRM, about="colleague"),
    Page("edit_colleague", WHO_RUN_THE_FIRM, WHO_RUN_THE_FIRM, 422, about="colleague"),
    Page("close_account", NOBODY, WHO_RUN_THE_FIRM, 303, about="colleague"),
    Page("reopen_account", NOBODY, WHO_RUN_THE_FIRM, 303, about="colleague"),
    Page("end_sessions_of", NOBODY, WHO_RUN_THE_FIRM, 303, about="colleague"),
    Page("start_over_second_step", NOBODY, WHO_RUN_THE_FIRM, 303, about="colleague"),
    Page("send_sign_in_link", NOBODY, WHO_RUN_THE_FIRM, 303, about="colleague"),
    *[
        page
        for kind in ("office", "practice")
        for page in (
            Page(f"{kind}_list", WHO_RUN_THE_FIRM, lists=f"{kind}s"),
            Page(f"add_{kind}", WHO_RUN_THE_FIRM, WHO_RUN_THE_FIRM, 422),
            Page(f"edit_{kind}", WHO_RUN_THE_FIRM, WHO_RUN_THE_FIRM, 422, about=kind),
            Page(f"archive_{kind}", NOBODY, WHO_RUN_THE_FIRM, 303, about=kind),
            Page(f"restore_{kind}", NOBODY, WHO_RUN_THE_FIRM, 303, about=kind),
        )
    ],
]

_SECOND_STEP = "one's own second step: the library's pages, with tests of their own"
_ALLAUTH = "the sign-in library's own page"
OPEN = [
    Open("healthz", "for supervisors and load balancers; tells nothing about the data"),
    Open("readyz", "the same", visitor=0),
    Open("own_card", "for whoever holds the address of their own card: their own data, as proposals", visitor=0),
    Open("own_page", "for alumni without an account: their page while a visit lasts, else the door to it"),
    Open("ask_for_own_page", "where alumni ask for the address of their page; tells nobody who is known", visitor=405),
    Open("open_own_page", "for whoever holds the address of their page, once", visitor=0),
    Open("leave_own_page", "the end of such a visit", visitor=405),
    Open("choose_visibility", "during such a visit: whom they let see what of themselves", visitor=405),
    Open("choose_consent", "during such a visit: what they hear from us", visitor=405),
    Open("say_on_own_page", "during such a visit: a word to us", visitor=405),
    Open("tell_new_post", "during such a visit: a new post, which a colleague looks at", visitor=405),
    Open("answer_consent", "for whoever holds the link in our request: what they agree to", visitor=0),
    Open("stop_mail", "for whoever holds the link in our mail: no more of it", visitor=0),
    Open("calendar_feed", "for calendar programs, by a secret and revocable address", visitor=0),
    Open("first_administrator", "for the holder of the server's key, until somebody administers the firm", visitor=0),
    Open("account_login", "where visitors sign in"),
    Open("account_logout", _ALLAUTH, visitor=302),
    Open("account_inactive", _ALLAUTH),
    Open("account_signup", "closed: addresses are given out by the firm"),
    Open("account_reauthenticate", _ALLAUTH, visitor=302),
    Open("account_email", _ALLAUTH, visitor=302),
    Open("account_email_verification_sent", _ALLAUTH),
    Open("account_confirm_email", _ALLAUTH, visitor=0),
    Open("account_change_password", _ALLAUTH, visitor=302),
    Open("account_set_password", _ALLAUTH, visitor=302),
    Open("account_reset_password", "for visitors who forgot their password"),
    Open("account_reset_password_done", _ALLAUTH),
    Open("account_reset_password_from_key", _ALLAUTH, visitor=0),
    Open("account_reset_password_from_key_done", _ALLAUTH),
    Open("account_confirm_login_code", _ALLAUTH, visitor=0),
    Open("mfa_index", _SECOND_STEP, visitor=302),
    Open("mfa_authenticate", "between the password and the first page", visitor=302),
    Open("mfa_login_webauthn", "where visitors sign in with a passkey", visitor=302),
    *[
        Open(f"mfa_{name}", _SECOND_STEP, visitor=302)
        for name in (
            *("reauthenticate", "activate_totp", "deactivate_totp", "view_recovery_codes", "generate_recovery_codes"),
            *("list_webauthn", "add_webauthn", "reauthenticate_webauthn"),
        )
    ],
    Open("openid_connect_login", "to the firm's own provider, where there is one", visitor=0),
    Open("openid_connect_callback", "back from it", visitor=0),
    *[
        Open(f"socialaccount_{name}", "leads back to the sign-in page", visitor=302)
        for name in ("login_cancelled", "login_error", "signup", "connections")
    ],
    Open("mfa_edit_webauthn", _SECOND_STEP, visitor=0),
    Open("mfa_remove_webauthn", _SECOND_STEP, visitor=0),
]
