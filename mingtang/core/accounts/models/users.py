"""Members of staff who may sign in. Citizens are never users."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone

from mingtang.core.privacy.api import EncryptedTextField


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, name: str, password: str | None = None, **facts: Any) -> User:
        """Store a user without judging the password; the act is `services.create_account`."""
        user = self.model(username=self.model.normalize_username(username), name=name, **facts)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """One person of staff. What they may do follows from memberships (organisations), never from this table.

    Accounts are deactivated, not deleted: the trail must go on naming them. Written by `services` only.
    """

    personal_data: ClassVar[dict[str, str]] = {
        "username": "工作人员的登录名；停用后保留，供追溯责任，不对外公开。",
        "name": "工作人员姓名；停用后保留，供追溯责任。",
        "phone": "工作电话或手机，加密保存；停用账号时清除。",
        "email": "工作邮箱，加密保存；停用账号时清除。",
        "password": "口令的散列；停用账号时作废。",
        "totp_secret": "动态口令的种子，加密保存；重设或停用时清除。",
        "last_login": "最近登录时间；停用后保留，供追溯责任。",
    }

    username = models.CharField("用户名", max_length=64, unique=True)
    name = models.CharField("姓名", max_length=64)
    phone = EncryptedTextField("电话", kind="phone", blank=True, default="")
    email = EncryptedTextField("邮箱", kind="email", blank=True, default="")
    is_active = models.BooleanField("在用", default=True)
    must_change_password = models.BooleanField("须改密码", default=False)
    password_changed_at = models.DateTimeField("改密码时间", null=True, blank=True)
    totp_secret = EncryptedTextField("动态口令种子", kind="secret", blank=True, default="")
    totp_confirmed_at = models.DateTimeField("动态口令启用时间", null=True, blank=True)
    # The time step of the last code accepted: a code, once used, must not open the door again.
    totp_last_step = models.BigIntegerField("动态口令最近时间步", default=0)
    created_at = models.DateTimeField("建立时间", default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = "用户"
        verbose_name_plural = "用户"
        ordering: ClassVar[list[str]] = ["username"]

    def __str__(self) -> str:
        return self.name

    @property
    def has_second_factor(self) -> bool:
        return self.totp_confirmed_at is not None
