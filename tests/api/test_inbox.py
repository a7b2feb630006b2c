"""The inbox over HTTP: marking everything as read."""

from tests.api.companies import House, Running
from tests.api.populated import done
from tests.api.test_review import inbox
from tests.api.test_review_clocks import march  # noqa: F401  (a fixture)


class TestReadAll:
    def test_gives_each_unread_message_a_receipt_and_others_keep_theirs(self, march: House, clock: Running):  # noqa: F811
        before = inbox(march, "王磊")
        others = inbox(march, "李婷")
        assert before and all(each["read_at"] is None for each in [*before, *others])
        first = done(march.as_("王磊").post(f"/v1/inbox/{before[0]['id']}/read"))

        answer = done(march.as_("王磊").post("/v1/inbox/read-all", {}))
        after = inbox(march, "王磊")

        assert answer == {"read": len(before) - 1, "unread": 0}
        assert all(each["read_at"] for each in after)
        assert after[0]["read_at"] == first["read_at"]
        assert inbox(march, "李婷") == others

    def test_of_a_read_inbox_marks_nothing(self, march: House, clock: Running):  # noqa: F811
        done(march.as_("王磊").post("/v1/inbox/read-all", {}))
        receipts = [each["read_at"] for each in inbox(march, "王磊")]

        assert done(march.as_("王磊").post("/v1/inbox/read-all", {})) == {"read": 0, "unread": 0}
        assert [each["read_at"] for each in inbox(march, "王磊")] == receipts
