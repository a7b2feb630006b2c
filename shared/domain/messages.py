"""What somebody is told: a topic, the thing it is about, and the numbers to fill the sentence with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Message:
    """
    One message to one person; it lies in the outbox until the delivery job has put it into their inbox.

    `topic` is a dotted past event (`declaration.decided`), `about` the id it links to, `params` JSON values.
    """

    id: str
    company_id: str
    person_id: str
    topic: str
    about: str
    created_at: datetime
    params: Mapping[str, Any] = field(default_factory=dict)
    delivered_at: datetime | None = None
    read_at: datetime | None = None
    version: int = 1


SENTENCES: Mapping[str, tuple[str, str]] = {
    "declaration.drafted": (
        "{period} 的申报单已生成，请在 {due} 前核对并提交。",
        "Your declaration for {period} is ready. Please check and confirm it by {due}.",
    ),
    "declaration.confirmed": (
        "{name} 提交了 {period} 的申报单，请在 {due} 前审批。",
        "{name} confirmed the declaration for {period}. Please decide by {due}.",
    ),
    "declaration.approved": (
        "你 {period} 的绩效结果：{total} 分。{feedback}",
        "Your result for {period}: {total} points. {feedback}",
    ),
    "declaration.returned": (
        "你 {period} 的申报单被退回：{feedback}",
        "Your declaration for {period} was returned: {feedback}",
    ),
    "objection.raised": (
        "{name} 对 {period} 的“{kpi}”提出异议，请在 {due} 前答复。",
        "{name} objects to “{kpi}” of {period}. Please answer by {due}.",
    ),
    "discrepancy.found": (
        "{name} {period} 的结果公布后，有记录后到、更正或撤回：原得分 {before}，按现有记录为 {after}。"
        "结果不变，等待 HR 处理。",
        "After {name}'s result for {period}, records came late, were corrected or withdrawn: {before} on record, "
        "{after} with what is known now. The result stays until HR decides.",
    ),
    "discrepancy.ignored": (
        "你 {period} 的差异已处理：结果保持不变。原因：{reason}",
        "The discrepancy of your {period} was decided: the result stays. Reason: {reason}",
    ),
    "discrepancy.carried": (
        "你 {period} 后到的 {count} 条记录计入 {to}，{period} 的结果不变。原因：{reason}",
        "Late records of your {period} ({count}) count in {to}; the result for {period} stays. Reason: {reason}",
    ),
    "discrepancy.second_wanted": (
        "{by} 提出重新打开 {name} {period} 的结果，需要你同意。原因：{reason}",
        "{by} asks to reopen the result of {name} for {period} and needs your agreement. Reason: {reason}",
    ),
    "discrepancy.declined": (
        "重新打开 {name} {period} 结果的提议没有获得同意。{reason}",
        "Reopening the result of {name} for {period} was not agreed to. {reason}",
    ),
    "discrepancy.reopened": (
        "你 {period} 的结果已重新打开：原得分 {before}，现为 {after}。请在 {due} 前核对并提交。原因：{reason}",
        "Your result for {period} was opened again: it was {before} and is {after} now. Please check and confirm it by "
        "{due}. Reason: {reason}",
    ),
    "improvement_plan.made": (
        "{name} 为“{kpi}”制定了改进计划，{due} 到期。",
        "{name} committed to an improvement plan for “{kpi}”, due {due}.",
    ),
    "work_log.accepted": (
        "你 {day} 的一条工作记录已核实，计入指标。{reason}",
        "A work log of yours of {day} was checked and counts towards KPIs. {reason}",
    ),
    "work_log.excluded": (
        "你 {day} 的一条工作记录暂不计入指标（{reason}）。工时和占比不变，如有疑问请联系上级。",
        "A work log of yours of {day} does not count towards KPIs for now ({reason}). Its minutes and shares stay. "
        "Ask your manager if you have doubts.",
    ),
    "job_description.published": (
        "你的岗位说明书（第 {number} 版）已发布，请阅读并签收。",
        "Version {number} of your job description is published. Please read and acknowledge it.",
    ),
    "job_description.drift": (
        "{name} 连续两个月的工作占比与现行岗位说明书相差超过 15 个百分点（{duties} 项），请复核第 {number} 版草稿。",
        "For two months {name}'s shares of time differed by more than 15 points from the job description in force "
        "({duties} lines). Please review draft version {number}.",
    ),
}
"""The zh-CN and the English sentence of each topic."""


def sentence(message: Message, language: str) -> str:
    """Return the message in words, in `language` (`en`, anything else is zh-CN)."""
    zh, en = SENTENCES[message.topic]
    return (en if language == "en" else zh).format(**message.params).strip()
