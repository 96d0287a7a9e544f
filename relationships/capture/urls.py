"""Addresses of capture."""

from django.urls import path

from relationships.capture import feed_views, proposal_views, settings_views, views, write_views

_ASKED, _CALENDAR, _DRAFT = (
    "capture/people/<str:public_id>",
    "me/capture/calendars/<str:public_id>",
    "drafts/<str:public_id>",
)

urlpatterns = [
    path("capture/", views.capture_list, name="capture_list"),
    path("capture/upload/", views.upload_capture, name="upload_capture"),
    path("capture/undelivered/", views.undelivered_list, name="undelivered_list"),
    path("capture/people/", proposal_views.correspondent_list, name="correspondent_list"),
    path(f"{_ASKED}/", proposal_views.answer_correspondent, name="answer_correspondent"),
    path(f"{_ASKED}/leave-out/", proposal_views.leave_out_correspondent, name="leave_out_correspondent"),
    path(f"{_ASKED}/ask-again/", proposal_views.ask_again_correspondent, name="ask_again_correspondent"),
    path("me/capture/", settings_views.capture_settings, name="capture_settings"),
    path("me/capture/drop/new/", settings_views.make_drop_address, name="make_drop_address"),
    path("me/capture/drop/withdraw/", settings_views.withdraw_drop_address, name="withdraw_drop_address"),
    path("me/capture/feed/new/", settings_views.make_feed, name="make_feed"),
    path("me/capture/feed/withdraw/", settings_views.withdraw_feed, name="withdraw_feed"),
    path("me/capture/calendars/new/", settings_views.subscribe_calendar, name="subscribe_calendar"),
    path(f"{_CALENDAR}/end/", settings_views.end_calendar, name="end_calendar"),
    path(f"{_CALENDAR}/resume/", settings_views.resume_calendar, name="resume_calendar"),
    path(f"{_CALENDAR}/read/", settings_views.read_calendar_now, name="read_calendar_now"),
    path("people/<str:public_id>/write/", write_views.write_to_person, name="write_to_person"),
    path(f"{_DRAFT}/confirm/", write_views.confirm_draft, name="confirm_draft"),
    path(f"{_DRAFT}/let-go/", write_views.let_draft_go, name="let_draft_go"),
    path(f"{_DRAFT}/take-up/", write_views.take_draft_up, name="take_draft_up"),
    path("calendar/<str:token>/", feed_views.calendar_feed, name="calendar_feed"),
]
