"""The page on the review cycle draws the table as it is."""

from shared.domain.review.declaration import State
from shared.domain.review.workflow import TABLE, WORDS, Action
from tests.structure.test_tree import ROOT

PAGE = ROOT / "infra" / "decisions" / "review-cycle.md"


def picture() -> str:
    """Return the table as a Mermaid diagram: an arrow a rule, with who takes it and the workdays the next may take."""
    states = [f"    {each}: {WORDS[each]} {each}" for each in State]
    arrows = [
        f"    {state} --> {rule.to}: {WORDS[action]} {action} ({rule.party})"
        + (f" +{rule.answer_within}" if rule.answer_within else "")
        for (state, action), rule in TABLE.items()
        if action
        is not Action.REOPEN  # from everywhere back to a draft: it would be an arrow from each state
    ]
    return "\n".join(
        ["```mermaid", "stateDiagram-v2", *states, f"    [*] --> {State.DRAFTED}", *arrows, "```"]
    )


def test_the_page_draws_the_table():
    assert picture() in PAGE.read_text(encoding="utf-8")
