"""Keep a template of a work log for oneself, or delete it."""

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import Command, Write
from shared.domain.errors import NotFound
from shared.domain.people import Member
from shared.domain.work.logs.quick import LogTemplate, LogTemplates, with_template, without_template


def keep_log_template(
    *, template: LogTemplate, before: LogTemplates | None, actor: Member
) -> tuple[LogTemplates, Command]:
    """
    Return the caller's templates with one more and the command that keeps them.

    :raises TooManyTemplates: if there are twenty already.
    """
    own = before or LogTemplates(actor.company_id, actor.id, version=0)
    return _changed("work_log_template.keep", with_template(own, template), before)


def delete_log_template(*, template_id: str, before: LogTemplates | None) -> tuple[LogTemplates, Command]:
    """
    Return the caller's templates without one and the command that keeps them.

    :raises NotFound: if there is none of that id.
    """
    if before is None or template_id not in {each.id for each in before.items}:
        raise NotFound()
    return _changed("work_log_template.delete", without_template(before, template_id), before)


def _changed(name: str, after: LogTemplates, before: LogTemplates | None) -> tuple[LogTemplates, Command]:
    ref = refs.log_templates(after.company_id, after.person_id)
    return after, Command(name, (Write(ref, after, before=before),))
