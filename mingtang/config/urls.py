"""Addresses. Staff work under /desk/, sign in under /accounts/; everything else is the public's."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("mingtang.core.accounts.urls")),
    path("design/", include("mingtang.core.design.urls")),
    path("desk/catalogue/", include("mingtang.catalogue.urls.desk")),
    path("desk/policies/", include("mingtang.policies.urls.desk")),
    path("desk/gazette/", include("mingtang.gazette.urls.desk")),
    path("desk/tasks/", include("mingtang.supervision.urls.desk")),
    path("desk/assessments/", include("mingtang.assessments.urls")),
    path("desk/", include("mingtang.desk.urls")),
]
urlpatterns.append(path("", include("mingtang.catalogue.urls.public")))
urlpatterns.append(path("", include("mingtang.policies.urls.public")))
urlpatterns.append(path("", include("mingtang.gazette.urls.public")))
urlpatterns.append(path("", include("mingtang.supervision.urls.public")))
urlpatterns.append(path("", include("mingtang.portal.urls")))
