"""Addresses of plans."""

from __future__ import annotations

from django.urls import URLPattern, path

from mingtang.supervision.views.desk import names, plans, proposals

urlpatterns: list[URLPattern] = [
    path("plans/", plans.listed, name="plans"),
    path("plans/import/", plans.import_file, name="plan-import"),
    path("plans/<int:pk>/", plans.plan, name="plan"),
    path("plans/<int:pk>/file/", plans.file, name="plan-file"),
    path("plans/<int:pk>/head/", plans.head, name="plan-head"),
    path("plans/<int:pk>/progress/", plans.progress, name="plan-progress"),
    path("plans/<int:pk>/drop/", plans.drop, name="plan-drop"),
    path("plans/<int:pk>/merge/", plans.merge, name="plan-merge"),
    path("plans/<int:pk>/units/", plans.units, name="plan-units"),
    path("plans/<int:pk>/confirm/", plans.confirm, name="plan-confirm"),
    path("plans/<int:pk>/compare/", plans.compare, name="plan-compare"),
    path("plans/items/<int:pk>/", proposals.proposal, name="proposal"),
    path("plans/items/<int:pk>/settle/", proposals.settle, name="proposal-settle"),
    path("plans/items/<int:pk>/restore/", proposals.restore, name="proposal-restore"),
    path("plans/items/<int:pk>/take-back/", proposals.take_back, name="proposal-take-back"),
    path("names/", names.names, name="names"),
    path("names/groups/new/", names.group, name="group-new"),
    path("names/groups/<int:pk>/", names.group, name="group"),
    path("names/<str:kind>/<int:pk>/forget/", names.forget, name="name-forget"),
    path("plans/names/<int:pk>/choose/", proposals.choose, name="proposed-unit-choose"),
    path("plans/names/<int:pk>/drop/", proposals.drop_unit, name="proposed-unit-drop"),
]
