"""What a template of a job description (岗位说明书) may print: the placeholders, by name and meaning."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

FieldKind = Literal["text", "number", "flag", "texts", "line", "lines"]
MOST_LINES: Final = 30
"""Lines of a list; of more, the last one tells how many were left out."""
LONGEST_NAME: Final = 60
LONGEST_SENTENCE: Final = 200


@dataclass(frozen=True, slots=True)
class Field:
    """
    A placeholder. A `line` has fields of its own, `lines` are many of them and `texts` many texts: both are
    walked through by a loop. A `flag` is asked for in a condition.
    """

    name: str
    zh: str
    en: str
    kind: FieldKind = "text"
    fields: tuple["Field", ...] = ()

    def field(self, name: str) -> "Field | None":
        """Return the field of a line, if it has one of this name."""
        return next((each for each in self.fields if each.name == name), None)


_DUTY: Final = (
    Field("text", "职责", "Duty"),
    Field("text_en", "职责（英文）", "Duty in English"),
    Field("target", "目标", "Target"),
    Field("target_en", "目标（英文）", "Target in English"),
    Field("duty_class", "分类", "Class"),
    Field("percent", "时间占比", "Share of time"),
    Field("evidence", "依据", "Evidence"),
)
PLACEHOLDERS: Final = (
    Field("company", "公司", "Company"),
    Field("person", "姓名", "Name"),
    Field("title_zh", "岗位名称", "Position"),
    Field("title_en", "岗位英文名称", "Position in English"),
    Field("purpose", "岗位目的", "Purpose"),
    Field("purpose_en", "岗位目的（英文）", "Purpose in English"),
    Field("reports_to", "汇报对象", "Reports to"),
    Field("number", "版本号", "Version number", "number"),
    Field("effective_on", "生效日期", "Effective date"),
    Field("period", "依据期间", "Dates of the evidence"),
    Field("count", "工作记录条数", "Number of logs", "number"),
    Field("minutes", "工作记录分钟数", "Logged minutes", "number"),
    Field("provisional", "是否暂定", "Whether it is provisional", "flag"),
    Field("positions", "岗位与时间占比", "Positions and shares", "lines", (
        Field("zh", "岗位", "Position"),
        Field("en", "岗位英文名称", "Position in English"),
        Field("percent", "时间占比", "Share of time"),
    )),
    Field("duties", "核心职责", "Core duties", "lines", _DUTY),
    Field("auxiliary", "辅助职责", "Auxiliary duties", "lines", _DUTY),
    Field("rest", "其他工作", "Other work", "line", _DUTY),
    Field("must", "必备要求", "Required qualifications", "texts"),
    Field("must_en", "必备要求（英文）", "Required qualifications in English", "texts"),
    Field("ideal", "优先要求", "Preferred qualifications", "texts"),
    Field("ideal_en", "优先要求（英文）", "Preferred qualifications in English", "texts"),
    Field("kpis", "绩效指标", "KPIs", "lines", (
        Field("zh", "指标", "KPI"),
        Field("en", "指标（英文）", "KPI in English"),
        Field("weight", "权重", "Weight"),
        Field("target", "目标", "Target"),
        Field("target_en", "目标（英文）", "Target in English"),
        Field("formula", "计算方式", "Formula"),
        Field("formula_en", "计算方式（英文）", "Formula in English"),
        Field("source", "数据来源", "Data source"),
        Field("source_en", "数据来源（英文）", "Data source in English"),
    )),
)  # fmt: skip
LOOP: Final = Field("loop", "循环", "Loop", "line", (
    Field("index", "第几行", "Number of the line", "number"),
    Field("first", "是否第一行", "Whether it is the first line", "flag"),
    Field("last", "是否最后一行", "Whether it is the last line", "flag"),
    Field("length", "行数", "Number of lines", "number"),
))  # fmt: skip
"""What a loop knows about itself."""


def spelled() -> Iterator[tuple[str, Field]]:
    """Yield every placeholder with its spelling: `person`, `rest.percent`, and `duties[].text` within a loop."""
    for each in PLACEHOLDERS:
        yield each.name, each
        for inner in each.fields:
            yield f"{each.name}{'[]' if each.kind == 'lines' else ''}.{inner.name}", inner
