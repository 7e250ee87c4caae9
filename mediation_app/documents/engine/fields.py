"""Which fields a template asks for: dotted paths, ``parties[].name`` for those of a loop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediation_app.documents.engine import fill
from mediation_app.documents.engine.grammar import check_tags
from mediation_app.errors import BadFile

if TYPE_CHECKING:
    from jinja2 import nodes

_OWN = {"loop", "true", "false", "none"}


def undeclared_fields(template: fill.Source) -> frozenset[str]:
    """Every field that must be in the context. Raises BadFile as ``fill_template`` does."""
    from jinja2 import TemplateSyntaxError

    data, name = fill.read_source(template)
    found: set[str] = set()
    for source in fill.sources(data).values():
        try:
            tree = fill.environment().parse(source)
        except TemplateSyntaxError as error:
            detail = error.message
            raise BadFile("documents.template_syntax", template=name, detail=detail) from error
        check_tags(tree, name)
        _walk(tree, {}, found)
    return frozenset(found)


def _path(node: nodes.Node, scope: dict[str, str]) -> str | None:
    """The dotted path of a name, attribute or constant subscript; None for anything else."""
    from jinja2 import nodes

    if isinstance(node, nodes.Name):
        return scope.get(node.name, node.name if node.name not in _OWN else "")
    if isinstance(node, nodes.Getattr):
        base = _path(node.node, scope)
        return f"{base}.{node.attr}" if base else base
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        base = _path(node.node, scope)
        arg = node.arg.value
        return f"{base}[]" if base and isinstance(arg, int) else f"{base}.{arg}" if base else base
    if isinstance(node, nodes.Filter) and node.node is not None:
        return _path(node.node, scope)
    return None


def _walk(node: nodes.Node, scope: dict[str, str], found: set[str]) -> None:
    from jinja2 import nodes

    if isinstance(node, nodes.For):
        _walk(node.iter, scope, found)
        inner = dict(scope)
        base = _path(node.iter, scope)
        for target in (
            node.target.find_all(nodes.Name)
            if not isinstance(node.target, nodes.Name)
            else [node.target]
        ):
            inner[target.name] = f"{base}[]" if base else ""
        for child in [*node.body, *([node.test] if node.test else [])]:
            _walk(child, inner, found)
        for child in node.else_:
            _walk(child, scope, found)
        return
    if isinstance(node, nodes.Assign) and isinstance(node.target, nodes.Name):
        _walk(node.node, scope, found)
        scope[node.target.name] = _path(node.node, scope) or ""
        return
    if isinstance(node, (nodes.Name, nodes.Getattr, nodes.Getitem)):
        path = _path(node, scope)
        if path is not None:
            if path:
                found.add(path)
            return
    for child in node.iter_child_nodes():
        _walk(child, scope, found)
