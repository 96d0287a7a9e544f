"""Addresses where clients are written. Their list and page: `dashboards.client_urls`."""

from django.urls import path

from relationships.clients import (
    alias_views,
    dispute_views,
    group_views,
    joint_views,
    look_alike_views,
    team_views,
    views,
    wall_urls,
)

urlpatterns = [
    *wall_urls.urlpatterns,
    path("clients/new/", views.add_client, name="add_client"),
    path("clients/options/", views.client_options, name="client_options"),
    path("clients/look-alikes/", views.client_look_alikes, name="client_look_alikes"),
    path("clients/<str:public_id>/edit/", views.edit_client, name="edit_client"),
    path("clients/<str:public_id>/archive/", views.archive_client, name="archive_client"),
    path("clients/<str:public_id>/restore/", views.restore_client, name="restore_client"),
    path("clients/<str:public_id>/shares/new/", joint_views.add_joint_term, name="add_joint_term"),
    path("clients/<str:public_id>/shares/<str:term_id>/edit/", joint_views.edit_joint_term, name="edit_joint_term"),
    path(
        "clients/<str:public_id>/shares/<str:term_id>/archive/",
        joint_views.archive_joint_term,
        name="archive_joint_term",
    ),
    path(
        "clients/<str:public_id>/shares/<str:term_id>/restore/",
        joint_views.restore_joint_term,
        name="restore_joint_term",
    ),
    path("clients/<str:public_id>/groups/new/", group_views.add_group_edge, name="add_group_edge"),
    path("clients/<str:public_id>/groups/<str:edge_id>/edit/", group_views.edit_group_edge, name="edit_group_edge"),
    path(
        "clients/<str:public_id>/groups/<str:edge_id>/archive/",
        group_views.archive_group_edge,
        name="archive_group_edge",
    ),
    path(
        "clients/<str:public_id>/groups/<str:edge_id>/restore/",
        group_views.restore_group_edge,
        name="restore_group_edge",
    ),
    path("clients/<str:public_id>/same/<str:other_id>/", look_alike_views.mark_the_same, name="mark_the_same"),
    path("clients/<str:public_id>/same/<str:other_id>/undo/", look_alike_views.take_apart, name="take_apart"),
    path(
        "clients/<str:public_id>/not-the-same/<str:other_id>/",
        look_alike_views.mark_not_the_same,
        name="mark_not_the_same",
    ),
    path(
        "clients/<str:public_id>/not-the-same/<str:other_id>/undo/",
        look_alike_views.forget_not_the_same,
        name="forget_not_the_same",
    ),
    path("clients/<str:public_id>/names/new/", alias_views.add_alias, name="add_alias"),
    path("clients/<str:public_id>/names/<str:alias_id>/edit/", alias_views.edit_alias, name="edit_alias"),
    path("clients/<str:public_id>/names/<str:alias_id>/archive/", alias_views.archive_alias, name="archive_alias"),
    path("clients/<str:public_id>/names/<str:alias_id>/restore/", alias_views.restore_alias, name="restore_alias"),
    path("clients/<str:public_id>/disputes/new/", dispute_views.open_dispute, name="open_dispute"),
    path("clients/<str:public_id>/disputes/<str:dispute_id>/edit/", dispute_views.edit_dispute, name="edit_dispute"),
    path(
        "clients/<str:public_id>/disputes/<str:dispute_id>/archive/",
        dispute_views.archive_dispute,
        name="archive_dispute",
    ),
    path(
        "clients/<str:public_id>/disputes/<str:dispute_id>/restore/",
        dispute_views.restore_dispute,
        name="restore_dispute",
    ),
    path("clients/<str:public_id>/team/new/", team_views.add_team_member, name="add_team_member"),
    path("clients/<str:public_id>/team/<str:member_id>/edit/", team_views.edit_team_member, name="edit_team_member"),
    path(
        "clients/<str:public_id>/team/<str:member_id>/archive/",
        team_views.archive_team_member,
        name="archive_team_member",
    ),
    path(
        "clients/<str:public_id>/team/<str:member_id>/restore/",
        team_views.restore_team_member,
        name="restore_team_member",
    ),
]
