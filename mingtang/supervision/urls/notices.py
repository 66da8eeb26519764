"""Addresses of notices."""

from __future__ import annotations

from django.urls import URLPattern, path

from mingtang.supervision.views.desk import notices

urlpatterns: list[URLPattern] = [
    path("notices/", notices.notices, name="notices"),
    path("notices/new/", notices.new, name="notice-new"),
    path("notices/<int:pk>/", notices.notice, name="notice"),
    path("notices/<int:pk>/issue/", notices.issue, name="notice-issue"),
    path("notices/<int:pk>/paper.<str:form>", notices.paper, name="notice-paper"),
    path("notices/units/<int:pk>/", notices.unit, name="notice-unit"),
    path("notices/proofs/<int:pk>/", notices.proof, name="notice-proof"),
]
