"""The linter of KPIs (指标检查): rules with stable ids that say what is wrong with a KPI, and what to do.

- L01 vague; L02 no formula; L03 no source; L04 no target; L05 no direction: refused.
- L06 not about the business; L07 no business event; L08 only record keeping: the weight is capped.
- L09 sales without what went back; L10 a name that says less than the formula; L11 opposed to another KPI; L12 the same
  figure as another KPI: warned of. A plan refuses two KPIs of one figure.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from shared.domain.errors import DomainError
from shared.domain.kpi import pairs
from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.definition import KpiDefinition
from shared.domain.kpi.own.caps import cap_of
from shared.domain.kpi.own.checks import Incomplete, missing_parts
from shared.domain.kpi.own.figure import alike
from shared.domain.kpi.own.kpi import OwnKpi
from shared.domain.kpi.own.records import PAID, RETURNS
from shared.domain.kpi.own.slogans import is_slogan, is_vague


class Vague(Incomplete):
    """A KPI is a slogan: what would be counted cannot be told from it."""

    rule = "L01"
    kind, code = "invalid", "kpi.vague"
    zh = "规则 L01：“{name_zh}”太空泛，看不出考核什么。请用要统计的数命名（如“回款额”），并写明公式、来源、目标和方向。"
    en = "Rule L01: “{name_en}” is vague. Name the figure that is counted, such as “repurchase rate”, with its formula, source, target and direction."  # noqa: E501


@dataclass(frozen=True, slots=True)
class Finding:
    """
    What a rule found.

    A finding that refuses carries the `error` that says so; one that caps the highest weight in basis points. `kpi_ids`
    are the other KPIs that it is about.
    """

    rule: str
    code: str
    severity: Literal["refuse", "cap", "warn"]
    zh: str
    en: str
    weight_cap_bp: int | None = None
    kpi_ids: tuple[str, ...] = ()
    error: DomainError | None = None


def lint(
    own: OwnKpi, others: Iterable[OwnKpi], catalogue: Mapping[str, KpiDefinition] = CATALOGUE
) -> tuple[Finding, ...]:
    """
    Return what the rules find in a KPI beside the company's `others` and the library, by rule.

    A complete KPI has to have passed `check_own_kpi`, for its formula is compared with others.
    """
    lacking = missing_parts(own)
    refused = [*_vague(own, complete=not lacking), *lacking]
    findings = [_refusal(each) for each in refused]
    cap = cap_of(own)
    if cap is not None:
        findings.append(Finding(cap.rule, cap.code, "cap", cap.zh, cap.en, weight_cap_bp=cap.weight_bp))
    findings += _gross_sales(own)
    if not lacking:
        findings += _unclear_name(own, refused=bool(refused))
        findings += _beside(own, tuple(others), catalogue)
    return tuple(findings)


def _refusal(error: Incomplete) -> Finding:
    return Finding(error.rule, error.code, "refuse", error.sentence("zh"), error.sentence("en"), error=error)


def _vague(own: OwnKpi, *, complete: bool) -> list[Incomplete]:
    texts = (own.name_zh, own.name_en, own.definition_zh, own.definition_en)
    if is_slogan(own.name_zh) or is_slogan(own.name_en) or (not complete and is_vague(*texts)):
        return [Vague(pointer="/name_zh", name_zh=own.name_zh[:60], name_en=own.name_en[:60])]
    return []


def _gross_sales(own: OwnKpi) -> list[Finding]:
    sums = [each for each in own.measures if each.aggregate == "sum"]
    read = {kind for each in own.measures for kind in each.types}
    if not any(PAID in each.event_types for each in sums) or read & RETURNS:
        return []
    zh = "只累加了付款订单，没有扣除退款和取消；请在同一统计项里加上 order.refunded 和 order.cancelled。"
    en = (
        "It adds up paid orders and takes off nothing that went back. Add order.refunded and order.cancelled to the "
        "same measure."
    )
    return [Finding("L09", "kpi.sales_without_returns", "warn", zh, en)]


def _unclear_name(own: OwnKpi, *, refused: bool) -> list[Finding]:
    if refused or not is_vague(own.name_zh, own.name_en, own.definition_zh, own.definition_en):
        return []
    zh = "名称和说明没有写出统计的数，员工看不出考核什么；请写明数量、金额或比率。"
    en = "Name and definition do not say what is counted. Name the number, the amount or the rate."
    return [Finding("L10", "kpi.name_unclear", "warn", zh, en)]


def _beside(
    own: OwnKpi, others: tuple[OwnKpi, ...], catalogue: Mapping[str, KpiDefinition]
) -> Iterable[Finding]:
    """Yield what stands against the KPI in one plan: its twins, and what they and it work against."""
    living = tuple(each for each in others if each.retired_at is None)
    found = tuple(alike(own, living, catalogue))
    names = {key: (each.name_zh, each.name_en) for key, each in catalogue.items()}
    names |= {each.id: (each.name_zh, each.name_en) for each in others}
    twins = tuple(kpi_id for kpi_id, same_way in found if same_way)
    against = {kpi_id for kpi_id, same_way in found if not same_way}
    against |= {other for each in twins for other in pairs.opposed_to(each) if other in catalogue}
    if ids := tuple(sorted(against - set(twins))):
        yield Finding(
            "L11",
            "kpi.opposed",
            "warn",
            f"与“{_listed(ids, names, 0)}”此消彼长，放在同一方案时请确认两个目标能同时达到。",
            f"It works against “{_listed(ids, names, 1)}”. In one plan, check that both targets can be met.",
            kpi_ids=ids,
        )
    if twins:
        yield Finding(
            "L12",
            "kpi.double_counted",
            "warn",
            f"与“{_listed(twins, names, 0)}”是同一个数，放在同一方案会重复计分，方案将拒绝同时使用。",
            f"It is the same figure as “{_listed(twins, names, 1)}”; a plan refuses both together.",
            kpi_ids=twins,
        )


def _listed(ids: Iterable[str], names: Mapping[str, tuple[str, str]], language: int) -> str:
    joint = "”“" if language == 0 else "”, “"
    return joint.join(names[each][language] for each in ids)
