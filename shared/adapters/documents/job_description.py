"""The job description (岗位说明书) as a Word document.

The look is `job_description.docx` beside this file, or a template of the company's own: a Word document with marks
that can be edited in Word. Whoever edits the standard one raises `TEMPLATE_VERSION`: it is part of the digest that
tells whether a document is new.
"""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from shared.adapters.documents.job_description_fields import LONGEST_NAME, LONGEST_SENTENCE, MOST_LINES
from shared.domain.errors import DomainError
from shared.domain.work.job_descriptions.content import DutyLine, JobDescription, KpiLine

TEMPLATE: Final = Path(__file__).with_suffix(".docx")
TEMPLATE_VERSION: Final = "2"
CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NOT_EFFECTIVE: Final = "发布后确定"
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class TemplateOutdated(DomainError):
    """The company's own template names something that documents do not print any more."""

    kind, code = "conflict", "job_description_template.outdated"
    zh = "公司的岗位说明书模板与现在的占位符不符，请重新上传模板，或恢复标准模板。"
    en = "The company's template does not fit today's placeholders. Upload it again, or go back to the standard one."


def render(
    content: JobDescription, *, number: int, effective_on: date | None, template: bytes | None = None
) -> bytes:
    """
    Return the .docx of version `number` of a job description: the same input always gives the same bytes.

    `effective_on` is None for a draft. `template` is one that `validate_template` accepted, None for the standard
    one. Text is printed as it is written, never as a mark or a tag. Sentences are cut at 200 characters, names at
    60, with … at the end; of more than 30 lines of a kind the last one tells how many were left out.

    :raises TemplateOutdated: if the template names something that is not there.
    """
    from jinja2 import TemplateError

    from shared.adapters.documents.word_filling import fill

    try:
        return fill(
            TEMPLATE.read_bytes() if template is None else template,
            context_of(content, number=number, effective_on=effective_on),
            title=f"岗位说明书 {_name(content.title_zh)}",
            author=_name(content.company),
        )
    except TemplateError:
        raise TemplateOutdated() from None


def context_of(content: JobDescription, *, number: int, effective_on: date | None) -> dict[str, Any]:
    """Return what templates print, by placeholder: plain text, numbers and lists of them."""
    return {
        "company": _name(content.company),
        "person": _name(content.person),
        "title_zh": _sentence(content.title_zh),
        "title_en": _sentence(content.title_en),
        "purpose": _sentence(content.purpose),
        "purpose_en": _sentence(content.purpose_en),
        "reports_to": _name(content.reports_to),
        "number": number,
        "effective_on": effective_on.isoformat() if effective_on else NOT_EFFECTIVE,
        "period": _name(content.period),
        "minutes": content.minutes,
        "count": content.count,
        "provisional": content.provisional,
        "positions": _lines(
            [
                {"zh": _name(line.zh), "en": _name(line.en), "percent": f"{line.percent}%"}
                for line in content.positions
            ],
            "zh",
        ),
        "duties": _lines([_duty(line) for line in content.duties], "text"),
        "auxiliary": _lines([_duty(line) for line in content.auxiliary], "text"),
        "rest": _duty(content.rest),
        "must": _texts(content.must),
        "must_en": _texts(content.must_en),
        "ideal": _texts(content.ideal),
        "ideal_en": _texts(content.ideal_en),
        "kpis": _lines([_kpi(line) for line in content.kpis], "zh"),
    }


def _duty(line: DutyLine) -> dict[str, Any]:
    evidence = f"{line.count} 条记录，{line.minutes} 分钟" if line.count else "本期无工时记录"
    if line.kpis:
        evidence += f"；指标：{'、'.join(line.kpis)}"
    if line.decided:
        evidence += "；分类由 HR 核定"
    return {
        "text": _sentence(line.text),
        "text_en": _sentence(line.text_en),
        "target": _sentence(line.target),
        "target_en": _sentence(line.target_en),
        "duty_class": line.duty_class.zh if line.duty_class else "",
        "percent": "—" if line.percent is None else f"{line.percent}%",
        "evidence": _sentence(evidence),
    }


def _kpi(line: KpiLine) -> dict[str, Any]:
    return {
        "zh": _sentence(line.zh),
        "en": _sentence(line.en),
        "weight": _name(line.weight),
        "target": _sentence(line.target),
        "target_en": _sentence(line.target_en),
        "formula": _sentence(line.formula),
        "formula_en": _sentence(line.formula_en),
        "source": _sentence(line.source),
        "source_en": _sentence(line.source_en),
    }


def _lines(rows: Sequence[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    """Cut a list; where it is cut the last line says in `name` how many are missing."""
    if len(rows) <= MOST_LINES:
        return list(rows)
    return [*rows[: MOST_LINES - 1], {**dict.fromkeys(rows[0], ""), name: _more(len(rows))}]


def _texts(texts: Sequence[str]) -> list[str]:
    if len(texts) <= MOST_LINES:
        return [_sentence(text) for text in texts]
    return [*(_sentence(text) for text in texts[: MOST_LINES - 1]), _more(len(texts))]


def _more(number: int) -> str:
    return f"… 另有 {number - MOST_LINES + 1} 项"


def _name(text: str) -> str:
    return _plain(text, LONGEST_NAME)


def _sentence(text: str) -> str:
    return _plain(text, LONGEST_SENTENCE)


def _plain(text: str, longest: int) -> str:
    """One line of characters that XML can carry, no longer than `longest`."""
    line = " ".join(_NOT_XML.sub("", text[: 10 * longest]).split())
    return line if len(line) <= longest else line[: longest - 1] + "…"
