"""The outbox: messages written in the transaction of what they tell about, until the delivery job takes them.

They lie in the dispatch table over a few shards, so that the job finds every company's without a scan. A command that
tells more people than a transaction has items leaves them in bundles: one item for several messages.
"""

import zlib
from collections.abc import Iterator, Sequence

from shared.adapters.dynamo.codec import decode, encode
from shared.adapters.dynamo.records import Post
from shared.domain.messages import Message

SHARDS = 8
"""Partitions that the waiting messages of all companies are spread over."""


MOST_ALONE = 50
"""Messages of one command that lie there one by one; of a transaction's 100 items the rest is for its effect."""
BUNDLE = 25
"""Messages of a bundle: all of them are delivered in one transaction."""


def posts_of(messages: Sequence[Message]) -> list[Post]:
    """Return the outbox items of what a command tells."""
    if len(messages) <= MOST_ALONE:
        return [post_of(each) for each in messages]
    bundles = [tuple(messages[first : first + BUNDLE]) for first in range(0, len(messages), BUNDLE)]
    return [
        Post(post.pk, post.sk, body=f"[{','.join(map(encode, bundle))}]")
        for bundle in bundles
        for post in [post_of(bundle[0])]
    ]


def post_of(message: Message) -> Post:
    """Return the outbox item of a message."""
    shard = zlib.crc32(message.company_id.encode()) % SHARDS
    return Post(f"outbox#{shard}", f"{message.company_id}#{message.id}", body=encode(message))


def waiting(limit: int = 200) -> Iterator[tuple[Post, Message]]:
    """
    Yield waiting messages, of at most `limit` items of each shard, oldest first within a company.

    Those of a bundle follow each other with the same item.
    """
    for shard in range(SHARDS):
        for post in Post.query(f"outbox#{shard}", consistent_read=True, limit=limit):
            text = post.body or "{}"
            bundle = decode(_BUNDLED, text) if text.startswith("[") else (decode(Message, text),)
            for message in bundle:
                yield post, message


_BUNDLED: type[tuple[Message, ...]] = tuple[Message, ...]
