"""
The same classifier on other people's labelled texts: nothing in it was made for them.

A task stands either in the four fifths that are learned or in the fifth that is asked, by the hash of its id.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from shared.domain.work.logs.suggestion.classifier import Classifier, Example
from tests.domain.kpi.reference import reference, rows
from tests.domain.work.logs.suggestion.outcomes import Outcome, outcome, percent

Labelled = dict[str, tuple[str, str]]
"""Text and label by the id of the task."""


def is_asked(task: str) -> bool:
    return int(hashlib.sha256(task.encode()).hexdigest(), 16) % 5 == 0


def asked_of(tasks: Labelled) -> Iterator[tuple[str, str]]:
    return (each for task, each in tasks.items() if is_asked(task))


def measured(tasks: Labelled) -> Outcome:
    learned = Classifier.learned(Example(*each) for task, each in tasks.items() if not is_asked(task))
    return outcome(learned, asked_of(tasks))


def majority(tasks: Labelled) -> Fraction:
    """Return how often it is right always to answer the commonest label of what is learned."""
    learned = Counter(label for task, (_, label) in tasks.items() if not is_asked(task))
    asked = [label for _, label in asked_of(tasks)]
    return Fraction(asked.count(learned.most_common(1)[0][0]), len(asked))


class TestTasksOfASoftwareFirm:
    """10,266 summaries of 24 kinds, a quarter of them the commonest kind, written by 22 people in ten years."""

    def test_it_is_right_where_it_is_sure_and_far_better_than_the_commonest_kind(self):
        path = reference("sip_worklog") / "Sip-task-info.csv"
        tasks = {row["TaskNumber"]: (row["Summary"], row["SubCategory"]) for row in rows(path)}

        found = measured(tasks)

        assert found.notes > 2000
        assert majority(tasks) < percent(30)  # 24.4 %
        assert found.forced >= percent(65)  # 67.2 %
        assert found.precision >= percent(82)  # 84.0 %
        assert found.precision >= found.forced + percent(14)
        assert found.unsure <= percent(48)  # 44.3 %
        assert found.offered >= percent(85)  # 87.4 %


class TestDutiesOfOccupations:
    """433 sentences about what 21 occupations do, of five groups of positions."""

    def test_it_is_right_where_it_is_sure_and_far_better_than_the_commonest_group(self):
        path = reference("onet_sales_tasks") / "task_statements.csv"
        tasks = {row["Task"]: (row["Task"], row["role_group"]) for row in rows(path)}

        found = measured(tasks)

        assert found.notes > 80
        assert majority(tasks) < percent(40)  # 31.8 %
        assert found.forced >= percent(65)  # 70.5 %
        assert found.precision >= percent(80)  # 84.9 %
        assert found.precision >= found.forced + percent(10)
        assert found.unsure <= percent(45)  # 39.8 %
        assert found.offered >= percent(90)  # 94.3 %
