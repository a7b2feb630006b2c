"""What HR writes into a draft of a job description (岗位说明书) in place of what was generated.

Edits are kept beside the content, each with who wrote it and when, and are applied again to the next draft that is
made from logs. Texts can be edited, and when the version takes effect; shares and minutes never.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, TypedDict

from shared.domain.errors import DomainError
from shared.domain.work.job_descriptions.content import JobDescription

PURPOSE: Final = "purpose"
MUST: Final = "must"
IDEAL: Final = "ideal"
EFFECTIVE_ON: Final = "effective_on"
DUTY: Final = "duty:"
"""Before a duty line's id, this names the duty's text."""
_OF_THE_POSITION: Final = frozenset({PURPOSE, MUST, IDEAL})

Texts = tuple[str, ...]


class DutyLineUnknown(DomainError):
    """A text is meant for a duty that the description does not list."""

    code = "job_description.duty_unknown"
    zh = "这份岗位说明书中没有职责“{duty}”，请刷新后重试。"
    en = "This job description lists no duty “{duty}”. Reload and try again."


class NothingToEdit(DomainError):
    """An edit says nothing."""

    code = "job_description.nothing_to_edit"
    zh = "没有要修改的内容，请至少填写一项。"
    en = "There is nothing to change. Fill in one field at least."


class EditedTexts(TypedDict, total=False):
    """
    What HR wants to stand in a draft; `duties` are texts by line id.

    A key that is absent leaves its text alone, `None` puts the generated one back.
    """

    purpose: str | None
    duties: Mapping[str, str | None]
    must: Texts | None
    ideal: Texts | None
    effective_on: date | None


@dataclass(frozen=True, slots=True)
class Edit:
    """
    One text of a draft that somebody of HR wrote: the newest of its field.

    `field` is `purpose`, `must`, `ideal`, `effective_on`, or `duty:` and a line's id. `generated` and
    `generated_en` are what would stand there otherwise.
    """

    field: str
    texts: Texts
    generated: Texts
    by_id: str
    at: datetime
    generated_en: Texts = ()


def with_edits(
    content: JobDescription, edits: Sequence[Edit], texts: EditedTexts, *, by_id: str, at: datetime
) -> tuple[JobDescription, tuple[Edit, ...]]:
    """
    Return the content with what HR wrote, and all edits that it now holds.

    :raises NothingToEdit: if `texts` is empty.
    :raises DutyLineUnknown: if a text is meant for a duty that is not listed.
    """
    wanted = _by_field(texts)
    if not wanted:
        raise NothingToEdit()
    kept = {edit.field: edit for edit in edits}
    for field, new in wanted.items():
        stands = _text_of(content, field)
        if stands is None:
            raise DutyLineUnknown(pointer="/duties", duty=field.removeprefix(DUTY)[:60])
        before = kept.pop(field, None)
        generated = (before.generated, before.generated_en) if before else stands
        if new is None:
            content = _with_text(content, field, *generated)
        else:
            content = _with_text(content, field, new, ())
            kept[field] = Edit(field, new, generated[0], by_id, at, generated[1])
    return content, tuple(kept[field] for field in sorted(kept))


def reapplied(
    edits: Sequence[Edit], content: JobDescription, *, before: JobDescription, is_dated: bool
) -> tuple[JobDescription, tuple[Edit, ...]]:
    """
    Return freshly generated content with the edits of the version `before` it, and the edits that live on.

    What HR wrote about a duty waits while its line is not there; what HR wrote about the position ends when other
    positions are held, and the date of effect unless the version before was still to take effect (`is_dated`).
    """
    is_same_job = {line.id for line in before.positions} == {line.id for line in content.positions}
    kept = []
    for edit in edits:
        if (edit.field in _OF_THE_POSITION and not is_same_job) or (
            edit.field == EFFECTIVE_ON and not is_dated
        ):
            continue
        stands = _text_of(content, edit.field)
        if stands is None:
            kept.append(edit)
            continue
        content = _with_text(content, edit.field, edit.texts, ())
        kept.append(replace(edit, generated=stands[0], generated_en=stands[1]))
    return content, tuple(kept)


def effective_on(edits: Sequence[Edit]) -> date | None:
    """Return the date from which HR wants the version to hold, if they wrote one."""
    return next((date.fromisoformat(each.texts[0]) for each in edits if each.field == EFFECTIVE_ON), None)


def _by_field(texts: EditedTexts) -> dict[str, Texts | None]:
    found: dict[str, Texts | None] = {}
    if "purpose" in texts:
        found[PURPOSE] = None if texts["purpose"] is None else (texts["purpose"],)
    if "must" in texts:
        found[MUST] = texts["must"]
    if "ideal" in texts:
        found[IDEAL] = texts["ideal"]
    if "effective_on" in texts:
        day = texts["effective_on"]
        found[EFFECTIVE_ON] = None if day is None else (day.isoformat(),)
    duties = texts.get("duties", {})
    return found | {f"{DUTY}{id_}": None if text is None else (text,) for id_, text in duties.items()}


def _text_of(content: JobDescription, field: str) -> tuple[Texts, Texts] | None:
    """What stands in a field, in Chinese and in English; nothing if there is no such line."""
    if field == EFFECTIVE_ON:
        return (), ()
    if field == PURPOSE:
        return (content.purpose,), (content.purpose_en,)
    if field == MUST:
        return content.must, content.must_en
    if field == IDEAL:
        return content.ideal, content.ideal_en
    return next(
        (((line.text,), (line.text_en,)) for line in content.lines if f"{DUTY}{line.id}" == field), None
    )


def _with_text(content: JobDescription, field: str, zh: Texts, en: Texts) -> JobDescription:
    if field == EFFECTIVE_ON:
        return content
    if field == PURPOSE:
        return replace(content, purpose=zh[0], purpose_en="".join(en))
    if field == MUST:
        return replace(content, must=zh, must_en=en)
    if field == IDEAL:
        return replace(content, ideal=zh, ideal_en=en)
    duties, auxiliary = (
        tuple(
            replace(line, text=zh[0], text_en="".join(en)) if f"{DUTY}{line.id}" == field else line
            for line in lines
        )
        for lines in (content.duties, content.auxiliary)
    )
    return replace(content, duties=duties, auxiliary=auxiliary)
