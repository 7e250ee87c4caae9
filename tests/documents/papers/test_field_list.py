"""The field list of templates/README.md is made from the context, so that it cannot go stale.

    python -m tests.documents.papers.test_field_list

writes it anew. A new word needs its Chinese name in resources/messages/template_fields.toml.
"""

from __future__ import annotations

from functools import cache

import pytest

from mediation_app.documents import context
from mediation_app.documents.doctor import Doctor
from mediation_app.documents.engine import api
from mediation_app.documents.field_list import (
    Field,
    fields_of,
    nameless,
    noun_name,
    tag_of,
    without_bare_lists,
)
from mediation_app.paths import template_dir
from mediation_app.rulebook import Rulebook
from mediation_app.services.template_doctor import make_doctor
from tests.documents.engine.samples import docx, para
from tests.documents.papers import crowds, samples

BEGIN, END = "<!-- fields -->\n", "<!-- end of fields -->"
BATCHES = 10
README = template_dir() / "README.md"


@cache
def doctor() -> Doctor:
    return make_doctor(Rulebook.open("371524"))


@cache
def fields() -> tuple[Field, ...]:
    """The palette as an office sees it."""
    return doctor().palette


def all_fields() -> dict[str, set[str]]:
    """The fields of the palette and of the sample cases of the tests, below their noun."""
    refused = samples.refused()
    scenes = [
        samples.scene(),
        samples.scene("", crowds.crowd()),
        samples.scene("", samples.with_fund(refused), fund=refused, payment=None),
    ]
    found = fields_of(context.build(scene) for scene in scenes)
    for one in fields():
        found.setdefault(one.noun, set()).add(one.path.removeprefix(one.noun))
    return found


def field_list() -> str:
    lines = ["| Noun | Fields |", "|---|---|"]
    for noun, paths in sorted(all_fields().items()):
        kept = without_bare_lists(paths)
        lines.append(f"| `{noun}` | {' '.join(f'`{name}`' for name in kept)} |")
    return "\n".join(lines) + "\n"


def test_readme_lists_every_field() -> None:
    listed = README.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]
    assert listed == field_list(), "run python -m tests.documents.papers.test_field_list"


def test_every_field_has_a_chinese_name() -> None:
    paths = {
        noun + name if name.startswith("[]") else f"{noun}.{name}"
        for noun, names in all_fields().items()
        for name in without_bare_lists(names)
    }
    assert nameless(paths) == [], "name the words in resources/messages/template_fields.toml"
    assert all("\u4e00" <= noun_name(noun)[0] <= "\u9fff" for noun in all_fields())


def test_names_tell_fields_of_one_noun_apart() -> None:
    names: dict[str, list[str]] = {}
    for one in fields():
        names.setdefault(one.name, []).append(one.path)
    twice = {name: paths for name, paths in names.items() if len(paths) > 1}
    # a person's number and that of a record are told apart by the path; little else may repeat
    assert len(twice) < len(names) / 20, twice


@pytest.mark.parametrize("first", range(BATCHES))
def test_what_is_copied_can_be_pasted_and_filled(first: int) -> None:
    """Every field alone asks for itself; a tenth of them in one template can be filled."""
    texts = []
    for one in fields()[first::BATCHES]:
        text = one.tag.replace("%p ", "% ").replace("…", "甲").replace("\n", "")
        assert api.undeclared_fields(docx(para(text))) - {one.path} == {
            one.path[:place] for place in _lists(one.path)
        }
        texts.append(text)
    template = docx("".join(para(text) for text in texts))
    assert [f for f in doctor().examine(template).findings if f.blocking] == []


def _lists(path: str) -> list[int]:
    """Where the names of the lists on the way to a field end."""
    return [place for place in range(len(path)) if path.startswith("[]", place)]


def test_tags() -> None:
    assert tag_of("case.number") == "{{ case.number }}"
    assert tag_of("fund.is_partial", is_condition=True) == "{% if fund.is_partial %}…{% endif %}"
    assert tag_of("parties[].agents[].name") == (
        "{%p for party in parties %}\n{%p for agent in party.agents %}\n"
        "{{ agent.name }}\n{%p endfor %}\n{%p endfor %}"
    )


def test_most_fields_have_a_sample() -> None:
    shown = [one for one in fields() if not one.is_condition]
    assert sum(bool(one.sample) for one in shown) > 0.7 * len(shown)


if __name__ == "__main__":
    text = README.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    README.write_text(f"{head}{BEGIN}{field_list()}{END}{rest.partition(END)[2]}", encoding="utf-8")
