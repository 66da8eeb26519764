"""Addresses of the section 政府信息公开. Permanent: /zwgk/ is the government's, /zwgk/<code>/ each body's."""

from __future__ import annotations

from django.urls import URLPattern, path

from mingtang.catalogue.views import powers, section, statutory

app_name = "catalogue"
urlpatterns: list[URLPattern] = [
    path("zwgk/", section.section, name="section"),
    path("zwgk/institutions/", section.institutions, name="institutions"),
    path("zwgk/<slug:code>/", section.unit, name="unit"),
    path("zwgk/<slug:code>/guide/", section.guide, name="guide"),
    path("zwgk/<slug:code>/rules/", section.rules, name="rules"),
    path("zwgk/<slug:code>/statutory/", statutory.items, name="statutory"),
    path("zwgk/<slug:code>/statutory/<slug:item_code>/", statutory.item, name="item"),
    path(
        "zwgk/<slug:code>/statutory/<slug:item_code>/list.<slug:form>", statutory.item_list, name="item-list"
    ),
    path("zwgk/<slug:code>/reports/", section.annual_reports, name="reports"),
    path("zwgk/<slug:code>/catalogue/", statutory.catalogue, name="catalogue"),
    path("zwgk/<slug:code>/catalogue/list.<slug:form>", statutory.catalogue_list, name="catalogue-list"),
    path("zwgk/<slug:code>/power-list/", powers.power_list, name="power-list"),
]
