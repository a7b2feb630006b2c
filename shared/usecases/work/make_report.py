"""Turn who-does-what into reports for a file: the distribution and the duty matrix, by the figures of the page."""

from collections.abc import Callable
from datetime import date, timedelta

from shared.domain.company import Company
from shared.domain.numbers import quantize
from shared.domain.work.duties.distribution import By
from shared.domain.work.duties.findings import Option
from shared.domain.work.duties.matrix import Cell
from shared.domain.work.reports import Column, Report, Table
from shared.usecases.work.read_distribution import WorkReport
from shared.usecases.work.read_duty_matrix import DutyMatrix
from shared.usecases.work.read_work import Span

Names = Callable[[str], str]
"""The name of a line's key in the report's language."""
_BY: dict[By, tuple[str, str]] = {
    "activity": ("工作内容", "Activity"),
    "kind": ("记录类型", "Kind of log"),
    "person": ("成员", "Person"),
    "customer": ("客户", "Customer"),
}
_FOUND = {"overlap": ("职责重叠", "Overlap"), "gap": ("职责遗漏", "Gap")}
_OPTIONS = {
    Option.KEEP: ("保留", "Keep"),
    Option.HAND_OVER: ("移交", "Hand over"),
    Option.STOP: ("停止", "Stop"),
}
PROVISIONAL = ("有记录的天数不足 10 天，仅供参考（暂定）。", "Fewer than 10 days are logged: provisional.")


def distribution_report(report: WorkReport, company: Company, names: Names) -> Report:
    """Return the work distribution (工作分布) as a report: the lines, and the days that have no log."""
    zh, en = _BY[report.by]
    columns = (
        Column(zh, en),
        Column("占比", "Share", "bp"),
        Column("占比（整数）", "Share, whole", "percent"),
        Column("分钟", "Minutes", "minutes"),
        Column("记录数", "Logs", "count"),
        Column("较上期", "Change", "bp"),
    )
    rows = tuple(
        (names(line.key), line.bp, line.percent, line.minutes, line.count, report.change_bp(line.key))
        for line in report.now.lines
    )
    scope = _people(report)
    return Report(
        title_zh="工作分布",
        title_en="Work distribution",
        period=_period(report.span),
        scope_zh=f"{company.name} · {scope[0]}",
        scope_en=f"{company.name} · {scope[1]}",
        notes=_notes(report),
        tables=(
            Table("工作分布", "Work distribution", columns, rows, "bars" if rows else None),
            Table(
                "未记录的工作日",
                "Workdays without a log",
                (Column("日期", "Date"),),
                tuple((each.isoformat(),) for each in report.coverage.missing),
            ),
        ),
    )


def matrix_report(matrix: DutyMatrix, company: Company, language: str) -> Report:
    """Return the duty matrix (岗位职责矩阵) as a report: classes with their reasons, findings and proposals."""
    person = {each.id: each.name for each in matrix.people}
    activities, place = company.catalogue.activities, 1 if language == "en" else 0
    names = {cell.duty: (cell.zh, cell.en)[place] for cell in matrix.cells}
    return Report(
        title_zh="岗位职责矩阵",
        title_en="Duty matrix",
        period=_period(matrix.span),
        scope_zh=f"{company.name} · {len(person)} 人",
        scope_en=f"{company.name} · {len(person)} people",
        notes=(PROVISIONAL,) if any(cell.provisional for cell in matrix.cells) else (),
        tables=(
            Table(
                "职责分类",
                "Classes",
                (
                    Column("成员", "Person"),
                    Column("职责", "Duty"),
                    Column("分类", "Class"),
                    Column("占本人工时", "Share of own time", "bp"),
                    Column("分钟", "Minutes", "minutes"),
                    Column("依据", "Rule"),
                    Column("人工改判", "Decided by hand"),
                ),
                tuple(_class_row(cell, person, language) for cell in matrix.cells),
            ),
            Table(
                "职责重叠与遗漏",
                "Overlaps and gaps",
                (Column("类别", "Finding"), Column("说明", "In words")),
                (
                    *(
                        (_FOUND["overlap"][place], each.sentence(language, activities))
                        for each in matrix.overlaps
                    ),
                    *((_FOUND["gap"][place], each.sentence(language, activities)) for each in matrix.gaps),
                ),
            ),
            Table(
                "调整建议",
                "Proposals",
                (
                    Column("成员", "Person"),
                    Column("职责", "Duty"),
                    Column("建议", "Suggested"),
                    Column("每月可省分钟", "Minutes freed a month", "minutes"),
                ),
                tuple(
                    (
                        person[each.person_id],
                        names[each.duty],
                        _OPTIONS[each.suggested][place],
                        next(c.company_minutes for c in each.choices if c.option == each.suggested),
                    )
                    for each in matrix.proposals
                ),
            ),
        ),
    )


def _class_row(cell: Cell, person: dict[str, str], language: str) -> tuple[str | int, ...]:
    duty = cell.en if language == "en" else cell.zh
    decided = cell.override.reason if cell.override else ""
    name = cell.duty_class if language == "en" else cell.duty_class.zh
    share_bp = int(quantize(cell.share * 10_000, 0))
    return (
        person[cell.person_id],
        duty,
        str(name),
        share_bp,
        cell.minutes,
        cell.sentence(language),
        decided,
    )


def _people(report: WorkReport) -> tuple[str, str]:
    if len(report.people) == 1:
        return report.people[0].name, report.people[0].name
    return f"{len(report.people)} 人", f"{len(report.people)} people"


def _notes(report: WorkReport) -> tuple[tuple[str, str], ...]:
    logged, workdays = report.coverage.logged, report.coverage.workdays
    covered = (f"{workdays} 个工作日中有 {logged} 天有记录。", f"{logged} of {workdays} workdays logged.")
    return (covered, PROVISIONAL) if report.provisional else (covered,)


def _period(span: Span) -> str:
    last: date = span.until_on - timedelta(days=1)
    return f"{span.first_on.isoformat()} – {last.isoformat()}"
