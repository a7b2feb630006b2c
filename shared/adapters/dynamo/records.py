"""The two tables, as PynamoDB sees them.

`Record` is everything that belongs to a company: its partition key begins with the company's id, always.
`Post` is the little that must be found before the company is known: a connection by its id, the companies a
schedule walks over, and messages waiting to be told. A record's value is JSON text in `body`, or deflated in
`packed` where that saves a unit of capacity; what a condition looks at stands beside it as an attribute.
"""

from typing import Any

from pynamodb.attributes import BinaryAttribute, NumberAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.models import Model


class Record(Model):
    """One item of the company table."""

    class Meta:
        table_name = "gangji"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    body = UnicodeAttribute(null=True)
    packed = BinaryAttribute(null=True, legacy_encoding=False)
    version = NumberAttribute(null=True)
    # a member row has these in place of a body
    status = UnicodeAttribute(null=True)
    access_role = UnicodeAttribute(null=True)
    seq = NumberAttribute(null=True)
    head_hash = UnicodeAttribute(null=True)
    log_months = UnicodeAttribute(null=True)
    # a feed row: event types heard, the newest delivery, the first failure after it
    types = UnicodeSetAttribute(null=True)
    last_at = UnicodeAttribute(null=True)
    failing_since = UnicodeAttribute(null=True)


class Post(Model):
    """One item of the dispatch table."""

    class Meta:
        table_name = "gangji-dispatch"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    body = UnicodeAttribute(null=True)
    version = NumberAttribute(null=True)


def connect(*, table: str, dispatch_table: str) -> None:
    """Point both models at their tables; the SDK's own environment says where the engine is."""
    Record.Meta.table_name, Post.Meta.table_name = table, dispatch_table
    Record._connection = Post._connection = None
    # one client for both: to make one is what a cold start waits for longest
    both, posts = Record._get_connection().connection, Post._get_connection()
    both.add_meta_table(posts.get_meta_table())
    posts.connection = both


def session() -> Any:
    """
    Return the tables' botocore session of this thread, for clients of other services.

    It has read the SDK's own descriptions already, which a session of another kind would do again.
    """
    return Record._get_connection().connection.session
