"""Addresses of what is owed to the public."""

from __future__ import annotations

from django.urls import URLPattern, path

from mingtang.supervision.views.desk import disclosure

urlpatterns: list[URLPattern] = [
    path("disclosure/", disclosure.duties, name="disclosure"),
    path("disclosure/findings/", disclosure.findings, name="findings"),
    path("disclosure/<int:pk>/", disclosure.duty, name="duty"),
    path("disclosure/<int:pk>/draft/", disclosure.draft, name="draft-progress"),
    path("task/<int:pk>/told/", disclosure.of_task, name="task-told"),
    path("plans/<int:pk>/told/", disclosure.of_plan, name="plan-told"),
    path("plans/<int:pk>/disclosure/", disclosure.way, name="plan-disclosure"),
    path("told/<int:pk>/remove/", disclosure.unbind, name="unbind-progress"),
]
