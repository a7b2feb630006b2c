"""Suggest the activity that a free text is about, from the product's phrases and the company's own corrections."""

import functools
from collections.abc import Callable

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import page
from shared.domain.company import Company
from shared.domain.work.logs.suggestion.classifier import Classifier, Example
from shared.domain.work.logs.suggestion.seeds import CORRECTION_WEIGHT, seeded
from shared.domain.work.logs.suggestion.suggestion import Suggestion

MOST_CORRECTIONS = 500
KEPT = 32
"""Companies whose classifier a warm process keeps."""


def suggester(company: Company) -> Callable[[str], Suggestion]:
    """Return what suggests for this company: one query for its corrections, and only duties it still offers."""
    found = page(refs.corrections(company.id), limit=MOST_CORRECTIONS).items
    meant = company.catalogue.meant
    known = company.catalogue.activities.keys() - set(company.own.retired)
    examples = tuple((each.words, duty) for each in found if (duty := meant(each.activity)) in known)
    own = tuple((duty.zh, duty.id) for duty in company.own.duties if duty.id in known)
    named = tuple((words, duty) for words, duty in company.own.aliases if duty in known)
    return _learned((*own, *named, *examples)).suggest


@functools.lru_cache(maxsize=KEPT)
def _learned(corrections: tuple[tuple[str, str], ...]) -> Classifier:
    return seeded().with_examples(Example(words, duty, CORRECTION_WEIGHT) for words, duty in corrections)
