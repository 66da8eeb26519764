"""考核评价 on the desk, under /desk/assessments/."""

from django.urls import URLPattern

app_name = "assessments-desk"
urlpatterns: list[URLPattern] = []
