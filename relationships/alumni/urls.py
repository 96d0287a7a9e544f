"""Addresses where alumni are written. Their directory and page: `dashboards.alumni_urls`."""

from django.urls import path

from relationships.alumni import (
    answer_views,
    consent_views,
    event_views,
    guest_list_views,
    own_invitation_views,
    own_page_views,
    text_views,
    views,
    word_views,
)

_GUEST = "events/<str:public_id>/guests/<str:invitation_id>"

urlpatterns = [
    path("alumni/consent-texts/", text_views.consent_text_list, name="consent_text_list"),
    path("alumni/consent-texts/new/", text_views.add_consent_text, name="add_consent_text"),
    path("alumni/consent-texts/<str:public_id>/archive/", text_views.archive_consent_text, name="archive_consent_text"),
    path("alumni/consent-texts/<str:public_id>/restore/", text_views.restore_consent_text, name="restore_consent_text"),
    path("alumni/words/", word_views.word_list, name="word_list"),
    path("alumni/words/<str:public_id>/settle/", word_views.settle_word, name="settle_word"),
    path("alumni/words/<str:public_id>/unsettle/", word_views.unsettle_word, name="unsettle_word"),
    path("alumni/new/", views.add_alumnus, name="add_alumnus"),
    path("alumni/<str:public_id>/edit/", views.edit_alumnus, name="edit_alumnus"),
    path("alumni/<str:public_id>/archive/", views.archive_alumnus, name="archive_alumnus"),
    path("alumni/<str:public_id>/restore/", views.restore_alumnus, name="restore_alumnus"),
    path("alumni/<str:public_id>/leave-out/", views.opt_out_alumnus, name="opt_out_alumnus"),
    path("alumni/<str:public_id>/take-in/", views.opt_in_alumnus, name="opt_in_alumnus"),
    path("alumni/<str:public_id>/consent/ask/", consent_views.ask_for_consent, name="ask_for_consent"),
    path("alumni/<str:public_id>/consent/new/", consent_views.record_consent, name="record_consent"),
    path(
        "alumni/<str:public_id>/consent/<str:consent_id>/archive/",
        consent_views.archive_consent,
        name="archive_consent",
    ),
    path(
        "alumni/<str:public_id>/consent/<str:consent_id>/restore/",
        consent_views.restore_consent,
        name="restore_consent",
    ),
    path("events/", event_views.event_list, name="event_list"),
    path("events/new/", event_views.add_event, name="add_event"),
    path("events/<str:public_id>/", event_views.event_detail, name="event_detail"),
    path("events/<str:public_id>/edit/", event_views.edit_event, name="edit_event"),
    path("events/<str:public_id>/archive/", event_views.archive_event, name="archive_event"),
    path("events/<str:public_id>/restore/", event_views.restore_event, name="restore_event"),
    path("events/<str:public_id>/call-off/", event_views.call_off_event, name="call_off_event"),
    path("events/<str:public_id>/calendar/", event_views.event_calendar, name="event_calendar"),
    path("events/<str:public_id>/guests.csv", event_views.export_guests, name="export_guests"),
    path("events/<str:public_id>/invite/", guest_list_views.send_invitations, name="send_invitations"),
    path("events/<str:public_id>/who-came/", guest_list_views.record_attendance, name="record_attendance"),
    path("events/<str:public_id>/follow-up/", guest_list_views.follow_up_guests, name="follow_up_guests"),
    path(f"{_GUEST}/answer/", guest_list_views.answer_for_guest, name="answer_for_guest"),
    path(f"{_GUEST}/archive/", guest_list_views.archive_invitation, name="archive_invitation"),
    path(f"{_GUEST}/restore/", guest_list_views.restore_invitation, name="restore_invitation"),
    # For alumni themselves, without an account.
    path("your-page/", own_page_views.own_page, name="own_page"),
    path("your-page/ask/", own_page_views.ask_for_own_page, name="ask_for_own_page"),
    path("your-page/leave/", own_page_views.leave_own_page, name="leave_own_page"),
    path("your-page/visibility/", own_page_views.choose_visibility, name="choose_visibility"),
    path("your-page/consent/", own_page_views.choose_consent, name="choose_consent"),
    path("your-page/word/", own_page_views.say_on_own_page, name="say_on_own_page"),
    path("your-page/new-post/", own_page_views.tell_new_post, name="tell_new_post"),
    path("your-page/open/<str:token>/", own_page_views.open_own_page, name="open_own_page"),
    path("consent/<str:token>/", answer_views.answer_consent, name="answer_consent"),
    path("no-more/<str:token>/", answer_views.stop_mail, name="stop_mail"),
    path("your-page/events/<str:public_id>/", own_invitation_views.answer_on_own_page, name="answer_on_own_page"),
    path("invitation/<str:token>/", own_invitation_views.own_invitation, name="own_invitation"),
    path(
        "invitation/<str:token>/calendar/",
        own_invitation_views.own_invitation_calendar,
        name="own_invitation_calendar",
    ),
]
