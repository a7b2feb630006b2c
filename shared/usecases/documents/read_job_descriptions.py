"""Read the versions of somebody's job description (岗位说明书)."""

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import every, load
from shared.domain.work.job_descriptions.backing import Backing
from shared.domain.work.job_descriptions.versions import JobDescriptionVersion, backing


def versions_of(company_id: str, person_id: str) -> list[JobDescriptionVersion]:
    """Return all versions of a person, oldest first."""
    return list(every(refs.job_descriptions(company_id, person_id)))


def version_in_force(company_id: str, newest: JobDescriptionVersion | None) -> JobDescriptionVersion | None:
    """Return the version that holds for the person of the `newest` one; only behind a draft is it looked for."""
    if newest is None or newest.is_in_force:
        return newest
    held = [each for each in versions_of(company_id, newest.person_id) if each.is_in_force]
    return held[-1] if held else None


def version_before(version: JobDescriptionVersion) -> JobDescriptionVersion | None:
    """Return the version of the same person that came before, `None` before the first."""
    ref = refs.job_descriptions(version.company_id, version.person_id).at(f"{version.number - 1:04}")
    return load([ref]).find(ref) if version.number > 1 else None


def backing_of(company_id: str, person_id: str) -> Backing | None:
    """Return the acknowledged job description that a person's scorecard may rest on, if there is one that holds."""
    ref = refs.newest_job_descriptions(company_id).at(person_id)
    return backing(version_in_force(company_id, load([ref]).find(ref)))
