"""Addresses for those who review, release and look after what is public."""

from django.urls import URLPattern, path

from mingtang.desk.views import home, item, notices, review, work

urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.mark_all_read, name="notices-read"),
    path("notices/<int:pk>/", notices.open_notice, name="notice"),
    path("work/", work.work, name="work"),
    path("work/<int:pk>/", item.item, name="item"),
    path("work/<int:pk>/trail/", item.trail, name="trail"),
    path("work/<int:pk>/trail.pdf", item.trail_pdf, name="trail-pdf"),
    path("work/<int:pk>/review/", review.review, name="review"),
    path("work/<int:pk>/review/return/", review.send_back, name="send-back"),
    path("work/<int:pk>/review/correction/", review.propose, name="propose"),
    path("corrections/<int:pk>/accept/", review.accept, name="correction-accept"),
    path("corrections/<int:pk>/decline/", review.decline, name="correction-decline"),
]
