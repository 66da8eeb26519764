"""Re-encrypt all personal data with the first of MINGTANG_PRIVACY_KEYS."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from mingtang.core.privacy.services.rotation import rotate


class Command(BaseCommand):
    help = "用最新的密钥重新加密全部个人信息。中断后再次运行即可接着做；完成后才能删去旧密钥。"

    def handle(self, *args: Any, **options: Any) -> None:
        with tqdm(unit="条", desc="重新加密", file=sys.stderr, delay=2) as bar:
            results = rotate(by=None, progress=bar.update)
        for result in results:
            self.stdout.write(
                f"{result.column}：重新加密 {result.rewritten} 条，打不开 {result.unreadable} 条"
            )
        if any(one.unreadable for one in results):
            raise CommandError("有密文打不开：请把当时的密钥加回 MINGTANG_PRIVACY_KEYS，再运行一次。")
