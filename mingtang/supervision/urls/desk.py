"""Work plans, tasks, their proofs and records, under /desk/tasks/."""

from __future__ import annotations

from django.urls import URLPattern

from mingtang.supervision.urls import disclosure, notices, plans, records, tasks

app_name = "supervision-desk"
urlpatterns: list[URLPattern] = [
    *plans.urlpatterns,
    *tasks.urlpatterns,
    *records.urlpatterns,
    *notices.urlpatterns,
    *disclosure.urlpatterns,
]
