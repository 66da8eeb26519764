"""The public's pages of supervision, under /progress/."""

from __future__ import annotations

from django.urls import URLPattern, path

from mingtang.supervision.views import public

app_name = "supervision"
urlpatterns: list[URLPattern] = [
    path("progress/", public.home, name="progress"),
    path("progress/findings/<slug:source>/", public.found_problems, name="findings"),
    path("progress/<int:pk>/", public.plan, name="plan"),
    path("progress/<int:pk>/whole/", public.whole, name="whole"),
    path("progress/<int:pk>/task/<int:number>/", public.task, name="task"),
    path("progress/<int:pk>/<int:year>q<int:number>/", public.quarter, name="quarter"),
]
