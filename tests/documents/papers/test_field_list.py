"""The field list of templates/README.md is made from the context, so that it cannot go stale."""

from __future__ import annotations

from collections.abc import Mapping

from mediation_app.documents import context
from mediation_app.paths import template_dir
from tests.documents.papers import crowds, samples

BEGIN, END = "<!-- fields -->\n", "<!-- end of fields -->"


def paths_of(value: object, path: str) -> set[str]:
    if isinstance(value, Mapping):
        inner = (paths_of(item, f"{path}.{key}") for key, item in value.items())
        return set().union(*inner)
    if isinstance(value, list | tuple):
        return {f"{path}[]"}.union(*(paths_of(item, f"{path}[]") for item in value))
    return {path}


def field_list() -> str:
    refused = samples.refused()
    scenes = [
        samples.scene(),
        samples.scene("", crowds.crowd()),
        samples.scene("", samples.with_fund(refused), fund=refused, payment=None),
    ]
    found: dict[str, set[str]] = {}
    for scene in scenes:
        for noun, value in context.build(scene).items():
            found.setdefault(noun, set()).update(paths_of(value, ""))
    lines = ["| Noun | Fields |", "|---|---|"]
    for noun, paths in sorted(found.items()):
        names = sorted(path.lstrip(".") for path in paths)
        kept = [name for name in names if name not in ("", "[]") and not _is_list(name, names)]
        lines.append(f"| `{noun}` | {' '.join(f'`{name}`' for name in kept)} |")
    return "\n".join(lines) + "\n"


def _is_list(name: str, names: list[str]) -> bool:
    return name.endswith("[]") and any(other.startswith(f"{name}.") for other in names)


def test_readme_lists_every_field() -> None:
    text = (template_dir() / "README.md").read_text(encoding="utf-8")
    listed = text.partition(BEGIN)[2].partition(END)[0]
    assert listed == field_list()
