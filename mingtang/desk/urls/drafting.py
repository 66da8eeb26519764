"""Writing: /desk/drafts/…"""

from django.urls import URLPattern, path

from mingtang.desk.views import attachments, checks, compare, drafting, editor, preview

urlpatterns: list[URLPattern] = [
    path("drafts/new/", drafting.new, name="new"),
    path("drafts/<int:pk>/", editor.edit, name="edit"),
    path("drafts/<int:pk>/autosave/", editor.autosave, name="autosave"),
    path("drafts/<int:pk>/import/", editor.import_docx, name="import-docx"),
    path("drafts/<int:pk>/upload/", attachments.upload, name="upload"),
    path("drafts/<int:pk>/files/<str:public_id>/", attachments.attachment_of, name="attachment"),
    path("drafts/<int:pk>/preview/", preview.preview, name="preview"),
    path("drafts/<int:pk>/compare/", compare.compare, name="compare"),
    path("drafts/<int:pk>/checks/", checks.checks, name="checks"),
    path("drafts/<int:pk>/checks/<int:finding_id>/waive/", checks.waive, name="waive"),
    path("drafts/<int:pk>/submit/", drafting.submit, name="submit"),
    path("drafts/<int:pk>/call-back/", drafting.call_back, name="call-back"),
    path("drafts/<int:pk>/discard/", drafting.discard, name="discard"),
    path("drafts/<int:pk>/new-edition/", drafting.new_edition, name="new-edition"),
]
