"""The main job, once through, on the demo company."""

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol

from infra.local.demo import goal, intake, reading, review
from infra.local.demo.client import Api
from infra.local.demo.desk import Desk
from infra.local.demo.office import open_office

Say = Callable[[str], None]
STEPS = 9


class Running(Protocol):
    """What the demo asks of the service other than over HTTP: what time it is there."""

    @property
    def clock(self) -> Callable[[], datetime]:
        """Tells the present instant."""
        ...


class Outcome(dict[str, Any]):
    """The numbers of the run, all of them read back; `story` holds what the summary shows beside them."""

    def __init__(self, numbers: Mapping[str, Any], story: Mapping[str, Any]) -> None:
        super().__init__(numbers)
        self.story = story


def perform(base_url: str, service: Running, say: Say) -> Outcome:
    """
    Take the demo company through one review month, as outsiders would, and return what there is afterwards.

    The company, its month and everything done before are found again, so that a second run adds nothing and one
    that was interrupted is taken up.

    :raises DemoFailed: if the service refuses a step.
    """
    with Api(base_url) as api:
        told = _Steps(say)
        desk = _open(api, service, told)
        _take_in(desk, service, told)
        _score(desk, told)
        _review(desk, told)
        _aim(desk, told)
        outcome = Outcome(reading.numbers(desk), reading.story(desk))
        told("核对 read back", f"事件 {outcome['events']}，得分 {outcome['scores']}", "events, scores")
        return outcome


def _open(api: Api, service: Running, told: "_Steps") -> Desk:
    office, is_new = open_office(api, service.clock())
    people, month = len(office.ids), office.month.key
    zh, en = ("新建", "made") if is_new else ("已有，接着做", "there already, going on")
    told("公司 company", f"{people} 人，考核月 {month}，{zh}", f"people, month {month}, {en}")
    return Desk(api, office, service.clock())


def _take_in(desk: Desk, service: Running, told: "_Steps") -> None:
    alone, together = intake.log_work(desk.api, desk.office)
    told("工作记录 work logs", f"逐条提交 {alone}，离线补传 {together}", "submitted singly, in batches")
    delivered, held = (0, 0) if review.is_scored(desk) else intake.receive_records(desk, service.clock)
    told("业务数据 records", f"推送 {delivered}，拉取 {held}", "by signed webhook, by pull")


def _score(desk: Desk, told: "_Steps") -> None:
    if not review.is_scored(desk):
        review.compute_scores(desk)
    published = review.describe_jobs(desk)
    told("得分与岗位说明书", f"岗位说明书发布 {published}", "scores; job descriptions published")


def _review(desk: Desk, told: "_Steps") -> None:
    told("申报单 declarations", f"本人核对 {review.declare(desk)}", "confirmed by their people")
    one_by_one, together = review.decide(desk)
    told("审批 decisions", f"逐份 {one_by_one}，批量 {together}", "one by one, together")
    read = review.read_results(desk)
    review.contest(desk)
    review.improve(desk)
    desk.run("deliver")
    told("结果 results", f"已读 {read}，异议与改进计划已提交", "read; an objection, an improvement plan")


def _aim(desk: Desk, told: "_Steps") -> None:
    aim = goal.set_goal(desk)
    zh = f"{aim.period} 销售额 {aim.target:,} 元，{aim.people} 人，未分配 {aim.unallocated:,}"
    told("公司目标 goal", zh, "revenue of the quarter in parts, unallocated")


class _Steps:
    """Says what was done, and how long it took."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._number = 0
        self._began = time.perf_counter()

    def __call__(self, name: str, zh: str, en: str) -> None:
        now = time.perf_counter()
        self._number += 1
        self._say(f"[{self._number}/{STEPS}] {name}：{zh} · {en}（{now - self._began:.1f} s）")
        self._began = now
