"""Addresses of walls."""

from django.urls import path

from relationships.clients import wall_glass_views, wall_notice_views, wall_proof_views, wall_views

urlpatterns = [
    path("walls/", wall_views.wall_list, name="wall_list"),
    path("walls/new/", wall_views.add_wall, name="add_wall"),
    path("walls/break-glass/", wall_glass_views.break_glass, name="break_glass"),
    path("walls/leave-glass/", wall_glass_views.leave_glass, name="leave_glass"),
    path("walls/notices/", wall_notice_views.wall_notices, name="wall_notices"),
    path("walls/notices/<str:public_id>/confirm/", wall_notice_views.confirm_wall_notice, name="confirm_wall_notice"),
    path("walls/<str:public_id>/", wall_views.wall_detail, name="wall_detail"),
    path("walls/<str:public_id>/edit/", wall_views.edit_wall, name="edit_wall"),
    path("walls/<str:public_id>/attest/", wall_proof_views.attest_wall, name="attest_wall"),
    path("walls/<str:public_id>/proof/", wall_proof_views.wall_proof, name="wall_proof"),
    path("walls/<str:public_id>/proof/export/", wall_proof_views.export_wall_proof, name="export_wall_proof"),
    path("walls/<str:public_id>/restore/", wall_views.restore_wall, name="restore_wall"),
    path("walls/<str:public_id>/end/", wall_views.end_wall, name="end_wall"),
]
