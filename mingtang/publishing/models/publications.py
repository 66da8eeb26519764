from __future__ import annotations

import json
import secrets
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from mingtang.publishing.labels import OPEN, SCOPES, VISIBLE

USER = settings.AUTH_USER_MODEL


def random_id() -> str:
    """A public id that tells nothing: for addresses, exports and packages."""
    return secrets.token_hex(8)


class EditionState(models.TextChoices):
    DRAFT = "draft", "草稿"
    IN_REVIEW = "in_review", "审核中"
    READY = "ready", "审签完毕，待发布"
    STAGED = "staged", "存量待签"
    HELD_BACK = "held_back", "存量暂缓"
    LIVE = "live", "已公开"
    WITHDRAWN = "withdrawn", "已撤回（保留标注）"
    SUPERSEDED = "superseded", "已被新版替代"
    REPLACED = "replaced", "已被替代（转址）"
    REMOVED = "removed", "误发撤除"
    TAKEN_DOWN = "taken_down", "应急下架"
    ARCHIVED = "archived", "已归档下线"
    NOT_PUBLIC = "not_public", "依法不主动公开"
    DISCARDED = "discarded", "已作废"


class Basis(models.TextChoices):
    REVIEWED = "reviewed", "审签公开"
    EMERGENCY = "emergency", "应急公开"
    IMPORTED = "imported", "存量导入"


class Publication(models.Model):
    """One piece of government information, with its lasting address, whatever editions it goes through."""

    personal_data: ClassVar[dict[str, str]] = {}

    public_id = models.CharField("公开编号", max_length=16, unique=True, default=random_id, editable=False)
    kind = models.ForeignKey("publishing.Kind", models.PROTECT, related_name="+", verbose_name="信息种类")
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name="责任单位"
    )
    home_column = models.ForeignKey(
        "publishing.Column", models.PROTECT, related_name="+", verbose_name="主栏目"
    )
    columns: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        "publishing.Column",
        through="publishing.PublicationColumn",
        related_name="+",
        verbose_name="同时展示的栏目",
    )
    index_number = models.CharField("索引号", max_length=40, blank=True)
    source_key = models.CharField("来源标识", max_length=120, blank=True)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    created_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="建立人")

    class Meta:
        verbose_name = "信息"
        constraints = (
            models.UniqueConstraint(
                fields=["source_key"], condition=~Q(source_key=""), name="one_import_of_a_source"
            ),
        )
        indexes = (
            models.Index(fields=["index_number"], condition=~Q(index_number=""), name="by_index_number"),
        )

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        """The lasting address on the public site."""
        return f"/doc/{self.public_id}.html"


class IndexSeries(models.Model):
    """The last index number given by a body in a year."""

    personal_data: ClassVar[dict[str, str]] = {}

    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    year = models.PositiveIntegerField("年份")
    last = models.PositiveIntegerField("末号", default=0)

    class Meta:
        verbose_name = "索引号流水"
        constraints = (models.UniqueConstraint(fields=["organisation", "year"], name="one_series_a_year"),)

    def __str__(self) -> str:
        return f"{self.year}-{self.last}"


class PublicationColumn(models.Model):
    """A further column in which one record is shown: one record, several places (数据同源)."""

    personal_data: ClassVar[dict[str, str]] = {}

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="+")
    column = models.ForeignKey("publishing.Column", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "展示栏目"
        constraints = (
            models.UniqueConstraint(fields=["publication", "column"], name="one_place_in_a_column"),
        )

    def __str__(self) -> str:
        return f"{self.publication_id} 在 {self.column_id}"


class Relation(models.Model):
    """A named relation of two publications, stored once and shown in both directions."""

    personal_data: ClassVar[dict[str, str]] = {}

    subject = models.ForeignKey(Publication, models.PROTECT, related_name="relations", verbose_name="信息")
    predicate = models.SlugField("关系", max_length=40)
    object = models.ForeignKey(
        Publication, models.PROTECT, related_name="inverse_relations", verbose_name="对象"
    )

    class Meta:
        verbose_name = "信息关系"
        constraints = (
            models.UniqueConstraint(fields=["subject", "predicate", "object"], name="one_relation_once"),
        )

    def __str__(self) -> str:
        return f"{self.subject_id} {self.predicate} {self.object_id}"


class Edition(models.Model):
    """One state of a publication on its way to the public, or once public. Its status is written by services only.

    The database refuses `live` and `withdrawn` without a valid basis: see `publishing.permissions`.
    """

    personal_data: ClassVar[dict[str, str]] = {"title": "信息标题；随信息清理或删除"}

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="editions", verbose_name="信息")
    number = models.PositiveIntegerField("版次", default=1)
    state = models.CharField("状态", max_length=12, choices=EditionState, default=EditionState.DRAFT)
    # The title of the newest revision, for work lists; the public reads the signed one.
    title = models.CharField("标题", max_length=300)
    scope = models.CharField("公开范围", max_length=10, choices=SCOPES, default="public")
    # A reprint from a listed source within 24 hours: its own review profile may apply.
    is_reprint = models.BooleanField("名单内转载", default=False)
    basis = models.CharField("公开依据", max_length=10, choices=Basis, blank=True)
    live_revision = models.ForeignKey(
        "publishing.Revision", models.PROTECT, null=True, related_name="+", verbose_name="公开的版本"
    )
    batch = models.ForeignKey(
        "publishing.Batch", models.PROTECT, null=True, related_name="+", verbose_name="导入批次"
    )
    emergency_reason = models.CharField("应急理由", max_length=300, blank=True)
    emergency_confirmed_at = models.DateTimeField("补签确认时间", null=True)
    published_at = models.DateTimeField("发布时间", null=True)
    # False where an imported source gave no date: the page says so instead of inventing one.
    is_dated = models.BooleanField("发布日期明确", default=True)
    left_at = models.DateTimeField("下线时间", null=True)
    public_until = models.DateField("公开期限", null=True)
    due_on = models.DateField("应公开日期", null=True)
    # Set where the deadline was changed by exception; a save then leaves it alone.
    due_reason = models.CharField("改变时限的理由", max_length=300, blank=True)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    changed_at = models.DateTimeField("最近变动", auto_now=True)
    column = models.ForeignKey("publishing.Column", models.PROTECT, related_name="+", verbose_name="主栏目")
    # `editions_of_a_unit` begins with it.
    organisation = models.ForeignKey(
        "organisations.Organisation",
        models.PROTECT,
        related_name="+",
        verbose_name="责任单位",
        db_index=False,
    )
    waiting_for = models.CharField("待办步骤", max_length=12, blank=True)

    class Meta:
        verbose_name = "版次"
        constraints = (
            models.UniqueConstraint(fields=["publication", "number"], name="one_edition_of_a_number"),
            models.UniqueConstraint(
                fields=["publication"], condition=Q(state__in=VISIBLE), name="one_visible_edition_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["publication"], condition=Q(state__in=OPEN), name="one_open_edition_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=VISIBLE) | (~Q(basis="") & Q(live_revision__isnull=False)),
                name="visible_has_basis_and_revision",
            ),
        )
        indexes = (
            models.Index(
                fields=["column", "-changed_at", "-id"], condition=Q(state__in=OPEN), name="work_by_column"
            ),
            models.Index(
                fields=["waiting_for", "organisation", "-changed_at", "-id"],
                condition=Q(state="in_review"),
                name="work_by_step",
            ),
            models.Index(fields=["public_until"], condition=Q(state="live"), name="public_until_when"),
            models.Index(fields=["state", "-changed_at", "-id"], name="editions_by_state"),
            models.Index(fields=["organisation", "state", "-changed_at", "-id"], name="editions_of_a_unit"),
            models.Index(
                fields=["organisation", "published_at"],
                condition=Q(basis="emergency", emergency_confirmed_at=None),
                name="emergencies_to_review",
            ),
            models.Index(
                fields=["batch", "id"], condition=Q(batch__isnull=False), name="editions_of_a_batch"
            ),
        )

    def __str__(self) -> str:
        return self.title


class Revision(models.Model):
    """An immutable text with its hash. Saving makes a new one; signatures are on revisions."""

    personal_data: ClassVar[dict[str, str]] = {
        "saved_by_name": "撰稿人姓名；履职记录，长期保存",
        "drafter_name": "供稿人姓名；履职记录，长期保存",
    }

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="revisions", verbose_name="版次")
    number = models.PositiveIntegerField("版本号")
    content_hash = models.CharField("内容哈希", max_length=64)
    hash_scheme = models.CharField("哈希方案", max_length=40)
    kind_version = models.ForeignKey(
        "publishing.KindVersion", models.PROTECT, related_name="+", verbose_name="种类版本"
    )
    language = models.CharField("语言", max_length=12, default="zh-CN")
    saved_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="保存人")
    saved_by_name = models.CharField("保存人姓名", max_length=80, blank=True)
    saved_at = models.DateTimeField("保存时间", auto_now_add=True)
    drafter = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="供稿人")
    drafter_name = models.CharField("供稿人姓名", max_length=80, blank=True)
    # 录入人: the saver only typed in what the named drafter wrote; the paper is attached.
    typed_only = models.BooleanField("仅录入", default=False)
    paper = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="原稿扫描件"
    )
    note = models.CharField("修改说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "版本"
        constraints = (
            models.UniqueConstraint(fields=["edition", "number"], name="one_revision_of_a_number"),
            models.CheckConstraint(
                condition=Q(typed_only=False) | (Q(paper__isnull=False) & ~Q(drafter_name="")),
                name="typed_only_with_drafter_and_paper",
            ),
        )

    def __str__(self) -> str:
        return f"第{self.number}稿 {self.short_code}"

    @property
    def short_code(self) -> str:
        """Twelve characters of the hash, as printed on the signing sheet: A1B2-C3D4-E5F6."""
        code = self.content_hash[:12].upper()
        return "-".join((code[:4], code[4:8], code[8:]))


class RevisionContent(models.Model):
    """The text of a revision, beside its hash, so that an erasure can take it while the hash stays."""

    personal_data: ClassVar[dict[str, str]] = {
        "payload": "信息全文，可能含个人信息；按清理、删除决定移除（erase）",
    }

    revision = models.OneToOneField(
        Revision,
        models.PROTECT,
        primary_key=True,
        db_column="id",
        related_name="content",
        verbose_name="版本",
    )
    payload = models.TextField("内容", null=True)
    salt = models.CharField("盐", max_length=32, null=True)

    class Meta:
        verbose_name = "版本内容"

    def __str__(self) -> str:
        return f"版本{self.pk}的内容"

    def value(self) -> dict[str, Any]:
        """The content as a mapping; empty where it was erased."""
        return json.loads(self.payload) if self.payload else {}


class Autosave(models.Model):
    """What somebody has typed and not yet saved. One for each person and edition; never public, never signed."""

    personal_data: ClassVar[dict[str, str]] = {"payload": "未保存的草稿；保存为版本后即删除"}

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="+", verbose_name="版次")
    user = models.ForeignKey(USER, models.CASCADE, related_name="+", verbose_name="撰稿人")
    base_number = models.PositiveIntegerField("所依据的版本号")
    payload = models.JSONField("内容")
    saved_at = models.DateTimeField("自动保存时间", auto_now=True)

    class Meta:
        verbose_name = "自动保存"
        constraints = (models.UniqueConstraint(fields=["edition", "user"], name="one_autosave_for_a_person"),)

    def __str__(self) -> str:
        return f"{self.user_id} 的未保存草稿"


class Recipient(models.Model):
    """Someone to whom a targeted edition (定点定向公开) is delivered, and the proof that it was opened."""

    personal_data: ClassVar[dict[str, str]] = {
        "name": "定向公开对象名称；随信息归档期满删除",
    }

    publication = models.ForeignKey(
        Publication, models.CASCADE, related_name="recipients", verbose_name="信息"
    )
    name = models.CharField("公开对象", max_length=120)
    place = models.CharField("公开地点", max_length=120, blank=True)
    token_hash = models.CharField("取阅码哈希", max_length=64, unique=True)
    delivered_at = models.DateTimeField("送达时间", auto_now_add=True)
    opened_at = models.DateTimeField("首次取阅时间", null=True)

    class Meta:
        verbose_name = "定向公开对象"

    def __str__(self) -> str:
        return self.name


class AttachedFile(models.Model):
    """Which files a revision carries: to find what must be looked at when a file is condemned."""

    personal_data: ClassVar[dict[str, str]] = {}

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="attached_files", verbose_name="版本")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+", verbose_name="文件")

    class Meta:
        verbose_name = "附件引用"
        constraints = (models.UniqueConstraint(fields=["revision", "file"], name="one_use_of_a_file"),)

    def __str__(self) -> str:
        return f"版本{self.revision_id}附文件{self.file_id}"
