"""The public's pages of supervision, under /progress/."""

from __future__ import annotations

from django.urls import URLPattern, path

from mingtang.supervision.views import public

app_name = "supervision"
urlpatterns: list[URLPattern] = [
    path("progress/", public.home, name="progress"),
    path("progress/<int:pk>/", public.plan, name="plan"),
    path("progress/<int:pk>/<int:year>q<int:number>/", public.quarter, name="quarter"),
]
