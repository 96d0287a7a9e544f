"""Addresses of the repeat-business pages."""

from django.urls import path

from relationships.dashboards import repeat_views, second_engagement_views

urlpatterns = [
    path("repeat/", repeat_views.repeat_business, name="repeat_business"),
    path("repeat/rule/", repeat_views.repeat_rule, name="repeat_rule"),
    path("repeat/export.csv", repeat_views.repeat_export, name="repeat_export"),
    path("repeat/bridge/<str:bar>/", repeat_views.repeat_bridge, name="repeat_bridge"),
    path("repeat/by/<str:segment>/", repeat_views.repeat_by, name="repeat_by"),
    path("repeat/by/<str:segment>/<str:key>/", repeat_views.repeat_segment, name="repeat_segment"),
    path("repeat/clients/<str:public_id>/", repeat_views.repeat_client, name="repeat_client"),
    path("repeat/second-engagement/", second_engagement_views.second_engagement, name="second_engagement"),
    path(
        "repeat/second-engagement.csv",
        second_engagement_views.export_second_engagement,
        name="export_second_engagement",
    ),
    path("repeat/entries/", repeat_views.repeat_entries, name="repeat_entries"),
]
