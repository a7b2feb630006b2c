"""The caller's inbox (消息)."""

from typing import Any

from chalice import Blueprint

from functions import admission
from functions.edge.access import EVERYBODY
from functions.edge.endpoint import endpoint
from functions.edge.fields import Instant
from functions.edge.models import Page, PageQuery, Shape
from functions.edge.request import Answer, ApiRequest
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import every, page
from shared.domain.errors import NotFound
from shared.domain.messages import Message, sentence
from shared.usecases.review.read_all_messages import read_all_messages
from shared.usecases.review.read_message import AlreadyRead, read_message

inbox = Blueprint(__name__)


class MessageShape(Shape):
    """One message: the topic, what it links to, and the sentence in the reader's language."""

    id: str
    topic: str
    about: str
    text: str
    params: dict[str, Any]
    created_at: Instant
    delivered_at: Instant | None
    read_at: Instant | None


class ReadAllShape(Shape):
    """How many messages were marked, and how many are still unread because one command marks no more than 50."""

    read: int
    unread: int


@endpoint(
    inbox,
    "GET",
    "/v1/inbox",
    access=EVERYBODY,
    summary=("我的消息", "My inbox"),
    query=PageQuery,
    returns=Page[MessageShape],
)
def list_messages(request: ApiRequest) -> Answer:
    """Return the caller's messages, newest first."""
    after = (request.position or {}).get("after")
    mine = refs.inbox(request.company_id, admission.actor_of(request).id)
    found = page(mine, after=after, limit=request.query.limit, newest_first=True)
    return Answer.ok(
        {
            "items": [_shape(each, request.language) for each in found.items],
            "next": request.next_cursor({"after": found.next_sk} if found.next_sk else None),
        }
    )


@endpoint(
    inbox,
    "POST",
    "/v1/inbox/{message_id}/read",
    access=EVERYBODY,
    summary=("标为已读", "Mark a message as read"),
    returns=MessageShape,
    command=True,
    errors=(NotFound, AlreadyRead),
    load=lambda request: [
        refs.inbox(request.company_id, request.caller.person_id).at(request.path["message_id"])
    ],
)
def mark_read(request: ApiRequest, message_id: str) -> Answer:
    """Store the read receipt of one of the caller's messages."""
    mine = refs.inbox(request.company_id, admission.actor_of(request).id)
    after, command = read_message(message=request.loaded.get(mine.at(message_id)), at=request.received_at)
    return admission.commit(request, command, Answer.ok(_shape(after, request.language)))


@endpoint(
    inbox,
    "POST",
    "/v1/inbox/read-all",
    access=EVERYBODY,
    summary=("全部标为已读", "Mark all messages as read"),
    returns=ReadAllShape,
    command=True,
)
def mark_all_read(request: ApiRequest) -> Answer:
    """Store the read receipt of each of the caller's unread messages, the oldest 50 at most."""
    mine = refs.inbox(request.company_id, admission.actor_of(request).id)
    read, unread, command = read_all_messages(messages=list(every(mine)), at=request.received_at)
    return admission.commit(request, command, Answer.ok(ReadAllShape(read=read, unread=unread)))


def _shape(message: Message, language: str) -> MessageShape:
    return MessageShape(
        id=message.id,
        topic=message.topic,
        about=message.about,
        text=sentence(message, language),
        params=dict(message.params),
        created_at=message.created_at,
        delivered_at=message.delivered_at,
        read_at=message.read_at,
    )
