"""Addresses of points, benefits, topics, lists and evaluations, for the desk and for the public."""

from __future__ import annotations

from django.urls import URLPattern, path

from mingtang.policies.views import (
    desk_benefits,
    desk_evaluations,
    desk_lists,
    desk_points,
    desk_topics,
    public_topics,
)

DESK: list[URLPattern] = [
    path("points/", desk_points.overview, name="points"),
    path("points/<int:pk>/", desk_points.of_policy, name="points-of"),
    path("points/<int:pk>/propose/", desk_points.propose, name="points-propose"),
    path("points/<int:pk>/sheet/", desk_points.sheet, name="points-sheet"),
    path("points/<int:pk>/new/", desk_points.new, name="point-new"),
    path("points/<int:pk>/<int:number>/", desk_points.point, name="point"),
    path("benefits/", desk_benefits.completeness, name="benefits"),
    path("benefits/timeliness/", desk_benefits.timeliness, name="benefit-timeliness"),
    path("topics/", desk_topics.overview, name="topics"),
    path("topics/candidates/", desk_topics.candidates, name="candidates"),
    path("topics/candidates/<int:pk>/", desk_topics.candidate, name="candidate"),
    path("topics/<int:pk>/", desk_topics.topic, name="topic"),
    path("topics/<int:pk>/<int:number>/", desk_topics.member, name="topic-member"),
    path("lists/", desk_lists.overview, name="lists"),
    path("lists/new/", desk_lists.edit, name="list-new"),
    path("lists/<int:pk>/", desk_lists.one, name="list"),
    path("lists/<int:pk>/edit/", desk_lists.edit, name="list-edit"),
    path("lists/<int:pk>/act/", desk_lists.act, name="list-act"),
    path("evaluations/", desk_evaluations.overview, name="evaluations"),
    path("evaluations/new/", desk_evaluations.new, name="evaluation-new"),
    path("evaluations/<int:pk>/", desk_evaluations.evaluation, name="evaluation"),
    path("evaluations/<int:pk>/act/", desk_evaluations.evaluation_act, name="evaluation-act"),
    path("evaluations/measures/<int:pk>/", desk_evaluations.measure, name="measure"),
    path("evaluations/duties/", desk_evaluations.duties, name="evaluation-duties"),
    path("evaluations/duties/<int:pk>/lift/", desk_evaluations.lift, name="duty-lift"),
    path("evaluations/decisions/", desk_evaluations.decisions, name="decisions"),
    path("evaluations/decisions/<int:pk>/", desk_evaluations.decision, name="decision"),
    path("evaluations/decisions/<int:pk>/<int:number>/", desk_evaluations.round_result, name="round-result"),
]

PUBLIC: list[URLPattern] = [
    path("topics/one-thing/", public_topics.one_things, name="one-things"),
    path("topics/one-thing/<slug:public_id>/", public_topics.one_thing, name="one-thing"),
    path("policies/benefits/", public_topics.open_benefits, name="benefits"),
    path("policies/lists/", public_topics.policy_lists, name="lists"),
    path("policies/lists/<slug:code>/", public_topics.policy_list, name="list"),
    path("policies/lists/<slug:code>/list.csv", public_topics.policy_list_csv, name="list-csv"),
]
