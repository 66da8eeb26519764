"""Work plans, tasks and their proofs, under /desk/tasks/."""

from django.urls import URLPattern

app_name = "supervision-desk"
urlpatterns: list[URLPattern] = []
