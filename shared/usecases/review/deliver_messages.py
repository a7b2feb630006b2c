"""Take waiting messages from the outbox into inboxes; a result that reaches its person is thereby delivered."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from shared.adapters.calendars import due_clock
from shared.adapters.dynamo import outbox, refs
from shared.adapters.dynamo.commands import ChangedMeanwhile, Command, Key, Raw, Write, commit, job_actor
from shared.adapters.dynamo.records import Post
from shared.adapters.dynamo.store import load
from shared.domain.errors import NotFound
from shared.domain.messages import Message
from shared.domain.review.declaration import Declaration, State
from shared.domain.review.workflow import Action, advance


def deliver_messages(*, at: datetime) -> int:
    """
    Deliver what waits, each message exactly once, and return how many.

    Inbox entry, the declaration's step and the outbox entry's end are one transaction: a crash in between
    leaves the message waiting, and a second worker finds it gone. Messages of a bundle are delivered together.
    """
    delivered = 0
    for post, waiting in groupby(outbox.waiting(), key=itemgetter(0)):
        messages = [message for _, message in waiting]
        try:
            if len(messages) == 1:
                _deliver(post, messages[0], at)
            else:
                _deliver_bundle(post, messages, at)
        except (ChangedMeanwhile, NotFound):
            continue  # another worker was faster, or the declaration moved: the next run looks again
        delivered += len(messages)
    return delivered


def _deliver_bundle(post: Post, messages: Sequence[Message], at: datetime) -> None:
    company_id = messages[0].company_id
    actor_ref = refs.member(company_id, "job_deliver")
    writes: list[Write | Raw] = [Raw(Post(post.pk, post.sk), condition=Post.pk.exists(), delete=True)]
    for message in messages:
        received = replace(message, delivered_at=at, version=message.version + 1)
        writes.append(Write(refs.inbox(company_id, message.person_id).at(message.id), received))
    actor = job_actor(company_id, "deliver", load([actor_ref]).find(actor_ref))
    key = Key("deliver", messages[0].id, "")
    commit(Command("message.deliver", writes), actor=actor, key=key, answer={}, at=at)


def _deliver(post: Post, message: Message, at: datetime) -> None:
    company_ref = refs.company(message.company_id)
    actor_ref = refs.member(message.company_id, "job_deliver")
    subject_ref = refs.person(message.company_id, message.person_id)
    is_result = message.topic == "declaration.approved"
    about = [refs.declaration(message.company_id, message.about)] if is_result else []
    loaded = load([company_ref, actor_ref, subject_ref, *about])
    received = replace(message, delivered_at=at, version=message.version + 1)
    inbox = refs.inbox(message.company_id, message.person_id).at(message.id)
    writes: list[Write | Raw] = [Raw(Post(post.pk, post.sk), condition=Post.pk.exists(), delete=True)]
    if is_result and _is_taken_back(message, loaded.find(about[0])):
        about = []  # an approval that holds no more reaches nobody
    else:
        writes.append(Write(inbox, received))
    for ref in about:
        before = loaded.get(ref)
        if before.state is State.APPROVED:
            after = advance(
                before,
                action=Action.DELIVER,
                actor=None,
                subject=loaded.get(subject_ref),
                seen=None,
                at=at,
                due_after=due_clock(loaded.get(company_ref)),
            )
            writes.append(Write(ref, after, before=before))
    actor = job_actor(message.company_id, "deliver", loaded.find(actor_ref))
    key = Key("deliver", message.id, "")
    commit(Command("message.deliver", writes), actor=actor, key=key, answer={}, at=at)


def _is_taken_back(message: Message, form: Declaration | None) -> bool:
    """Return whether the approval that a message tells of was undone or withdrawn before it was delivered."""
    told = message.params.get("version")
    return form is not None and told is not None and form.version != told
