"""When a new draft of a job description (岗位说明书) is made: as HR asks for one, or by itself."""

from collections.abc import Sequence

from shared.domain.work.job_descriptions.changes import changed_beside_shares, needs_new_version
from shared.domain.work.job_descriptions.content import JobDescription
from shared.domain.work.job_descriptions.drift import DriftedLine
from shared.domain.work.job_descriptions.versions import JobDescriptionVersion


def is_due(
    newest: JobDescriptionVersion | None,
    content: JobDescription,
    drift: Sequence[DriftedLine],
    *,
    is_asked: bool,
    template: str = "",
) -> bool:
    """
    Return whether `content` becomes a new draft after the person's `newest` version.

    There always is a first one, and a provisional (暂定) draft gives way to one that rests on enough days. Where
    HR asks, any other job or another `template` of the company is enough. By itself one is made only if something
    other than shares changed, or for drift that no draft tells of yet.
    """
    if newest is None:
        return True
    if newest.is_draft and newest.content.provisional and not content.provisional:
        return True
    if is_asked:
        return needs_new_version(newest.content, content) or template != newest.template
    return changed_beside_shares(newest.content, content) or is_new_drift(newest, drift)


def is_new_drift(newest: JobDescriptionVersion, drift: Sequence[DriftedLine]) -> bool:
    """Return whether HR has not been told of this drift: no draft that waits for them was made because of it."""
    return bool(drift) and not (newest.is_draft and newest.drift)
