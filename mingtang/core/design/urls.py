"""Include as `path("design/", include("mingtang.core.design.urls"))`: readers need `display`, testers the rest."""

from __future__ import annotations

from django.conf import settings
from django.urls import path

from mingtang.core.design.views import components, display

app_name = "design"
urlpatterns = [path("display/", display.choose_display, name="display")]

if settings.DEBUG or settings.TESTING:
    urlpatterns += [
        path("components/", components.index, name="components"),
        path("components/<slug:name>/", components.component, name="component"),
        path("pages/<slug:name>/", components.page, name="page"),
    ]
