"""Addresses of My day, promises, cadence and notices."""

from django.urls import path

from relationships.attention import day_views, notice_views, promise_list_views, rhythm_views

urlpatterns = [
    path("rhythm/", rhythm_views.rhythm_list, name="rhythm_list"),
    path("day/", day_views.my_day, name="my_day"),
    path("day/book/", day_views.day_book, name="day_book"),
    path("day/going/", day_views.day_going, name="day_going"),
    path("day/<str:public_id>/log/", day_views.log_from_day, name="log_from_day"),
    path("day/<str:public_id>/snooze/", day_views.snooze_from_day, name="snooze_from_day"),
    path("day/<str:public_id>/dismiss/", day_views.dismiss_from_day, name="dismiss_from_day"),
    path("day/<str:public_id>/restore/", day_views.restore_to_day, name="restore_to_day"),
    path("day/<str:public_id>/meet/", day_views.meet_from_day, name="meet_from_day"),
    path("notices/count/", notice_views.notice_count, name="notice_count"),
    path("notices/", notice_views.notice_list, name="notice_list"),
    path("notices/<str:public_id>/done/", notice_views.settle_notice, name="settle_notice"),
    path("notices/<str:public_id>/snooze/", notice_views.snooze_notice, name="snooze_notice"),
    path("notices/<str:public_id>/reopen/", notice_views.reopen_notice, name="reopen_notice"),
    path("me/notifications/", notice_views.notice_choices, name="notice_choices"),
    path("promises/", promise_list_views.promise_list, name="promise_list"),
    path("promises/all/table/", promise_list_views.export_promises, name="export_promises"),
]
