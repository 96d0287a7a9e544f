"""Addresses of the pages that find a way to somebody."""

from django.urls import path

from relationships.dashboards import network_views, referrer_views, value_views

urlpatterns = [
    path("network/", network_views.network, name="network"),
    path("network/path/", network_views.network_path, name="network_path"),
    path("network/picture/", network_views.network_picture, name="network_picture"),
    path("network/referrers/", referrer_views.referrer_list, name="referrer_list"),
    path("network/referrers/export/", referrer_views.export_referrers, name="export_referrers"),
    path("network/ask/", network_views.ask_for_introduction, name="ask_for_introduction"),
    path("people/<str:public_id>/brought/", value_views.person_value, name="person_value"),
    path("repeat/alumni/", value_views.alumni_value, name="alumni_value"),
    path("repeat/alumni/export/", value_views.export_alumni_value, name="export_alumni_value"),
    path("introductions/", network_views.introduction_list, name="introduction_list"),
    path("network/introductions/export/", network_views.export_introductions, name="export_introductions"),
]
