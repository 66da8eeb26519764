"""Packages on the desk: asked for by the office, made or taken in by the worker, piece by piece, with progress."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from mingtang.core.audit import api as audit
from mingtang.core.organisations.api import Organisation
from mingtang.core.refusals import Refusal, Refused
from mingtang.policies.models import ExchangePackage
from mingtang.policies.parsing.examining import Examination, examine
from mingtang.policies.parsing.package import BLOCK, CHECK, DOCUMENTS, Package, canonical
from mingtang.policies.queries.exchange import Chosen, chosen_rows
from mingtang.policies.services.packing import SPOOLED, Packing, Place
from mingtang.policies.services.receiving import Received, Receiving
from mingtang.publishing import api as publishing

# One turn of the worker: others wait for no longer.
PIECE_SECONDS = 3.0
LEASE = timedelta(minutes=10)
OPEN = ("owed", "working")


class MayNotExchange(Refused):
    """A package may not be asked for, taken in or dropped so."""


def folder_of(package: ExchangePackage) -> Path:
    """Where the files of a package lie. The code is ours: letters, digits and hyphens."""
    return Path(settings.HOME) / "exchange" / package.code


def file_of(package: ExchangePackage) -> Path:
    """The package itself, once it is made or received."""
    return folder_of(package) / f"{package.code}.zip"


def chosen_of(package: ExchangePackage) -> Chosen:
    return Chosen(package.as_of, package.organisation_id, package.since)


# --- asking


def asking_refusals(chosen: Chosen, *, by: Any, on: date) -> list[Refusal]:
    """Why a package may not be asked for; the page shows the same list."""
    if not publishing.is_office(by, on):
        return [Refusal("由政务公开办导出和接收政策文件交换包。")]
    if chosen.since and chosen.since > on:
        return [Refusal("起始日期不能晚于今天。")]
    if not chosen_rows(chosen).exists():
        return [Refusal("没有符合条件的公开文件，不用导出。")]
    return []


@transaction.atomic
def ask_package(
    *, by: Any, on: date, organisation: Organisation | None = None, since: date | None = None
) -> ExchangePackage:
    """Ask for a package of all public documents, of one unit's, or of what changed since a day. The worker makes it."""
    chosen = Chosen(on, organisation.pk if organisation else None, since)
    if reasons := asking_refusals(chosen, by=by, on=on):
        raise MayNotExchange(reasons)
    package = _open("out", by, on, organisation=organisation, since=since, total=chosen_rows(chosen).count())
    audit.record("policies.package_asked", about=package, by=by, details={"documents": package.total})
    return package


def take_in(
    upload: Any, *, organisation: Organisation, column: publishing.Column, by: Any, on: date
) -> ExchangePackage:
    """Keep a package that another library sent. What is no package is refused at once; the worker does the rest."""
    if not publishing.is_office(by, on):
        raise MayNotExchange("由政务公开办导出和接收政策文件交换包。")
    with Package(upload) as found:
        whole, total = found.whole, found.manifest.get("documents")
    with transaction.atomic():
        if ExchangePackage.objects.filter(whole=whole, direction="in", state__in=OPEN).exists():
            raise MayNotExchange("这个交换包正在接收，不用再传一次。")
        package = _open(
            "in",
            by,
            on,
            organisation=organisation,
            column=column,
            whole=whole[:64],
            total=total if isinstance(total, int) and 0 <= total < 2**31 else 0,
        )
        _keep(upload, file_of(package))
        package.size = file_of(package).stat().st_size
        package.save(update_fields=["size"])
        audit.record("policies.package_taken_in", about=package, by=by, details={"whole": whole[:64]})
    return package


def _open(direction: str, by: Any, on: date, **facts: Any) -> ExchangePackage:
    start = f"JH{on:%Y%m%d}-"
    last = ExchangePackage.objects.filter(code__startswith=start).order_by("-code").first()
    number = int(last.code.rsplit("-", 1)[1]) + 1 if last else 1
    return ExchangePackage.objects.create(
        code=f"{start}{number:04d}",
        direction=direction,
        as_of=on,
        asked_by=by,
        asked_by_name=by.name,
        **facts,
    )


def _keep(upload: Any, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    upload.seek(0)
    with path.open("wb") as file:
        shutil.copyfileobj(upload, file, BLOCK)


def drop_refusals(package: ExchangePackage) -> list[Refusal]:
    if package.state == "dropped":
        return [Refusal("这个交换包的文件已经删除。")]
    if package.state == "working" and package.lease_until and package.lease_until > timezone.now():
        return [Refusal("正在办理，请等它办完再删除。")]
    return []


@transaction.atomic
def drop_package(package: ExchangePackage, *, by: Any, on: date) -> ExchangePackage:
    """Delete the files of a package; its row stays and says who had it made, and when."""
    package = ExchangePackage.objects.select_for_update().get(pk=package.pk)
    reasons = [] if publishing.is_office(by, on) else [Refusal("由政务公开办删除交换包。")]
    if reasons := reasons + drop_refusals(package):
        raise MayNotExchange(reasons)
    shutil.rmtree(folder_of(package), ignore_errors=True)
    package.state = "dropped"
    package.save(update_fields=["state"])
    audit.record("policies.package_dropped", about=package, by=by)
    return package


# --- the worker


def work_on_packages() -> bool:
    """One piece of the oldest open package; listed in `config/wiring.py`. True when something was done."""
    package = _claim(timezone.now())
    if package is None:
        return False
    until = time.monotonic() + PIECE_SECONDS
    try:
        (_make if package.direction == "out" else _receive)(package, until)
    except Refused as refused:
        _end(package, "failed", problems=[str(reason) for reason in refused.reasons])
    except OSError as failure:
        _end(package, "failed", problems=[f"文件读写不成功：{failure.strerror or type(failure).__name__}。"])
    else:
        ExchangePackage.objects.filter(pk=package.pk).update(lease_until=None)
    return True


def _claim(now: datetime) -> ExchangePackage | None:
    """Take the oldest open package for the time of a lease; another worker leaves it alone meanwhile."""
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    for package in ExchangePackage.objects.filter(free, state__in=OPEN).order_by("pk")[:5]:
        mine = ExchangePackage.objects.filter(free, pk=package.pk, state__in=OPEN)
        if mine.update(lease_until=now + LEASE, state="working"):
            return package
    return None


def _make(package: ExchangePackage, until: float) -> None:
    packing = Packing(folder_of(package), chosen_of(package), place=Place(**package.place))
    if not packing.advance(until=until, seen=_progress(package)):
        return
    packed = packing.pack(file_of(package))
    _tidy(package)
    _end(package, "ready", **asdict(packed), done=packed.documents, total=packed.documents)
    audit.record(
        "policies.package_made",
        about=package,
        by=None,
        details={"documents": packed.documents, "whole": packed.whole},
    )


def _tidy(package: ExchangePackage) -> None:
    """Keep the package and its check report; what they were made of is not needed any more."""
    folder = folder_of(package)
    with Package(file_of(package)) as made, (folder / CHECK).open("wb") as file:
        file.writelines(made.lines(CHECK))
    for name in SPOOLED:
        (folder / name).unlink(missing_ok=True)


def _receive(package: ExchangePackage, until: float) -> None:
    if package.column is None or package.organisation is None:
        raise MayNotExchange("没有写明归入哪个栏目、由哪个单位担保。")
    with Package(file_of(package)) as found:
        receiving = Receiving(
            found,
            folder_of(package),
            column=package.column.code,
            organisation=package.organisation,
            received=Received(**package.place),
        )
        if not package.place:
            _verify(package, found, receiving)
        if receiving.advance(until=until, seen=_progress(package)):
            _received(package, receiving)


def _verify(package: ExchangePackage, found: Package, receiving: Receiving) -> None:
    examination = examine(found)
    write_report(examination, folder_of(package))
    package.sender = receiving.sender
    package.documents, package.departed = examination.documents, examination.departed
    package.refused, package.warned = examination.refused, examination.warned
    package.by_sort, package.total = examination.by_sort, examination.documents
    package.save()
    receiving.verify()


def _received(package: ExchangePackage, receiving: Receiving) -> None:
    batches = receiving.finish()
    told = [f"{error['row']}：{error['message']}" for error in receiving.received.errors]
    _end(
        package,
        "ready",
        done=receiving.received.done,
        batches=[batch.code for batch in batches],
        problems=[*told, *receiving.received.news, *receiving.departed()],
    )
    (folder_of(package) / DOCUMENTS).unlink(missing_ok=True)
    audit.record(
        "policies.package_received",
        about=package,
        by=None,
        details={"batches": [batch.pk for batch in batches], "documents": receiving.received.done},
    )


def write_report(examination: Examination, folder: Path) -> None:
    """The findings by document, a line each, for the page."""
    with (folder / CHECK).open("w", encoding="utf-8") as file:
        file.writelines(canonical(one.as_json()) + "\n" for one in examination.with_findings)


def _progress(package: ExchangePackage) -> Callable[[Place | Received], None]:
    def save(place: Place | Received) -> None:
        ExchangePackage.objects.filter(pk=package.pk).update(
            place=asdict(place), done=place.done, lease_until=timezone.now() + LEASE
        )

    return save


def _end(package: ExchangePackage, state: str, **facts: Any) -> None:
    for name, value in facts.items():
        setattr(package, name, value)
    package.state, package.finished_at, package.lease_until = state, timezone.now(), None
    package.save()
