"""Addresses of the repeat-business pages."""

from django.urls import path

from relationships.dashboards import (
    one_off_views,
    repeat_gap_views,
    repeat_kept_views,
    repeat_outlook_views,
    repeat_sheet_views,
    repeat_views,
    weekly_mail_views,
)

urlpatterns = [
    path("repeat/", repeat_views.repeat_business, name="repeat_business"),
    path("repeat/rule/", repeat_views.repeat_rule, name="repeat_rule"),
    path("repeat/export.csv", repeat_views.repeat_export, name="repeat_export"),
    path("repeat/bridge/<str:bar>/", repeat_views.repeat_bridge, name="repeat_bridge"),
    path("repeat/by/<str:segment>/", repeat_views.repeat_by, name="repeat_by"),
    path("repeat/by/<str:segment>/<str:key>/", repeat_views.repeat_segment, name="repeat_segment"),
    path("repeat/clients/<str:public_id>/", repeat_views.repeat_client, name="repeat_client"),
    path("repeat/readings/", repeat_outlook_views.repeat_readings, name="repeat_readings"),
    path("repeat/readings.csv", repeat_outlook_views.export_repeat_readings, name="export_repeat_readings"),
    path("repeat/readings/<str:reading>/", repeat_outlook_views.repeat_difference, name="repeat_difference"),
    path(
        "repeat/readings/<str:reading>.csv",
        repeat_outlook_views.export_repeat_difference,
        name="export_repeat_difference",
    ),
    path("repeat/forecast/", repeat_outlook_views.repeat_forecast, name="repeat_forecast"),
    path("repeat/forecast.csv", repeat_outlook_views.export_repeat_forecast, name="export_repeat_forecast"),
    path("repeat/second-engagement/", repeat_outlook_views.second_engagement, name="second_engagement"),
    path(
        "repeat/second-engagement.csv",
        repeat_outlook_views.export_second_engagement,
        name="export_second_engagement",
    ),
    path("repeat/look-alikes/", repeat_gap_views.look_alikes, name="look_alikes"),
    path("repeat/one-offs/", one_off_views.one_off_list, name="one_off_list"),
    path("repeat/one-offs/usual/<str:public_id>/forget/", one_off_views.forget_usual, name="forget_usual"),
    path("repeat/one-offs/<str:kind>/<str:public_id>/mark/", one_off_views.mark_one_off, name="mark_one_off"),
    path("repeat/one-offs/<str:kind>/<str:public_id>/unmark/", one_off_views.unmark_one_off, name="unmark_one_off"),
    path("repeat/one-offs/<str:kind>/<str:public_id>/usual/", one_off_views.say_usual, name="say_usual"),
    path("repeat/gap/", repeat_gap_views.repeat_gap, name="repeat_gap"),
    path("repeat/kept/", repeat_kept_views.repeat_kept, name="repeat_kept"),
    path("repeat/sheet/", repeat_sheet_views.repeat_sheet, name="repeat_sheet"),
    path("repeat/weekly/", weekly_mail_views.weekly_mail, name="weekly_mail"),
    path("repeat/weekly/subscribe/", weekly_mail_views.subscribe_weekly_mail, name="subscribe_weekly_mail"),
    path("repeat/weekly/end/", weekly_mail_views.unsubscribe_weekly_mail, name="unsubscribe_weekly_mail"),
    path("repeat/entries/", repeat_views.repeat_entries, name="repeat_entries"),
]
