"""What a mark says, by its syntax tree: everything that is not listed here is refused, and nothing is run.

Of Jinja's language a template may use the names of placeholders and of the lines of a loop, their fields, a few
filters, whole numbers and texts; in conditions also not, and, or and comparisons.
"""

from collections.abc import Mapping
from typing import Any, Final

from shared.adapters.documents.job_description_fields import LOOP, Field, FieldKind
from shared.adapters.documents.template_marks import (
    FILTERS,
    QUOTES,
    Mark,
    MarkForbidden,
    PlaceholderBroken,
    PlaceholderUnknown,
)

Names = Mapping[str, Field]
"""What is known where a mark stands."""
_TEXT: Final = Field("", "", "")
_NUMBER: Final = Field("", "", "", "number")
_PRINTED: Final[frozenset[FieldKind]] = frozenset({"text", "number"})
_WALKED: Final[frozenset[FieldKind]] = frozenset({"texts", "lines"})
_COMPARED: Final[frozenset[FieldKind]] = frozenset({"text", "number", "flag"})


def check_print(mark: Mark, names: Names) -> None:
    """
    Look through a mark that prints.

    :raises PlaceholderBroken, PlaceholderUnknown, MarkForbidden: as named.
    """
    from jinja2 import nodes

    node = _parsed(mark, mark.text)
    marks_blanks = mark.text[2] in "-+" or mark.text[-3] in "-+"  # would join paragraphs
    if not isinstance(node, nodes.Output) or len(node.nodes) != 1 or marks_blanks:
        raise mark.refused(MarkForbidden)
    _expect(_kind_of(node.nodes[0], names, mark), _PRINTED, mark)


def check_condition(mark: Mark, condition: str, names: Names) -> None:
    """
    Look through what stands behind `if` or `elif`.

    :raises PlaceholderBroken, PlaceholderUnknown, MarkForbidden: as named.
    """
    from jinja2 import nodes

    node = _parsed(mark, f"{{% if{condition} %}}{{% endif %}}")
    if not isinstance(node, nodes.If):
        raise mark.refused(MarkForbidden)
    waiting: list[Any] = [node.test]
    while waiting:
        each = waiting.pop()
        if isinstance(each, nodes.Not):
            waiting.append(each.node)
        elif isinstance(each, nodes.And | nodes.Or):
            waiting += [each.right, each.left]
        elif isinstance(each, nodes.Compare):
            _check_comparison(each, names, mark)
        else:
            _kind_of(each, names, mark)


def names_within(mark: Mark, loop: str, names: Names) -> Names:
    """
    Return what is known within a loop, given what stands behind `for`.

    :raises PlaceholderBroken, PlaceholderUnknown, MarkForbidden: as named.
    """
    from jinja2 import nodes

    node = _parsed(mark, f"{{% for{loop} %}}{{% endfor %}}")
    if (
        not isinstance(node, nodes.For)
        or node.test
        or node.recursive
        or not isinstance(node.target, nodes.Name)
    ):
        raise mark.refused(MarkForbidden)
    name = node.target.name
    if name in names or name == LOOP.name or name.startswith("_"):
        raise mark.refused(MarkForbidden)
    walked = _kind_of(node.iter, names, mark)
    _expect(walked, _WALKED, mark)
    line = Field(name, walked.zh, walked.en, "line" if walked.fields else "text", walked.fields)
    return {**names, name: line, LOOP.name: LOOP}


def _parsed(mark: Mark, source: str) -> Any:
    from jinja2 import Environment, TemplateSyntaxError

    try:
        body = Environment(autoescape=True).parse(source.translate(QUOTES)).body
    except TemplateSyntaxError:
        raise mark.refused(PlaceholderBroken) from None
    if len(body) != 1:
        raise mark.refused(PlaceholderBroken)
    return body[0]


def _kind_of(node: Any, names: Names, mark: Mark) -> Field:
    """Return what an expression is, as a field."""
    from jinja2 import nodes

    if isinstance(node, nodes.Const) and type(node.value) in (str, int):
        return _TEXT if isinstance(node.value, str) else _NUMBER
    if isinstance(node, nodes.Name):
        return _known(names.get(node.name), node.name, names, mark)
    if isinstance(node, nodes.Getattr):
        owner = _kind_of(node.node, names, mark)
        if owner.kind == "line":
            fields = {f"{owner.name}.{each.name}": each for each in owner.fields}
            return _known(owner.field(node.attr), f"{owner.name}.{node.attr}", fields, mark)
    if isinstance(node, nodes.Filter) and node.node is not None and node.name in FILTERS:
        return _filtered(node, names, mark)
    raise mark.refused(MarkForbidden)


def _filtered(node: Any, names: Names, mark: Mark) -> Field:
    from jinja2 import nodes

    texts = all(isinstance(each, nodes.Const) and isinstance(each.value, str) for each in node.args)
    most = 1 if node.name in ("default", "join") else 0
    if not texts or len(node.args) > most or node.kwargs or node.dyn_args or node.dyn_kwargs:
        raise mark.refused(MarkForbidden)
    given = _kind_of(node.node, names, mark)
    if node.name == "length":
        _expect(given, _WALKED, mark)
        return _NUMBER
    _expect(given, frozenset({"texts"}) if node.name == "join" else _PRINTED, mark)
    return _TEXT


def _check_comparison(node: Any, names: Names, mark: Mark) -> None:
    kinds = {_kind_of(each, names, mark).kind for each in (node.expr, *(part.expr for part in node.ops))}
    asked = {part.op for part in node.ops}
    # a text and a number cannot be put in order
    allowed = {"eq", "ne"} | ({"lt", "lteq", "gt", "gteq"} if kinds == {"number"} else set())
    if not asked <= allowed or not kinds <= _COMPARED:
        raise mark.refused(MarkForbidden)


def _known(found: Field | None, name: str, names: Names, mark: Mark) -> Field:
    if found is None:
        raise mark.refused(PlaceholderUnknown, name=name, allowed="、".join(sorted(names)))
    return found


def _expect(found: Field, kinds: frozenset[FieldKind], mark: Mark) -> None:
    if found.kind not in kinds:
        raise mark.refused(MarkForbidden)
