"""Every code that can reach a person has its Chinese sentence, and the sentence can be filled."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import pytest

from mediation_app.messages import catalogue
from tests.support.source import code

pytestmark = pytest.mark.xdist_group("sources")  # parsed once, on one worker
ROOTS = {"AppError"}
CODE = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_.]*")


@dataclass(frozen=True)
class Use:
    """One place that names a code; ``given`` is None when the parameters cannot be read."""

    code: str
    given: frozenset[str] | None
    where: str


@cache
def error_names() -> set[str]:
    """AppError and everything derived from it."""
    bases = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for _, tree in code()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    names = set(ROOTS)
    while more := {name for name, above in bases.items() if above & names} - names:
        names |= more
    return names


def literal(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def pairs(node: ast.expr | None) -> frozenset[str] | None:
    """The names in ``params=(("a", …), ("b", …))``; None when not written out."""
    if node is None:
        return frozenset()
    if not isinstance(node, ast.Tuple):
        return None
    names = [
        literal(one.elts[0]) if isinstance(one, ast.Tuple) and one.elts else None
        for one in node.elts
    ]
    return None if None in names else frozenset(name for name in names if name)


@cache
def uses() -> tuple[Use, ...]:
    return tuple(_uses())


def _uses() -> Iterator[Use]:
    errors = error_names()
    for path, tree in code():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            words = {one.arg: one.value for one in node.keywords}
            found = literal(node.args[0] if node.args else words.get("code"))
            if found is None:
                continue
            where = f"{path}:{node.lineno}"
            if name == "Reason":
                yield Use(found, pairs(words.get("params")), where)
            elif name in errors:
                given = None if None in words else frozenset(w for w in words if w) | {"field"}
                yield Use(found, given, where)


def placeholders(template: str) -> set[str]:
    return {
        re.split(r"[.\[]", name)[0] for _, name, _, _ in string.Formatter().parse(template) if name
    }


def not_messages(tree: ast.Module) -> set[ast.AST]:
    """Strings with a dot that are something else: modules, actions of the audit, halves."""
    found: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            found.update(node.values)
        elif isinstance(node, ast.Call):
            found.update(one.value for one in node.keywords if one.arg == "action")
            if isinstance(node.func, ast.Name) and node.func.id == "import_module":
                found.update(node.args)
    return found


def test_the_scan_finds_something() -> None:
    assert {"InvalidInput", "StoreTrouble"} <= error_names()
    assert len(uses()) > 20


def test_every_raised_code_has_a_sentence() -> None:
    known = catalogue()
    lacking = sorted({f"{use.code}  ({use.where})" for use in uses() if use.code not in known})
    assert not lacking, "\n".join(["", *lacking])


def _unknown(tree: ast.Module, areas: set[str], known: Mapping[str, str]) -> list[ast.Constant]:
    """Strings of a module that look like codes of an area and have no sentence."""
    found = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and CODE.fullmatch(node.value)
        and node.value.partition(".")[0] in areas
        and node.value not in known
    ]
    others = not_messages(tree) if found else set()
    return [node for node in found if node not in others]


def test_every_code_in_a_table_has_a_sentence() -> None:
    """Codes also stand in tables and constants: a string that looks like one must be one."""
    known = catalogue()
    areas = {name.partition(".")[0] for name in known} - {"fields"}
    lacking = [
        f"{node.value}  ({path}:{node.lineno})"
        for path, tree in code()
        for node in _unknown(tree, areas, known)
    ]
    assert not lacking, "\n".join(["", *lacking])


def test_every_sentence_can_be_filled() -> None:
    known = catalogue()
    wrong = [
        f"{use.code} needs {sorted(lacking)}  ({use.where})"
        for use in uses()
        if use.given is not None
        and use.code in known
        and (lacking := placeholders(known[use.code]) - use.given)
    ]
    assert not wrong, "\n".join(["", *wrong])


@pytest.mark.parametrize("bad", ["！", "操作失败", "成功", "参数错误", "请刷新", "您"])
def test_no_sentence_shouts_or_says_nothing(bad: str) -> None:
    """House wording: state the fact, then the act; blame no one."""
    assert [name for name, text in catalogue().items() if bad in text] == []


def test_every_sentence_is_chinese_and_well_formed() -> None:
    for name, text in catalogue().items():
        fixed = re.sub(r"{\w+}", "", text)
        assert not fixed or re.search(r"[\u4e00-\u9fff]", fixed), name
        placeholders(text)
        assert text == text.strip(), name
