from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Site(models.Model):
    """A website of this government. Many stand on one installation; the host name chooses (requirements PO-04)."""

    personal_data: ClassVar[dict[str, str]] = {
        "contact": "主办单位办公联系方式，属主动公开内容（条例第二十条），不是个人信息",
        "badge_address": "网站标识的查询网址，不是个人信息",
    }

    code = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("网站名称", max_length=80)
    host = models.CharField(
        "域名", max_length=120, blank=True, help_text="如 www.example.gov.cn；留空的为默认网站。"
    )
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name="主办单位"
    )
    undertaker = models.CharField("承办单位", max_length=80, blank=True)
    identification_code = models.CharField("网站标识码", max_length=10, blank=True)
    icp = models.CharField("ICP备案号", max_length=60, blank=True)
    police = models.CharField("公安备案号", max_length=60, blank=True)
    contact = models.CharField("联系方式", max_length=200, blank=True)
    # 党政机关网站标识: the image as it was issued, and the page on which anyone can look it up.
    badge = models.ForeignKey(
        "files.StoredFile",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="党政机关网站标识",
    )
    badge_address = models.CharField("党政机关网站标识查询地址", max_length=300, blank=True)
    tokens = models.JSONField("配色", default=dict, blank=True)
    emblem = models.CharField("标志", max_length=120, blank=True)
    slogan = models.CharField("题语", max_length=120, blank=True)
    is_default = models.BooleanField("默认网站", default=False)
    is_demonstration = models.BooleanField("演示网站", default=False, editable=False)

    class Meta:
        verbose_name = "网站"
        constraints = (
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="one_default_site"
            ),
            models.UniqueConstraint(fields=["host"], condition=~Q(host=""), name="one_site_for_a_host"),
        )

    def __str__(self) -> str:
        return self.name


class Column(models.Model):
    """栏目: a small tree with an owner and an update period. Documents are placed in columns, they are not nodes of it."""

    personal_data: ClassVar[dict[str, str]] = {}

    site = models.ForeignKey(Site, models.PROTECT, related_name="columns", verbose_name="网站")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级栏目"
    )
    code = models.SlugField("代码", max_length=40)
    # The codes from the root down, "/xxgk/zcwj/": a range comparison finds the whole branch.
    path = models.CharField("路径", max_length=250, editable=False)
    name = models.CharField("名称", max_length=60)
    description = models.CharField("栏目介绍", max_length=300, blank=True)
    keywords = models.CharField("关键词", max_length=120, blank=True)
    column_type = models.CharField("栏目类别", max_length=40, blank=True)
    owner = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name="责任单位"
    )
    update_period_days = models.PositiveIntegerField("更新周期（天）", null=True, blank=True)
    kinds = models.ManyToManyField(
        "publishing.Kind", blank=True, related_name="+", verbose_name="可发布的信息种类"
    )
    template = models.CharField("页面样式", max_length=40, blank=True)
    on_home = models.BooleanField("首页展示", default=False)
    in_navigation = models.BooleanField("导航展示", default=False)
    order = models.PositiveIntegerField("排序", default=0)
    closed_on = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        verbose_name = "栏目"
        ordering = ("site", "order", "id")
        constraints = (models.UniqueConstraint(fields=["site", "path"], name="one_column_for_a_path"),)

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.path = (self.parent.path if self.parent else "/") + f"{self.code}/"
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Redirect(models.Model):
    """A permanent address that moved: old path of a site, new path or address."""

    personal_data: ClassVar[dict[str, str]] = {}

    site = models.ForeignKey(Site, models.CASCADE, related_name="+", verbose_name="网站")
    old_path = models.CharField("原地址", max_length=300)
    new_path = models.CharField("新地址", max_length=300)
    made_at = models.DateTimeField("设立时间", auto_now_add=True)

    class Meta:
        verbose_name = "转址"
        constraints = (models.UniqueConstraint(fields=["site", "old_path"], name="one_redirect_for_a_path"),)

    def __str__(self) -> str:
        return f"{self.old_path} → {self.new_path}"


class Installation(models.Model):
    """What this home was made as. Written once: a demonstration can never become a real installation."""

    personal_data: ClassVar[dict[str, str]] = {}

    is_demonstration = models.BooleanField("演示")
    made_at = models.DateTimeField("建立时间", auto_now_add=True)

    class Meta:
        verbose_name = "安装"
        constraints = (models.CheckConstraint(condition=Q(id=1), name="one_installation"),)

    def __str__(self) -> str:
        return "演示" if self.is_demonstration else "正式"
