"""Addresses of touchpoints and of the log line."""

from django.urls import path

from relationships.interactions import attachment_views, cadence_views, log_views, planned_views, promise_views, views

urlpatterns = [
    path("log/", log_views.log_interaction, name="log_interaction"),
    path("log/parse/", log_views.parse_log_line, name="parse_log_line"),
    path("touchpoints/<str:public_id>/", views.interaction_detail, name="interaction_detail"),
    path("touchpoints/<str:public_id>/edit/", views.edit_interaction, name="edit_interaction"),
    path("touchpoints/<str:public_id>/undo/", views.undo_interaction, name="undo_interaction"),
    path("touchpoints/<str:public_id>/restore/", views.restore_interaction, name="restore_interaction"),
    path("touchpoints/<str:public_id>/history/", views.interaction_history, name="interaction_history"),
    path("touchpoints/<str:public_id>/files/", attachment_views.attach_file, name="attach_file"),
    path(
        "touchpoints/<str:public_id>/files/<str:file_id>/",
        attachment_views.download_attachment,
        name="download_attachment",
    ),
    path(
        "touchpoints/<str:public_id>/files/<str:file_id>/archive/",
        attachment_views.archive_attachment,
        name="archive_attachment",
    ),
    path(
        "touchpoints/<str:public_id>/files/<str:file_id>/restore/",
        attachment_views.restore_attachment,
        name="restore_attachment",
    ),
    path("planned/", planned_views.planned_list, name="planned_list"),
    path("clients/<str:public_id>/planned/", planned_views.client_planned, name="client_planned"),
    path("clients/<str:public_id>/plan-touch/", planned_views.plan_touch, name="plan_touch"),
    path("planned/<str:public_id>/done/", planned_views.finish_planned_touch, name="finish_planned_touch"),
    path("planned/<str:public_id>/withdraw/", planned_views.withdraw_planned_touch, name="withdraw_planned_touch"),
    path("planned/<str:public_id>/reopen/", planned_views.reopen_planned_touch, name="reopen_planned_touch"),
    path("clients/<str:public_id>/promises/", promise_views.client_promises, name="client_promises"),
    path("people/<str:public_id>/promises/", promise_views.person_promises, name="person_promises"),
    path("settings/cadence/", cadence_views.cadence_list, name="cadence_list"),
    path("settings/cadence/new/", cadence_views.add_cadence, name="add_cadence"),
    path("settings/cadence/<str:public_id>/", cadence_views.edit_cadence, name="edit_cadence"),
    path("settings/cadence/<str:public_id>/archive/", cadence_views.archive_cadence, name="archive_cadence"),
    path("settings/cadence/<str:public_id>/restore/", cadence_views.restore_cadence, name="restore_cadence"),
    path("people/<str:public_id>/cadence/", cadence_views.person_cadence, name="person_cadence"),
    path("people/<str:public_id>/cadence/end/", cadence_views.end_person_cadence, name="end_person_cadence"),
    path("promises/new/", promise_views.make_promise, name="make_promise"),
    path("promises/<str:public_id>/", promise_views.promise_detail, name="promise_detail"),
    path("promises/<str:public_id>/edit/", promise_views.edit_promise, name="edit_promise"),
    path("promises/<str:public_id>/keep/", promise_views.keep_promise, name="keep_promise"),
    path("promises/<str:public_id>/break/", promise_views.break_promise, name="break_promise"),
    path("promises/<str:public_id>/withdraw/", promise_views.withdraw_promise, name="withdraw_promise"),
    path("promises/<str:public_id>/reopen/", promise_views.reopen_promise, name="reopen_promise"),
    path("promises/<str:public_id>/archive/", promise_views.archive_promise, name="archive_promise"),
    path("promises/<str:public_id>/restore/", promise_views.restore_promise, name="restore_promise"),
]
