"""Addresses of the public site. Those of documents and columns are permanent."""

from django.urls import URLPattern, path, re_path

from mingtang.portal.views import addressed, columns, documents, home, machines, standard

app_name = "portal"
urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("map/", home.site_map, name="site-map"),
    path("accessibility/", home.accessibility, name="accessibility"),
    path("doc/<slug:public_id>.html", documents.document, name="document"),
    path("doc/<slug:public_id>.pdf", documents.as_pdf, name="pdf"),
    path("doc/<slug:public_id>/print", documents.printed, name="print"),
    path("doc/<slug:public_id>/standard", standard.standard, name="standard"),
    path("doc/<slug:public_id>/standard.pdf", standard.standard_pdf, name="standard-pdf"),
    path("doc/<slug:public_id>/files/<int:number>/<str:name>", documents.attachment, name="attachment"),
    path("col/<path:path>/feed.xml", machines.column_feed, name="column-feed"),
    path("col/<path:path>/list.csv", columns.take_away, name="take-away"),
    path("col/<path:path>/", columns.column, name="column"),
    path("feed.xml", machines.site_feed, name="feed"),
    path("sitemap.xml", machines.sitemap_index, name="sitemap"),
    path("sitemap-columns.xml", machines.sitemap_columns, name="sitemap-columns"),
    path("sitemap-<int:number>.xml", machines.sitemap_part, name="sitemap-part"),
    path("site-badge/<int:pk>", machines.site_badge, name="site-badge"),
    path("robots.txt", machines.robots, name="robots"),
    path("health", machines.health, name="health"),
    path("probe/ipv6", machines.probe, name="probe"),
    path("probe/ipv6.svg", machines.badge, name="badge"),
    path("limited/<slug:public_id>", addressed.limited, name="limited"),
    path(
        "limited/<slug:public_id>/files/<int:number>/<str:name>",
        addressed.limited_attachment,
        name="limited-attachment",
    ),
    path("to/<slug:token>", addressed.targeted, name="targeted"),
    path(
        "to/<slug:token>/files/<int:number>/<str:name>",
        addressed.targeted_attachment,
        name="targeted-attachment",
    ),
    path("preview/<int:pk>/", addressed.preview, name="preview"),
    path(
        "preview/<int:pk>/files/<int:number>/<str:name>",
        addressed.preview_attachment,
        name="preview-attachment",
    ),
    re_path(r"^(?P<path>.*)$", machines.elsewhere, name="elsewhere"),
]
