from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from mingtang.core.organisations.labels import BODY_KINDS, INTERNAL, ROLES


class InForce(models.QuerySet):  # type: ignore[type-arg]
    """Rows with a first and a last day; both days belong to the time in force."""

    def on(self, day: date) -> InForce:
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=day)).filter(
            Q(valid_until=None) | Q(valid_until__gte=day)
        )


class Organisation(models.Model):
    """A public body, or a unit inside one, with the days on which it existed under this name."""

    personal_data: ClassVar[dict[str, str]] = {
        "phone": "单位办公电话，属主动公开内容（条例第二十条），不是个人信息",
        "address": "单位办公地址，属主动公开内容（条例第二十条），不是个人信息",
    }

    code = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("全称", max_length=120)
    short_name = models.CharField("简称", max_length=40)
    kind = models.CharField("类别", max_length=20, choices=BODY_KINDS)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    address = models.CharField("办公地址", max_length=200, blank=True)
    phone = models.CharField("办公电话", max_length=60, blank=True)
    office_hours = models.CharField("办公时间", max_length=120, blank=True)
    website = models.URLField("网站", blank=True)
    valid_from = models.DateField("设立日期", null=True, blank=True)
    valid_until = models.DateField("撤销日期", null=True, blank=True)
    order = models.PositiveIntegerField("排序", default=0)

    objects = InForce.as_manager()

    class Meta:
        verbose_name = "机构"
        ordering = ("order", "id")

    def __str__(self) -> str:
        return self.name

    @property
    def is_internal_unit(self) -> bool:
        """An internal unit (内设机构) has no legal personality and signs nothing in its own name."""
        return self.kind == INTERNAL


class Alias(models.Model):
    """Another name by which documents call a body: 区政府办 for 区政府办公室."""

    personal_data: ClassVar[dict[str, str]] = {}

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="aliases", verbose_name="机构"
    )
    name = models.CharField("别称", max_length=120)

    class Meta:
        verbose_name = "别称"
        constraints = (models.UniqueConstraint(fields=["organisation", "name"], name="one_alias_once"),)

    def __str__(self) -> str:
        return self.name


class Succession(models.Model):
    """Institutional reform: which body took over from which, and when."""

    personal_data: ClassVar[dict[str, str]] = {}

    predecessor = models.ForeignKey(
        Organisation, models.PROTECT, related_name="successions", verbose_name="原机构"
    )
    successor = models.ForeignKey(
        Organisation, models.PROTECT, related_name="inheritances", verbose_name="承接机构"
    )
    on = models.DateField("承接日期")
    document = models.CharField("依据文件", max_length=200, blank=True)

    class Meta:
        verbose_name = "机构沿革"
        constraints = (
            models.UniqueConstraint(fields=["predecessor", "successor"], name="one_succession_once"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="no_body_succeeds_itself"),
        )

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class Group(models.Model):
    """A named set of bodies that documents address at once: 各街镇, 区直各部门."""

    personal_data: ClassVar[dict[str, str]] = {}

    name = models.CharField("名称", max_length=80, unique=True)
    members = models.ManyToManyField(Organisation, related_name="+", verbose_name="成员")

    class Meta:
        verbose_name = "机构组"

    def __str__(self) -> str:
        return self.name


class GroupAlias(models.Model):
    """Another name by which documents call a group: 各镇（街道） for 各街镇."""

    personal_data: ClassVar[dict[str, str]] = {}

    group = models.ForeignKey(Group, models.CASCADE, related_name="aliases", verbose_name="机构组")
    name = models.CharField("别称", max_length=120, unique=True)

    class Meta:
        verbose_name = "机构组别称"

    def __str__(self) -> str:
        return self.name


class ReconsiderationBody(models.Model):
    """复议机关: where a citizen may apply for reconsideration against this body's acts, by date."""

    personal_data: ClassVar[dict[str, str]] = {}

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="reconsideration_bodies", verbose_name="机构"
    )
    body = models.CharField("复议机关", max_length=120)
    valid_from = models.DateField("自", null=True, blank=True)
    valid_until = models.DateField("至", null=True, blank=True)

    objects = InForce.as_manager()

    class Meta:
        verbose_name = "复议机关"

    def __str__(self) -> str:
        return self.body


class Membership(models.Model):
    """A role that a person holds in a body, from a day to a day. Rights come from memberships and from nothing else."""

    personal_data: ClassVar[dict[str, str]] = {}

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="人员")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="memberships", verbose_name="机构"
    )
    role = models.CharField("角色", max_length=30, choices=ROLES)
    valid_from = models.DateField("自", null=True, blank=True)
    valid_until = models.DateField("至", null=True, blank=True)

    objects = InForce.as_manager()

    class Meta:
        verbose_name = "任职"
        indexes = (
            models.Index(fields=["user", "role"], name="roles_of_a_person"),
            models.Index(fields=["organisation", "role"], name="people_of_a_role"),
        )

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()} {self.organisation}"


class Delegation(models.Model):
    """AB 角: for a time, one person may act in a role for another. Whoever acts signs in the own name."""

    personal_data: ClassVar[dict[str, str]] = {}

    membership = models.ForeignKey(
        Membership, models.PROTECT, related_name="delegations", verbose_name="代理的任职"
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="代理人"
    )
    valid_from = models.DateField("自")
    valid_until = models.DateField("至")
    reason = models.CharField("原因", max_length=200)

    objects = InForce.as_manager()

    class Meta:
        verbose_name = "授权代理"
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")), name="a_delegation_ends_after_it_begins"
            ),
        )

    def __str__(self) -> str:
        return f"{self.deputy} 代 {self.membership}"
