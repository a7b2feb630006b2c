"""A month of four people's logs (March 2026): what honest people write, and what was planted among it.

The honest part holds what looks odd and is not, and two logs that no rule can tell from a false one. Of the planted
part three keep below every threshold, as somebody would who knows the rules.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from shared.domain.work.logs.log import WorkLog
from shared.domain.work.logs.places import Place, coarse
from tests.domain.work.logged import SHANGHAI, a_log

WORKDAYS = [day for day in (date(2026, 3, 1) + timedelta(days=n) for n in range(31)) if day.weekday() < 5]
SATURDAY = date(2026, 3, 14)
CUSTOMERS = "远山贸易 澄屿食品 青葵家居 砚屿五金 半岫文具 鹭汀电子 溪砚服饰 听渚建材 枝野印刷 棉屿物流 星渚餐饮".split()
PURPOSES = (
    "上门介绍新品目录 讨论下季度采购计划 现场查看库存情况 回访上批货使用效果 确认补货数量 送样并讲解参数 "
    "与采购负责人谈账期 处理包装破损的反馈 签订年度框架合同 陪同仓库验收到货 了解竞品报价"
).split()
OUTCOMES = (
    "对方要求周五前报价 样品留下试用两周 账期同意缩短到三十天 暂不扩大品类 约定下月再谈 需要先看检测报告 "
    "同意追加两个规格 价格仍有异议 已拿到盖章合同 介绍了新的对接人 等总部审批"
).split()


def at_km(north: int | str, east: int | str = 0) -> Place:
    """Return the cell so many kilometres from the middle of Shanghai."""
    return coarse(
        Decimal("31.2304") + Decimal(north) / Decimal("111.2"),
        Decimal("121.4737") + Decimal(east) / Decimal("95.1"),
    )


def logged(
    id: str,
    by: str,
    on: date,
    clock: str,
    minutes: int = 30,
    activity: str = "new_visit",
    text: str = "",
    customer: str | None = None,
    place: Place | None = None,
    sent_after: int | None = None,
) -> WorkLog:
    """Return a log that was sent `sent_after` minutes after its start, or five minutes after its end."""
    started_at = datetime.combine(on, time.fromisoformat(clock), tzinfo=SHANGHAI).astimezone(UTC)
    return replace(
        a_log(activity, minutes, by=by, on=on, customer=customer),
        id=id,
        text=text,
        place=place,
        started_at=started_at,
        created_at=started_at + timedelta(minutes=minutes + 5 if sent_after is None else sent_after),
    )


def note(number: int, customer: str) -> str:
    """Return what somebody writes after their visit; no two numbers under 121 make the same note."""
    return f"{customer}：{PURPOSES[number % 11]}，{OUTCOMES[(number + number // 11) % 11]}"


def honest() -> list[WorkLog]:
    """Return what happened as it was logged."""
    return [*_seller("li", 0), *_seller("wang", 4), *_caretaker(), *_back_office(), *_oddities()]


def _seller(by: str, offset: int) -> Iterator[WorkLog]:
    """Three visits a day all over the city, and a call in a word."""
    for n, day in enumerate(WORKDAYS):
        own = [logged(f"{by}_call_{n}", by, day, "16:30", 15, "key_account", "电话回访", CUSTOMERS[n % 11])]
        for turn, clock in enumerate(("09:00", "10:30", "14:00")):
            number = 3 * n + turn
            customer, place = CUSTOMERS[(number + offset) % 11], stop(number, offset)
            text = note(number, customer)
            own.append(logged(f"{by}_{number}", by, day, clock, 45, "new_visit", text, customer, place))
        if by == "wang" and 3 <= n < 8:  # no network on a trip: the phone sent the logs of five days at once
            own = [replace(each, created_at=datetime(2026, 3, 11, 10, 30, tzinfo=UTC)) for each in own]
        if by == "li" and n == 9:  # written down in the evening, all within two minutes
            evening = datetime(2026, 3, 13, 12, 30, tzinfo=UTC)
            own = [
                replace(each, created_at=evening + timedelta(seconds=40 * k)) for k, each in enumerate(own)
            ]
        yield from own


def stop(number: int, offset: int) -> Place:
    """Return where a seller's visit of this number was."""
    return at_km((number + offset) % 9, number % 7)


def _caretaker() -> Iterator[WorkLog]:
    for n, day in enumerate(WORKDAYS):
        customer = CUSTOMERS[n % 11]
        told = f"{OUTCOMES[n % 11]}，另外{PURPOSES[(n * 5 + n // 11) % 11]}"
        yield logged(f"han_{n}", "han", day, "09:10", 40, "care_call", "例行回访，正常", customer)
        yield logged(f"han_renewal_{n}", "han", day, "13:30", 50, "renewal", told, customer)
        yield logged(
            f"han_report_{n}", "han", day, "17:30", 20, "daily_report", "填写当日客户跟进日报表并提交"
        )


def _back_office() -> Iterator[WorkLog]:
    for n, day in enumerate(WORKDAYS):
        text = "录入并审核当日订单，核对数量与单价"
        yield logged(f"zhao_{n}", "zhao", day, "09:00", 90, "order_entry", text)
        yield logged(
            f"zhao_ship_{n}", "zhao", day, "11:00", 45, "delivery_follow_up", "跟进当日发货进度并回复同事"
        )
        yield logged(
            f"zhao_ask_{n}", "zhao", day, "15:00", 60, "internal_request", "处理用印、快递和会议室申请"
        )
    for n in range(8):  # one invoice after the other
        clock = f"16:{10 + 6 * n}"
        yield logged(f"zhao_invoice_{n}", "zhao", WORKDAYS[5], clock, 5, "invoicing", "开具增值税发票")


def _oddities() -> Iterator[WorkLog]:
    day, later, words = WORKDAYS[1], WORKDAYS[2], "设备运行正常，客户没有新的需求"
    yield logged("li_first", "li", day, "15:00", 25, "new_visit", "送合同", "枝野印刷", at_km(0))
    yield logged("li_3_km_on", "li", day, "15:30", 25, "new_visit", "取样品", "棉屿物流", at_km(3))
    yield logged("li_a", "li", day, "17:00", 20, "key_account", "回访A公司，确认补货", "A公司")
    yield logged("li_b", "li", day, "17:20", 20, "key_account", "回访B公司，确认补货需求和账期", "B公司")
    yield logged(
        "wang_a", "wang", day, "17:00", 20, "key_account", "回访甲公司，确认补货需求和账期", "甲公司"
    )
    yield logged(
        "wang_b", "wang", day, "17:20", 20, "key_account", "回访乙公司，确认补货需求和账期", "乙公司"
    )
    for n, by in enumerate(("li", "wang", "han", "zhao")):  # one event, and each of them helped
        text = "客户沙龙现场接待与签到引导"
        yield logged(f"{by}_salon", by, SATURDAY, "13:00", 240, "event_support", text, f"来宾{n}", at_km(0))
    yield logged("li_rounded", "li", later, "09:40", 40, "quote", "做报价单", "远山贸易")
    yield logged(
        "wang_fast_clock", "wang", later, "18:00", 20, "quote", "改报价单", "远山贸易", sent_after=-8
    )
    yield replace(logged("han_moved", "han", later, "18:00", 20, "errand", sent_after=-200), version=2)
    gone = logged("han_gone", "han", later, "09:11", 40, "care_call", "例行回访，正常", CUSTOMERS[2])
    yield replace(gone, deleted=True)
    # from here on honest all the same, and no rule can tell: the same words again, a call within a visit
    yield logged("han_words", "han", WORKDAYS[4], "15:10", 30, "care_call", words, "远山贸易")
    yield logged("han_same_words", "han", WORKDAYS[9], "15:10", 30, "care_call", words, "澄屿食品")
    yield logged("wang_by_the_way", "wang", WORKDAYS[4], "10:50", 15, "collection", "打电话催款", "听渚建材")


def planted() -> dict[str, list[WorkLog]]:
    """Return what is not as it should be, by the signal that should tell."""
    return {
        "copied": list(_copied()),
        "duplicate": list(_sent_twice()),
        "too_far": list(_far_away()),
        "burst": list(_burst()),
        "future": list(_ahead()),
        "overlap": list(_overlapping()),
        "over_a_day": list(_longer_than_a_day()),
    }


def _copied() -> Iterator[WorkLog]:
    """Eleven of the seller's own visits again for others, five of them in a word more, and one in other words."""
    for n in range(11):
        text = note(3 * n, CUSTOMERS[3 * n % 11]) + ("" if n < 6 else "了")
        customer = CUSTOMERS[(3 * n + 5) % 11]
        yield logged(f"copied_{n}", "li", WORKDAYS[n + 11], "20:00", 30, "key_account", text, customer)
    text = "在远山贸易介绍了新品目录，对方希望周五之前拿到报价"
    yield logged("copied_reworded", "li", WORKDAYS[10], "20:00", 30, "key_account", text, "远山贸易")


def _sent_twice() -> Iterator[WorkLog]:
    """Visits that are there, seconds or minutes later, without what was written."""
    for n in range(10):
        customer = CUSTOMERS[(3 * (n + 9) + 4) % 11]
        clock = f"09:0{n % 5}:07"
        yield logged(f"twice_{n}", "wang", WORKDAYS[n + 9], clock, 45, "new_visit", "", customer)


def _far_away() -> Iterator[WorkLog]:
    """Short visits within others, 12 km from there; the first is only 4 km away."""
    for n in range(8):
        number = 3 * (n + 10) + 1
        place = at_km((number + 4) % 9 + (12 if n else 4), number % 7)
        yield logged(f"far_{n}", "wang", WORKDAYS[n + 10], "10:38", 3, "quote", "", CUSTOMERS[n], place)


def _burst() -> Iterator[WorkLog]:
    for n in range(10):
        clock = f"19:0{n // 2}:{30 * (n % 2):02}"
        yield logged(f"burst_{n}", "li", WORKDAYS[15], clock, 1, "quote", f"报价{n}", CUSTOMERS[n])


def _ahead() -> Iterator[WorkLog]:
    for n in range(8):
        early = -11 - 9 * n
        yield logged(
            f"future_{n}", "wang", WORKDAYS[n], "19:30", 25, "quote", "", CUSTOMERS[n], sent_after=early
        )


def _overlapping() -> Iterator[WorkLog]:
    """Work during the renewal call of 13:30 to 14:20; the first hardly so."""
    for n in range(8):
        clock = "13:50" if n else "14:15"
        yield logged(
            f"overlap_{n}", "han", WORKDAYS[n + 10], clock, 40 + n, "upgrade_advice", "", CUSTOMERS[n]
        )


def _longer_than_a_day() -> Iterator[WorkLog]:
    for sunday in (date(2026, 3, 22), date(2026, 3, 29)):
        for clock in ("00:00", "08:20", "16:40"):
            yield logged(f"full_{sunday}_{clock}", "zhao", sunday, clock, 500, "errand", "周末加班")
