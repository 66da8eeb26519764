"""Addresses of 政策解读 and 三同步, for the desk and for the public."""

from __future__ import annotations

from django.urls import URLPattern, path

from mingtang.policies.views import comparisons, desk_interpretations, desk_three_sync

DESK: list[URLPattern] = [
    path("interpretations/", desk_interpretations.due, name="interpretations"),
    path("interpretations/<int:pk>/", desk_interpretations.of_document, name="interpretation-of"),
    path("interpretations/<int:pk>/start/", desk_interpretations.start, name="interpretation-start"),
    path("interpretations/<int:pk>/plan/", desk_interpretations.plan, name="interpretation-plan"),
    path("interpretations/<int:pk>/plan/act/", desk_interpretations.plan_act, name="interpretation-plan-act"),
    path("interpretations/<int:pk>/alone/", desk_interpretations.alone, name="release-alone"),
    path("interpretations/<int:pk>/assign/", desk_interpretations.assign, name="interpretation-assign"),
    path("interpretations/<int:pk>/series/", desk_interpretations.series, name="interpretation-series"),
    path("comparison/<int:pk>/<int:other>/", comparisons.on_desk, name="comparison"),
    path("three-sync/", desk_three_sync.rates, name="three-sync"),
    path("three-sync/violations/", desk_three_sync.violations, name="three-sync-violations"),
    path("three-sync/documents/", desk_three_sync.documents, name="three-sync-documents"),
    path("three-sync/exempt/", desk_three_sync.exempt, name="three-sync-exempt"),
    path("three-sync/fields/", desk_three_sync.fields, name="three-sync-fields"),
    path("three-sync/focus-fields/", desk_three_sync.focus_fields, name="focus-fields"),
]

PUBLIC: list[URLPattern] = [
    path("policies/<slug:public_id>/compared-with/<slug:other_id>/", comparisons.public, name="comparison"),
]
