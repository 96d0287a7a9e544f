"""Addresses of pages that combine several ideas, one module a family."""

from django.urls import include, path

urlpatterns = [
    path("", include("relationships.dashboards.list_urls")),
    path("", include("relationships.dashboards.client_urls")),
    path("", include("relationships.dashboards.move_urls")),
    path("", include("relationships.dashboards.people_urls")),
    path("", include("relationships.dashboards.alumni_urls")),
    path("", include("relationships.dashboards.departure_urls")),
    path("", include("relationships.dashboards.repeat_urls")),
    path("", include("relationships.dashboards.insight_urls")),
    path("", include("relationships.dashboards.key_people_urls")),
    path("", include("relationships.dashboards.timeline_urls")),
    path("", include("relationships.dashboards.work_urls")),
    path("", include("relationships.dashboards.host_urls")),
    path("", include("relationships.dashboards.network_urls")),
]
