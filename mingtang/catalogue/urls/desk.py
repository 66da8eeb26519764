"""Addresses under /desk/catalogue/."""

from __future__ import annotations

from django.urls import URLPattern, path

from mingtang.catalogue.views import arranging, desk, reports

app_name = "catalogue-desk"
urlpatterns: list[URLPattern] = [
    path("", desk.state, name="state"),
    path("fill-in/", desk.fill_in, name="fill-in"),
    path("reports/", reports.reports, name="reports"),
    path("layout/", arranging.layout, name="layout"),
    path("items/", arranging.items, name="items"),
    path("items/new/", arranging.new_item, name="item-new"),
    path("items/<int:pk>/end/", arranging.end_item, name="item-end"),
    path("items/<slug:code>/columns/", arranging.item_columns, name="item-columns"),
]
