"""Plan versions (考核方案): dated weights, targets and curves of a position or a person, and what makes one valid."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Final
from zoneinfo import ZoneInfo

from shared.domain.errors import DomainError
from shared.domain.kpi.catalogue import CATALOGUE, kpi_definition
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.lines import PlanLine
from shared.domain.numbers import WHOLE_BP
from shared.domain.periods import local_midnight

NOTICE = timedelta(hours=24)
"""People know of a change for at least this long before it takes effect."""


class WeightsNotWhole(DomainError):
    """The weights of a plan do not add up to 100 %."""

    kind, code = "invalid", "plan.weights_not_whole"
    zh = "各指标权重合计为 {percent}%，必须正好是 100%，请调整。"
    en = "The weights add up to {percent} %. They must be exactly 100 %."


class WeightNotPositive(DomainError):
    """A weight is zero or negative."""

    kind, code = "invalid", "plan.weight_not_positive"
    zh = "指标“{kpi_id}”的权重必须大于 0；不考核的指标请移除。"
    en = "The weight of “{kpi_id}” must be above 0. Remove a KPI that is not to count."


class KpiTwice(DomainError):
    """A KPI stands in a plan more than once."""

    kind, code = "invalid", "plan.kpi_twice"
    zh = "指标“{kpi_id}”重复，请合并为一行。"
    en = "The KPI “{kpi_id}” is there twice. Make it one line."


class TargetNotUsable(DomainError):
    """A target is negative, or zero where the curve divides by it."""

    kind, code = "invalid", "plan.target_not_usable"
    zh = "指标“{kpi_id}”的目标必须大于 0；只有越低越好的扣分或达标曲线可以为 0。"
    en = "The target of “{kpi_id}” must be above 0. Only a deduction or pass curve may have 0."


class CurveAgainstDirection(DomainError):
    """A curve gives more points for worse values."""

    kind, code = "invalid", "plan.curve_against_direction"
    zh = "指标“{kpi_id}”的评分曲线方向不对，请选择与“越高越好/越低越好”一致的曲线。"
    en = "The curve of “{kpi_id}” rewards worse values. Choose one that fits its direction."


class OutOfBounds(DomainError):
    """A plan typed by HR leaves the company's bounds for weights or for the number of KPIs."""

    kind, code = "invalid", "plan.out_of_bounds"
    zh = "方案超出公司设定的范围：{sentence_zh}"
    en = "The plan leaves the company's bounds: {sentence_en}"


@dataclass(frozen=True, slots=True)
class Bounds:
    """A company's bounds for one weight, in basis points, and for the number of KPIs."""

    lowest_bp: int = 500
    highest_bp: int = 5000
    fewest: int = 3
    most: int = 8


@dataclass(frozen=True, slots=True)
class PlanWarning:
    """A bound that a plan leaves; `kpi_id` is empty for the number of KPIs."""

    code: str
    kpi_id: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """
    The plan of a position, or of one person (`person_id`), from a local date on.

    It holds until the next version of the same position or person. A person's own plan replaces the plans of
    their positions from its first day until `until_on`, if it has one.
    """

    id: str
    company_id: str
    from_on: date
    lines: tuple[PlanLine, ...]
    position: str | None = None
    person_id: str | None = None
    until_on: date | None = None
    created_at: datetime | None = None
    created_by: str = ""
    note: str = ""

    def holds_on(self, day: date) -> bool:
        """Return whether the version has begun and not been ended by `day`."""
        return self.from_on <= day and (self.until_on is None or day < self.until_on)


DEFAULT_BOUNDS: Final = Bounds()


def check_plan(
    lines: Sequence[PlanLine],
    *,
    typed: bool = False,
    bounds: Bounds = DEFAULT_BOUNDS,
    catalogue: Mapping[str, KpiDefinition] = CATALOGUE,
) -> tuple[PlanWarning, ...]:
    """
    Check the lines of a plan and return the bounds that it leaves.

    A plan that HR `typed` may not leave them, but for weights that HR `kept` on purpose; one that a template
    completed is only warned about.

    :raises UnknownKpi: if a KPI is not in the library.
    :raises KpiTwice: if one is there twice.
    :raises WeightNotPositive: if a weight is zero or negative.
    :raises WeightsNotWhole: if the weights do not make 10 000 basis points.
    :raises TargetNotUsable: if a target cannot be scored against.
    :raises CurveAgainstDirection: if a curve rewards worse values.
    :raises OutOfBounds: if a typed plan leaves the bounds.
    """
    seen: set[str] = set()
    for line in lines:
        definition = kpi_definition(line.kpi_id, catalogue)
        if line.kpi_id in seen:
            raise KpiTwice(kpi_id=line.kpi_id)
        seen.add(line.kpi_id)
        if line.weight_bp <= 0:
            raise WeightNotPositive(kpi_id=line.kpi_id)
        _check_line(line, definition)
    total = sum(line.weight_bp for line in lines)
    if total != WHOLE_BP:
        raise WeightsNotWhole(percent=f"{total // 100}.{total % 100:02}")
    warnings = tuple(_warnings(lines, bounds))
    refused = [
        each for each in warnings if typed and each.kpi_id not in {line.kpi_id for line in lines if line.kept}
    ]
    if refused:
        raise OutOfBounds(sentence_zh=refused[0].zh, sentence_en=refused[0].en)
    return warnings


def takes_effect_on(committed_at: datetime, zone: ZoneInfo) -> date:
    """
    Return the local date from which a change holds: the first midnight at least 24 hours after the commit.

    >>> from datetime import UTC
    >>> takes_effect_on(datetime(2026, 3, 2, 1, 0, tzinfo=UTC), ZoneInfo("Asia/Shanghai"))
    datetime.date(2026, 3, 4)
    """
    earliest = committed_at + NOTICE
    day = earliest.astimezone(zone).date()
    return day if local_midnight(day, zone) >= earliest else day + timedelta(days=1)


def with_targets(
    versions: Iterable[PlanVersion], catalogue: Mapping[str, KpiDefinition] = CATALOGUE
) -> list[PlanVersion]:
    """
    Return the versions by date with every inherited target written out.

    A line without a target takes the last printed one of its KPI in the same position or person, else the
    library's. That of a flow KPI where more is better is multiplied by weight ÷ weight of the version that printed
    it, never by more than 1, so that asking for less of it does not punish.
    """
    printed: dict[tuple[str | None, str | None, str], PlanLine] = {}
    written = []
    for version in sorted(versions, key=lambda each: (each.from_on, each.id)):
        lines = []
        for line in version.lines:
            scope = (version.person_id, version.position, line.kpi_id)
            definition = kpi_definition(line.kpi_id, catalogue)
            if line.target is not None:
                printed[scope] = line
            base = printed.setdefault(scope, replace(line, target=definition.default_target))
            lines.append(replace(line, target=_inherited(line, base, definition)))
        written.append(replace(version, lines=tuple(lines)))
    return written


def _inherited(line: PlanLine, base: PlanLine, definition: KpiDefinition) -> Fraction | None:
    if (
        base.target is None
        or not definition.is_flow
        or definition.direction == "lower"
        or base.weight_bp <= 0
    ):
        return base.target
    return base.target * min(Fraction(1), Fraction(line.weight_bp, base.weight_bp))


def _check_line(line: PlanLine, definition: KpiDefinition) -> None:
    if line.target is not None and line.target <= 0:
        zero_fits = line.target == 0 and definition.direction == "lower" and line.curve.takes_zero_target
        if not zero_fits:
            raise TargetNotUsable(kpi_id=line.kpi_id)
    first, last = line.curve.anchors[0][1], line.curve.anchors[-1][1]
    if first != last and line.curve.rises != (definition.direction == "higher"):
        raise CurveAgainstDirection(kpi_id=line.kpi_id)


def _warnings(lines: Sequence[PlanLine], bounds: Bounds) -> Iterable[PlanWarning]:
    if not bounds.fewest <= len(lines) <= bounds.most:
        yield PlanWarning(
            "plan.number_of_kpis",
            "",
            f"共 {len(lines)} 个指标，建议 {bounds.fewest} 到 {bounds.most} 个。",
            f"{len(lines)} KPIs; {bounds.fewest} to {bounds.most} are advised.",
        )
    lowest, highest = Fraction(bounds.lowest_bp, 100), Fraction(bounds.highest_bp, 100)
    for line in lines:
        if not bounds.lowest_bp <= line.weight_bp <= bounds.highest_bp:
            percent = f"{line.weight_bp // 100}.{line.weight_bp % 100:02}"
            yield PlanWarning(
                "plan.weight_out_of_bounds",
                line.kpi_id,
                f"“{line.kpi_id}”权重 {percent}%，建议 {lowest}% 到 {highest}%。",
                f"“{line.kpi_id}” weighs {percent} %; {lowest} % to {highest} % are advised.",
            )
