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
    "declaration.decision_undone": (
        "你 {period} 的申报单：刚才的决定已撤销，将重新审批。",
        "Your declaration for {period}: the decision of a moment ago was undone and will be taken anew.",
    ),
    "declaration.withdrawn": (
        "你 {period} 的绩效结果已撤回，将重新审批。原因：{reason}",
        "Your result for {period} was withdrawn and will be decided anew. Reason: {reason}",
    ),
    "declaration.answer_due": (
        "提醒：{period} 的申报单请在 {due} 前核对，逾期视为已阅。",
        "A reminder: please answer your declaration for {period} by {due}. After that it counts as read.",
    ),
    "declaration.decision_due": (
        "提醒：{name} {period} 的申报单请在 {due} 前审批。",
        "A reminder: please decide on the declaration of {name} for {period} by {due}.",
    ),
    "declaration.silent": (
        "{name} 没有在期限内核对 {period} 的申报单，视为已阅，请在 {due} 前审批。",
        "{name} did not answer the declaration for {period} in time, which counts as read. Please decide by {due}.",
    ),
    "declaration.escalated": (
        "{name} {period} 的申报单超过期限（{due}）仍未审批，请你处理或提醒审批人。",
        "The declaration of {name} for {period} was due on {due} and is not decided. Decide on it, or remind who does.",
    ),
    "declaration.final": (
        "你 {period} 的绩效结果已过异议期，正式确定。",
        "The objection window of your result for {period} is over: it is final.",
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
    "direction.switched": (
        "{name} 切换了方向：从 {from} 起按“{template_zh}”考核。你的变化：{changes_zh}。{totals_zh}",
        "{name} switched the direction: from {from} on “{template_en}” holds. What changes for you: {changes_en}. "
        "{totals_en}",
    ),
    "direction.undone": (
        "{name} 撤销了从 {from} 起的方向切换（{template_zh}），你的方案恢复如前：{changes_zh}。原因：{reason}",
        "{name} undid the switch of direction of {from} ({template_en}). Your plan is as before: {changes_en}. "
        "Reason: {reason}",
    ),
    "goal.published": (
        "“{kpi_zh}”{period} 的目标已分解到你，共 {months} 个月，{month} 为 {target_zh}。"
        "请确认，或提出不同的数值并说明原因。",
        "The goal “{kpi_en}” of {period} gives you a target in {months} months: {target_en} in {month}. Please accept "
        "it, or propose other figures with a reason.",
    ),
    "goal.part_ended": (
        "“{kpi_zh}”{period} 的目标重新分解，你不再分担其中的部分，以考核方案的目标为准。",
        "The goal “{kpi_en}” of {period} is shared out anew and you have no part in it: your plan's target holds.",
    ),
    "goal.withdrawn": (
        "“{kpi_zh}”{period} 的目标已撤回，尚未开始的月份以考核方案的目标为准。原因：{reason}",
        "The goal “{kpi_en}” of {period} was withdrawn. In months to come your plan's target holds. Reason: {reason}",
    ),
    "goal.rebalanced": (
        "你的“{kpi_zh}”目标有调整：{moves_zh}。原因：{reason}",
        "Your targets for “{kpi_en}” moved: {moves_en}. Reason: {reason}",
    ),
    "target.proposed": (
        "{name} 对“{kpi_zh}”{period} 的目标提出了不同的数值，请处理。原因：{reason}",
        "{name} proposes other targets for “{kpi_en}” of {period}. Please decide. Reason: {reason}",
    ),
    "target.adopted": (
        "你对“{kpi_zh}”{period} 目标的提议已采纳。{reason}",
        "Your proposal for the targets of “{kpi_en}” of {period} was adopted. {reason}",
    ),
    "target.declined": (
        "你对“{kpi_zh}”{period} 目标的提议没有采纳：{reason}",
        "Your proposal for the targets of “{kpi_en}” of {period} was declined: {reason}",
    ),
    "job_description.published": (
        "你的岗位说明书（第 {number} 版）已发布，请阅读并签收。",
        "Version {number} of your job description is published. Please read and acknowledge it.",
    ),
    "advice.given": (
        "有一条调整建议，请在 {due} 前采纳或驳回：{zh}",
        "There is a piece of advice. Please accept or reject it by {due}: {en}",
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
