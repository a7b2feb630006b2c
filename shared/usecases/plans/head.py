"""The row that every change of a company's plans passes through: of two at once one wins, and the other hears of it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar, Self

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import Write
from shared.adapters.dynamo.store import load
from shared.domain.company import Company
from shared.domain.direction.head import moved_on
from shared.domain.direction.switch import Act, PlansHead
from shared.domain.errors import DomainError

_ACTS: Mapping[str, tuple[str, str]] = {
    "publish": ("发布了考核方案", "published a plan"),
    "switch": ("切换了方向", "switched the direction"),
    "undo": ("撤销了方向切换", "undid a switch of direction"),
}


class PlansMoved(DomainError):
    """Somebody changed the company's plans meanwhile."""

    kind, code = "conflict", "plan.moved"
    zh = "{who_zh}请刷新后再试。"
    en = "{who_en} Reload and try again."
    unknown: ClassVar[tuple[str, str]] = ("考核方案已经变化，", "The plans are not those that you saw.")

    @classmethod
    def since(cls, head: PlansHead | None, company: Company, at: datetime) -> Self:
        """Return the error that names who changed the plans, when, and how they stand now."""
        if head is None or head.changed_at is None:
            current = {"version": head.version if head else 0}
            return cls(who_zh=cls.unknown[0], who_en=cls.unknown[1], current=current)
        ref = refs.person(company.id, head.changed_by)
        found = load([ref]).find(ref)
        name, time, (zh, en) = (
            found.name if found else "",
            _time(head.changed_at, company, at),
            _ACTS[head.act],
        )
        return cls(
            who_zh=f"{name}在 {time} {zh}，",
            who_en=f"{name} {en} at {time}.",
            current=_told(head, name),
        )


class PreviewStale(PlansMoved):
    """A switch of direction was previewed on plans that have changed since."""

    code = "direction.stale"
    zh = "{who_zh}请按最新方案重新预览。"
    en = "{who_en} Preview again on the latest plan."


def version_of(head: PlansHead | None) -> int:
    """Return the version of the company's plans; 0 before the first change."""
    return head.version if head else 0


def moved(
    head: PlansHead | None, company_id: str, *, by: str, at: datetime, act: Act, template: str = ""
) -> Write:
    """Return what moves the row on; it fails if the row is not as it was read."""
    after = replace(moved_on(head or PlansHead(company_id), at=at, by=by, template=template), act=act)
    return Write(refs.plans_head(company_id), after, before=head)


def _time(then: datetime, company: Company, at: datetime) -> str:
    local, today = then.astimezone(company.tz), at.astimezone(company.tz).date()
    return f"{local:%H:%M}" if local.date() == today else f"{local:%Y-%m-%d %H:%M}"


def _told(head: PlansHead, name: str) -> dict[str, Any]:
    return {
        "version": head.version,
        "act": head.act,
        "template": head.template,
        "changed_at": head.changed_at.isoformat() if head.changed_at else None,
        "changed_by": head.changed_by,
        "changed_by_name": name,
    }
