"""Every field a template may use, taken from the context itself so that the list cannot go stale.

A path is written as the linter writes it: ``parties[].name`` for a value inside a list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from mediation_app.documents import context
from mediation_app.documents.context import Fill, Scene
from mediation_app.documents.context.words import Tree
from mediation_app.messages import catalogue

_AREA = "template_fields"
_SHOWN = 40  # characters of a sample value
_VARIABLES = {"parties": "party", "applicants": "party", "respondents": "party"}
CONDITIONS = ("has_", "is_", "shows_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of the palette: how it is written in Word, its Chinese name, a sample value.

    ``noun`` is the first word (``agreement``); ``is_condition`` fields are for ``{% if … %}``.
    """

    path: str
    noun: str
    noun_name: str
    name: str
    sample: str
    is_condition: bool = False

    @property
    def is_listed(self) -> bool:
        """Whether it stands inside a list and needs a loop around it."""
        return "[]" in self.path

    @property
    def tag(self) -> str:
        """What to type in Word. The field of a list comes with its loop."""
        return tag_of(self.path, is_condition=self.is_condition)


def paths_of(value: object, path: str) -> set[str]:
    """The paths below a value of the context."""
    if isinstance(value, Mapping):
        inner = (paths_of(item, f"{path}.{key}") for key, item in value.items())
        return set().union(*inner)
    if isinstance(value, list | tuple):
        return {f"{path}[]"}.union(*(paths_of(item, f"{path}[]") for item in value))
    return {path}


def fields_of(trees: Iterable[Tree]) -> dict[str, set[str]]:
    """The paths of all trees below their noun: ``{"case": {".number", …}}``."""
    found: dict[str, set[str]] = {}
    for tree in trees:
        for noun, value in tree.items():
            found.setdefault(noun, set()).update(paths_of(value, ""))
    return found


def without_bare_lists(names: Iterable[str]) -> list[str]:
    """The names in order, without the lists whose items have fields of their own."""
    ordered = sorted(name.lstrip(".") for name in names)
    return [name for name in ordered if name not in ("", "[]") and not _is_list(name, ordered)]


def _is_list(name: str, names: Sequence[str]) -> bool:
    return name.endswith("[]") and any(other.startswith(f"{name}.") for other in names)


def known_fields(scenes: Sequence[Scene]) -> frozenset[str]:
    """Every path that exists, with the lists themselves: what the linter is given."""
    trees = [*map(context.build, scenes), context.build(context.blank_scene(scenes[0]))]
    return fields_in(*trees)


def fields_in(*trees: Tree) -> frozenset[str]:
    """Every path of the trees, with the lists themselves."""
    found: set[str] = set()
    for noun, paths in fields_of(trees).items():
        for path in paths:
            full = noun + path
            found.add(full)
            found.add(full.removesuffix("[]"))
    return frozenset(found)


def palette(scenes: Sequence[Scene]) -> tuple[Field, ...]:
    """Every field with its Chinese name and a sample value, in the order of nouns and names."""
    from mediation_app.documents.produce import values_at

    trees = [*map(context.build, scenes), context.build(context.blank_scene(scenes[0]))]
    found: list[Field] = []
    for noun, paths in sorted(fields_of(trees).items()):
        for short in without_bare_lists(paths):
            path = noun + short if short.startswith("[]") else f"{noun}.{short}"
            values = (value for tree in trees[: len(scenes)] for _, value in values_at(tree, path))
            last = path.rsplit(".", 1)[-1]
            found.append(
                Field(
                    path=path,
                    noun=noun,
                    noun_name=noun_name(noun),
                    name=field_name(path),
                    sample=next((text for text in map(_sample, values) if text), ""),
                    is_condition=last.startswith(CONDITIONS) or last in ("warns", "several"),
                )
            )
    return tuple(found)


def _sample(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else ""
    shown = context.printed({"value": value}, Fill.FINAL)["value"] if value else ""
    if isinstance(shown, list | tuple):
        shown = shown[0] if shown else ""
    text = shown if isinstance(shown, str) else ""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def noun_name(noun: str) -> str:
    """The Chinese name of a noun; the noun itself when it has none."""
    return _named(catalogue(), noun, noun) or noun


def field_name(path: str) -> str:
    """The Chinese name of a field: 协议·履行款项·金额. Parts without a name stay as they are."""
    return "·".join(_part_names(path))


def nameless(paths: Iterable[str]) -> list[str]:
    """The paths with a part that ``template_fields.toml`` has no name for."""
    known = catalogue()
    return sorted({path for path in paths if any(not _named(known, *one) for one in _parts(path))})


def _part_names(path: str) -> Iterator[str]:
    known = catalogue()
    for part, full in _parts(path):
        yield _named(known, part, full) or part


def _parts(path: str) -> Iterator[tuple[str, str]]:
    plain = path.replace("[]", "")
    steps = plain.split(".")
    for place, step in enumerate(steps):
        yield step, ".".join(steps[: place + 1])


def _named(known: Mapping[str, str], part: str, full: str) -> str:
    """The most particular name: of this very path, of the part, of the record's field."""
    for key in (f"{_AREA}.{full}", f"{_AREA}.{part}", f"fields.{part}"):
        if found := known.get(key):
            return found
    return ""


def tag_of(path: str, *, is_condition: bool = False) -> str:
    """``{{ case.number }}``, ``{% if fund.is_partial %}…{% endif %}``, or a loop over the list."""
    if "[]" not in path:
        return f"{{% if {path} %}}…{{% endif %}}" if is_condition else f"{{{{ {path} }}}}"
    owner, _, rest = path.partition("[]")
    word = _VARIABLES.get(owner) or _singular(owner.rsplit(".", 1)[-1])
    inner = tag_of(word + rest, is_condition=is_condition)
    return f"{{%p for {word} in {owner} %}}\n{inner}\n{{%p endfor %}}"


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and len(word) > 3 else f"one_{word}"
