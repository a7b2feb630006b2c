"""Why a record was looked at and left out of a figure (未计入的原因), as one sentence in Chinese and in English."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

EXCLUSIONS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "activity.excluded": ("这条联系记录已被核实为不计入", "The contact was reviewed and does not count"),
        "activity.no_outcome": ("联系记录没有填写结果", "The contact has no outcome"),
        "case.closed_before_opened": ("完成时间早于开始时间", "It was closed before it was opened"),
        "case.not_opened": ("没有对应的申请记录", "No record says that it was opened"),
        "complaint.repeated": ("与此前的投诉重复", "It repeats an earlier complaint"),
        "deal.closed_before_contact": (
            "关闭日期早于首次联系日期",
            "The deal was closed before its first contact",
        ),
        "deal.no_amount": ("商机没有金额", "The deal has no amount"),
        "deal.no_close_date": ("商机没有预计成交日期", "The deal has no expected closing date"),
        "deal.no_first_contact": ("没有首次联系的记录", "No record tells the first contact"),
        "deal.no_probability": ("商机没有成交概率", "The deal has no probability"),
        "deal.stale": ("商机长期没有进展", "The deal has not moved for long"),
        "delivery.no_promise": ("订单没有承诺交付日期", "The order has no promised date"),
        "event.no_attendance": ("活动没有参与人数的记录", "No record tells how many came"),
        "event.not_held": ("活动没有举办", "The event was not held"),
        "event.not_planned": ("活动不在计划内", "The event was not planned"),
        "forecast.after_start": ("预测提交时期间已经开始", "The forecast came after the period had begun"),
        "invoice.no_amount": ("发票没有金额", "The invoice has no amount"),
        "lead.already_customer": ("线索来自已有客户", "The lead was a customer already"),
        "lead.assigned_before_created": (
            "分配时间早于线索创建时间",
            "The lead was assigned before it was created",
        ),
        "lead.duplicate": ("同一客户的重复线索", "Another lead of the same customer came before"),
        "lead.no_referrer": ("转介绍线索没有介绍人", "The referral names no referrer"),
        "lead.out_of_segment": ("不属于目标客户", "The lead is outside the target segment"),
        "lead.rejected": ("销售已按时拒绝这条线索", "Sales rejected the lead in time"),
        "lead.undecided": ("销售还没有接受或拒绝", "Sales has not decided on the lead yet"),
        "lead.unreachable": ("线索联系不上", "The lead cannot be reached"),
        "order.no_amount": ("订单没有金额", "The order has no amount"),
        "order.no_cost": ("订单没有登记成本", "No cost is posted on the order"),
        "order.no_customer": ("订单没有客户", "The order names no customer"),
        "order.no_list_amount": ("订单没有原价", "The order has no list amount"),
        "payment.exceeds_invoice": ("收款超过发票金额的部分", "The payment exceeds its invoice"),
        "payment.no_amount": ("收款没有金额", "The payment has no amount"),
        "payment.no_invoice": ("收款没有对应的发票", "The payment belongs to no known invoice"),
        "record.self_reported": ("本人主动更正的错误", "The mistake was reported by its own author"),
        "refund.exceeds_order": ("退款超过订单金额的部分", "The refund exceeds its order"),
        "refund.no_amount": ("退款没有金额", "The refund has no amount"),
        "refund.order_unknown": ("退款没有对应的订单", "The refund belongs to no known order"),
        "spend.no_amount": ("投入没有金额", "The spend has no amount"),
        "subscription.no_amount": ("订阅没有金额", "The subscription has no amount"),
        "survey.answered_before": (
            "同一客户近期已有一次回答",
            "The same customer answered shortly before",
        ),
        "survey.of_oneself": ("本人对自己的评价", "The rating is of oneself"),
        "task.no_due_date": ("任务没有截止日期", "The task has no due date"),
        "ticket.answered_before_opened": (
            "响应时间早于工单创建时间",
            "The ticket was answered before it was opened",
        ),
        "ticket.closed_before_opened": (
            "关闭时间早于工单创建时间",
            "The ticket was closed before it was opened",
        ),
        "ticket.not_opened": ("没有对应的工单创建记录", "No record says that the ticket was opened"),
        "traffic.no_visitors": ("没有访客数", "The record has no number of visitors"),
        "visit.excluded": ("这次拜访已被核实为不计入", "The visit was reviewed and does not count"),
        "visit.flagged": ("这次拜访待核实", "The visit has yet to be looked at"),
        "visit.no_customer": ("拜访没有填写客户", "The visit names no customer"),
        "visit.no_evidence": ("拜访没有佐证", "Nothing bears the visit out"),
        "visit.too_short": ("拜访时间太短", "The visit was too short"),
        "worklog.no_customer": ("工作记录没有填写客户", "The log names no customer"),
        "worklog.not_accepted": ("工作记录未通过核实", "The log was not accepted"),
    }
)
_OTHER: Final = ("未计入本指标", "Left out of this figure")


def exclusion(code: str, language: str = "zh-CN") -> str:
    """Return the sentence of a code in `language` (`en`, anything else is Chinese)."""
    zh, en = EXCLUSIONS.get(code, _OTHER)
    return en if language == "en" else zh
