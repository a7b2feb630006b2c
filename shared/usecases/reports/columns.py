"""The columns of a performance report's tables, as a workbook and a CSV have them."""

from typing import Final

from shared.domain.work.reports import Column

SUMMARY: Final = (
    Column("姓名", "Name"),
    Column("岗位", "Positions"),
    Column("上级", "Manager"),
    Column("月份", "Month"),
    Column("状态", "State"),
    Column("性质", "Standing"),
    Column("总分", "Total", "stored"),
    Column("正式总分", "Official total", "stored"),
    Column("等级", "Grade"),
    Column("绩效系数", "Coefficient", "number"),
    Column("扣分合计", "Points lost", "stored"),
    Column("加分合计", "Bonus", "stored"),
    Column("封顶扣减", "Cut by the cap", "stored"),
    Column("暂无数据的权重", "Weight without data", "bp"),
    Column("暂停计分的权重", "Weight paused", "bp"),
    Column("扣分最多", "Most lost on"),
    Column("原因", "Reason"),
    Column("计算时间", "Computed at"),
    Column("方案版本", "Plan versions"),
    Column("得分指纹", "Score hash"),
)
LINES: Final = (
    Column("姓名", "Name"),
    Column("指标", "KPI"),
    Column("状态", "State"),
    Column("方案权重", "Weight of the plan", "bp"),
    Column("计分权重", "Weight scored", "bp"),
    Column("完成值", "Actual"),
    Column("目标", "Target"),
    Column("完成值（数值）", "Actual, number", "number"),
    Column("分子", "Numerator", "number"),
    Column("分母", "Denominator", "number"),
    Column("样本数", "n", "count"),
    Column("目标（数值）", "Target, number", "number"),
    Column("与目标的差", "Variance", "number"),
    Column("较上月", "Change", "number"),
    Column("得分", "Points", "stored"),
    Column("加权得分", "Weighted", "stored"),
    Column("扣分", "Lost", "stored"),
    Column("加分", "Bonus", "stored"),
    Column("原因", "Reason"),
    Column("记录数", "Records", "count"),
    Column("起始日", "From"),
    Column("截止日（不含）", "Until, not included"),
    Column("指标编号", "KPI id"),
)
RECORDS: Final = (
    Column("姓名", "Name"),
    Column("指标", "KPI"),
    Column("是否计入", "Counts"),
    Column("未计入原因", "Why left out"),
    Column("记录编号", "Record id"),
    Column("类型", "Type"),
    Column("日期", "Date"),
    Column("客户", "Customer"),
    Column("金额", "Amount", "number"),
    Column("指标编号", "KPI id"),
)
TREND: Final = (
    Column("姓名", "Name"),
    Column("月份", "Month"),
    Column("指标（空为总分）", "KPI (none: the total)"),
    Column("状态", "State"),
    Column("得分", "Points", "stored"),
    Column("完成值（数值）", "Actual, number", "number"),
    Column("记录数", "Records", "count"),
    Column("记录编号（总分为得分指纹）", "Record ids (of a total: the score's hash)"),
)
ADDED: Final = (
    Column("指标", "KPI"),
    Column("月份", "Month"),
    Column("人数", "People", "count"),
    Column("分子合计", "Numerators added", "number"),
    Column("分母合计", "Denominators added", "number"),
    Column("合计值（数值）", "Figure, number", "number"),
    Column("合计值", "Figure"),
)
GRADES: Final = (Column("等级", "Grade"), Column("人数", "People", "count"))
