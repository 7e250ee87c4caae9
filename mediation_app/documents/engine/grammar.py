"""What the tags of a template may do: show values, choose, and repeat over lists of the facts.

A template comes from anywhere. Jinja's sandbox keeps it from reaching into the program, but not from
looping for hours or building a text that fills the memory; so everything that could is refused when
the template is read, by its name and not by a stopwatch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediation_app.errors import BadFile

if TYPE_CHECKING:
    from jinja2 import nodes

# Lists within lists: victims → dependants → stages → lines. Deeper is a slip or an attack.
DEEPEST_LOOP = 5
_ALLOWED = frozenset(
    {
        "Template", "Output", "TemplateData", "Name", "NSRef", "Const", "Tuple", "List",
        "Getattr", "Getitem", "Filter", "Test", "Keyword", "Compare", "Operand", "And", "Or",
        "Not", "CondExpr", "If", "For", "Assign", "Concat", "Add", "Sub", "Neg", "Pos",
    }
)  # fmt: skip
# Of Jinja's filters those that neither make a text longer than its parts nor run code.
FILTERS = frozenset(
    {
        "abs", "capitalize", "count", "d", "default", "dictsort", "e", "escape", "first", "float",
        "int", "join", "last", "length", "list", "lower", "max", "min", "reject", "rejectattr",
        "reverse", "round", "select", "selectattr", "sort", "string", "striptags", "sum", "title",
        "trim", "truncate", "unique", "upper", "wordcount",
    }
)  # fmt: skip


def check_tags(tree: nodes.Template, name: str) -> None:
    """Raises BadFile ``documents.template_forbidden`` naming what a template must not do."""
    word = _forbidden(tree, 0)
    if word:
        raise BadFile("documents.template_forbidden", template=name, detail=word)


def _forbidden(node: nodes.Node, loops: int) -> str:
    from jinja2 import nodes

    kind = type(node).__name__
    if kind not in _ALLOWED:
        return _WORDS.get(kind, kind)
    if isinstance(node, nodes.Filter) and node.name not in FILTERS:
        return f"过滤器 {node.name}"
    if isinstance(node, (nodes.Getattr, nodes.Name)):
        word = node.attr if isinstance(node, nodes.Getattr) else node.name
        if word.startswith("_"):
            return f"名称 {word}"
    if isinstance(node, nodes.Assign) and list(node.find_all(nodes.Concat)):
        return "set 中的 ~"
    if isinstance(node, nodes.For):
        if node.recursive:
            return "for … recursive"
        loops += 1
        if loops > DEEPEST_LOOP:
            return f"超过 {DEEPEST_LOOP} 层的循环"
    return next(filter(None, (_forbidden(child, loops) for child in node.iter_child_nodes())), "")


_WORDS = {
    "Call": "函数调用",
    "CallBlock": "call",
    "Macro": "macro",
    "Include": "include",
    "Import": "import",
    "FromImport": "import",
    "Extends": "extends",
    "Block": "block",
    "Mul": "乘法",
    "Pow": "乘方",
    "Div": "除法",
    "FloorDiv": "除法",
    "Mod": "% 运算",
    "AssignBlock": "set 块",
    "FilterBlock": "filter 块",
    "With": "with",
    "Slice": "切片",
    "Dict": "字典",
}
