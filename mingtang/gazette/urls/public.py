"""The gazette on the public site, under /gazette/. These addresses are permanent: citations lead there."""

from django.urls import URLPattern, path

from mingtang.gazette.views import public

app_name = "gazette"
urlpatterns: list[URLPattern] = [
    path("gazette/", public.home, name="home"),
    path("gazette/feed.xml", public.feed, name="feed"),
    path("gazette/search/", public.search, name="search"),
    path("gazette/window/", public.all_documents, name="window"),
    path("gazette/<int:year>/<int:number>/", public.issue, name="issue"),
    path("gazette/<int:year>/<int:number>.pdf", public.as_pdf, name="pdf"),
    path("gazette/<int:year>/<int:number>/scan.pdf", public.scan, name="scan"),
    path("gazette/<int:year>/<int:number>/<int:order>/", public.article, name="article"),
]
