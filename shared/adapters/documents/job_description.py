"""The job description (岗位说明书) as a Word document.

The look is `job_description.docx` beside this file, a Word document with Jinja marks that can be edited in
Word. Whoever edits it raises `TEMPLATE_VERSION`: it is part of the digest that tells whether a document is new.
"""

import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from shared.domain.work.job_description import DutyLine, JobDescription, KpiLine

TEMPLATE: Final = Path(__file__).with_suffix(".docx")
TEMPLATE_VERSION: Final = "1"
CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LONGEST_NAME: Final = 60
LONGEST_SENTENCE: Final = 200
MOST_LINES: Final = 30
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_OLDEST_ZIP_DATE: Final = (1980, 1, 1, 0, 0, 0)


def render(content: JobDescription) -> bytes:
    """
    Return the .docx of a job description: the same content always gives the same bytes.

    Text is printed as it is written, never as a mark or a tag. Sentences are cut at 200 characters, names at
    60, with … at the end; of more than 30 lines of a kind the last one tells how many were left out.
    """
    from docxtpl import DocxTemplate
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    document = DocxTemplate(str(TEMPLATE))
    document.render(_context(content), ImmutableSandboxedEnvironment(autoescape=True), autoescape=True)
    properties = document.docx.core_properties  # get_docx() would load the bare template again
    properties.title = f"岗位说明书 {_plain(content.title_zh, LONGEST_NAME)}"
    properties.author = _plain(content.company, LONGEST_NAME)
    written = io.BytesIO()
    document.save(written)
    return _undated(written.getvalue())


def _context(content: JobDescription) -> dict[str, Any]:
    return {
        "company": _name(content.company),
        "person": _name(content.person),
        "title_zh": _sentence(content.title_zh),
        "title_en": _sentence(content.title_en),
        "period": _name(content.period),
        "minutes": content.minutes,
        "count": content.count,
        "provisional": content.provisional,
        "positions": [
            {"zh": _name(line.zh), "en": _name(line.en), "percent": f"{line.percent}%"}
            for line in content.positions[:MOST_LINES]
        ],
        "duties": [_duty(line) for line in content.duties[:MOST_LINES]],
        "rest": _duty(content.rest),
        "must": _list(content.must),
        "ideal": _list(content.ideal),
        "kpis": _kpis(content.kpis),
    }


def _duty(line: DutyLine) -> dict[str, Any]:
    evidence = f"{line.count} 条记录，{line.minutes} 分钟" if line.count else "本期无工时记录"
    if line.kpis:
        evidence += f"；指标：{'、'.join(line.kpis)}"
    return {
        "text": _sentence(line.text),
        "target": _sentence(line.target),
        "duty_class": line.duty_class.zh if line.duty_class else "",
        "percent": "—" if line.percent is None else f"{line.percent}%",
        "evidence": _sentence(evidence),
    }


def _kpis(lines: Sequence[KpiLine]) -> list[dict[str, Any]]:
    rows = [
        {"zh": _sentence(line.zh), "weight": _name(line.weight), "target": _sentence(line.target)}
        for line in lines
    ]
    if len(rows) <= MOST_LINES:
        return rows
    return [*rows[: MOST_LINES - 1], {"zh": _more(len(rows)), "weight": "", "target": ""}]


def _list(texts: Sequence[str]) -> list[Any]:
    if len(texts) <= MOST_LINES:
        return [_sentence(text) for text in texts]
    return [*(_sentence(text) for text in texts[: MOST_LINES - 1]), _more(len(texts))]


def _more(number: int) -> str:
    return f"… 另有 {number - MOST_LINES + 1} 项"


def _name(text: str) -> Any:
    return _literal(_plain(text, LONGEST_NAME))


def _sentence(text: str) -> Any:
    return _literal(_plain(text, LONGEST_SENTENCE))


def _plain(text: str, longest: int) -> str:
    """One line of characters that XML can carry, no longer than `longest`."""
    line = " ".join(_NOT_XML.sub("", text[: 10 * longest]).split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def _literal(text: str) -> Any:
    # docxtpl turns {_{ and its like into braces after rendering; as a character reference they stay text.
    from markupsafe import Markup, escape

    return Markup(str(escape(text)).replace("_", "&#95;"))


def _undated(document: bytes) -> bytes:
    """The same package with every entry dated alike, so that equal content is equal bytes."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as source, zipfile.ZipFile(written, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _OLDEST_ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return written.getvalue()
