"""Addresses of exchange with other libraries, of 数据同源 and of 日常运维."""

from __future__ import annotations

from django.urls import URLPattern, path

from mingtang.policies.views import desk_exchange, public_exchange

DESK: list[URLPattern] = [
    path("packages/", desk_exchange.packages, name="packages"),
    path("packages/look/", desk_exchange.look, name="package-look"),
    path("packages/take-in/", desk_exchange.take_in, name="package-take-in"),
    path("packages/<int:pk>/", desk_exchange.package, name="package"),
    path("packages/<int:pk>/download/", desk_exchange.download, name="package-download"),
    path("packages/<int:pk>/report.json", desk_exchange.report, name="package-report"),
    path("packages/<int:pk>/drop/", desk_exchange.drop, name="package-drop"),
    path("same-source/<int:pk>/", desk_exchange.of_record, name="same-source"),
    path("units/", desk_exchange.units, name="units"),
]

PUBLIC: list[URLPattern] = [
    path("policies/<slug:public_id>.json", public_exchange.record, name="record"),
]
