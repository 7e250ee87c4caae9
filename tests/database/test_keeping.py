"""Files, passwords, drafts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from mediation_app.clock import SetClock
from mediation_app.database.blobs import CHUNK, BlobStore
from mediation_app.database.credentials import FREE_TRIES, Cost, Credentials
from mediation_app.database.drafts import Drafts
from mediation_app.database.store import Store
from mediation_app.database.system_tables import credentials as table
from mediation_app.database.verify import verify
from mediation_app.domain.ids import new_id
from mediation_app.domain.offices import Actor, Person
from mediation_app.domain.papers import Attachment
from mediation_app.errors import BadFile, InvalidInput, NotAllowed, StoreTrouble
from tests.database.conftest import sample_file, stored

CHEAP = Cost(memory=64, passes=1)


# --- files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK * 17 + 5])
def test_content_comes_back(store: Store, size: int, tmp_path: Path) -> None:
    blobs = BlobStore(store)
    content = bytes(index * 7 % 251 for index in range(size))
    sha256 = blobs.put(content)
    assert sha256 == hashlib.sha256(content).hexdigest()
    assert blobs.get(sha256) == content
    source = tmp_path / "scan.jpg"
    source.write_bytes(content)
    assert blobs.put(source) == sha256  # kept once
    assert list(blobs.names()) == [sha256]
    assert blobs.has(sha256)


def test_missing_and_damaged_content_is_told(store: Store, actor: Actor) -> None:
    blobs = BlobStore(store)
    file = stored(store, actor, sample_file())
    kept, gone = blobs.put(b"kept"), hashlib.sha256(b"gone").hexdigest()
    with store.write(actor, "附件") as unit:
        for sha256 in (kept, gone):
            unit.add(Attachment(id=new_id(), case_id=file.case.id, sha256=sha256, size=4))
        unit.commit()
    with pytest.raises(StoreTrouble) as caught:
        blobs.get(gone)
    assert caught.value.code == "database.blob_missing"
    for odd in ("", "../../etc/passwd", "x" * 64):
        with pytest.raises(StoreTrouble):
            blobs.get(odd)
    _damage(store, kept)
    with pytest.raises(StoreTrouble) as caught:
        blobs.get(kept)
    assert caught.value.code == "database.blob_damaged"
    codes = {doubt.code for doubt in verify(store).doubts}
    assert codes == {"database.verify_blob_damaged", "database.verify_blob_missing"}


def _damage(store: Store, sha256: str) -> None:
    if store.location.is_server:
        with store.connection(write=True) as connection:
            connection.execute(text("UPDATE blob_chunks SET content = 'xxxx'"))
    else:
        (store.location.folder / "attachments" / sha256[:2] / sha256).write_bytes(b"xxxx")


def test_a_file_that_cannot_be_read(store: Store, tmp_path: Path) -> None:
    for path in (tmp_path / "none.pdf", tmp_path):
        with pytest.raises(BadFile) as caught:
            BlobStore(store).put(path)
        assert caught.value.code == "database.file_unreadable"


def test_a_gigantic_file_is_refused(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mediation_app.database.blobs.LARGEST", 1000)
    with pytest.raises(BadFile) as caught:
        BlobStore(store).put(b"x" * 1001)
    assert caught.value.code == "database.file_too_large"
    assert list(BlobStore(store).names()) == []


# --- passwords ------------------------------------------------------------------------------------


@pytest.fixture
def person(store: Store, actor: Actor) -> Person:
    with store.write(actor, "建人员") as unit:
        made = unit.add(Person(id=new_id(), login="zhou", name="周敏"))
        Credentials(store, CHEAP).set_password(unit, made, "correct horse 密码")
        unit.commit()
    return made


def test_right_and_wrong_passwords(store: Store, person: Person, actor: Actor) -> None:
    keys = Credentials(store, CHEAP)
    keys.check(person, "correct horse 密码")
    for wrong in ("correct horse", "", "x" * 100_000, "correct horse 密码 "):
        with pytest.raises(NotAllowed) as caught:
            keys.check(person, wrong)
        assert caught.value.code == "database.wrong_password"
    with pytest.raises(NotAllowed):
        keys.check(Person(id=new_id(), login="nobody"), "correct horse 密码")
    with store.read(actor) as reader:
        kinds = [entry.kind for entry in reader.audit_page(record_id=person.id)]
    assert kinds[:2] == ["sign_in_failed", "sign_in_failed"]
    assert "sign_in" in kinds


def test_only_the_hash_is_kept(store: Store, person: Person) -> None:
    with store.connection() as connection:
        row = connection.execute(select(table)).one()
    assert row.hash.startswith("$argon2id$")
    assert "horse" not in str(row)


def test_guessing_must_wait_longer_and_longer(
    store: Store, person: Person, clock: SetClock
) -> None:
    keys = Credentials(store, CHEAP)
    waits = []
    for _ in range(FREE_TRIES + 3):
        with pytest.raises(NotAllowed) as caught:
            keys.check(person, "wrong one")
        with pytest.raises(NotAllowed) as caught:
            keys.check(person, "correct horse 密码" if waits or _ >= FREE_TRIES - 1 else "wrong")
        if caught.value.code == "database.too_many_tries":
            waits.append(int(str(caught.value.params["seconds"])))
            clock.moment += timedelta(seconds=waits[-1] + 1)
    assert len(waits) >= 3
    assert waits == sorted(waits)
    assert waits[-1] > waits[0]
    keys.check(person, "correct horse 密码")
    keys.check(person, "correct horse 密码")


def test_short_and_long_passwords(store: Store, person: Person, actor: Actor) -> None:
    keys = Credentials(store, CHEAP)
    for password in ("short", "x" * 129):
        with pytest.raises(InvalidInput) as caught, store.write(actor, "改密码") as unit:
            keys.set_password(unit, person, password)
        assert caught.value.field == "password"
    with store.write(actor, "改密码") as unit:
        keys.set_password(unit, person, "another one", must_change=True)
        unit.commit()
    assert keys.must_change(person.id)
    keys.check(person, "another one")


def test_a_dearer_cost_is_taken_over_at_sign_in(store: Store, person: Person) -> None:
    Credentials(store, Cost(memory=128, passes=2)).check(person, "correct horse 密码")
    with store.connection() as connection:
        assert "m=128,t=2" in connection.execute(select(table.c.hash)).scalar_one()


# --- drafts ---------------------------------------------------------------------------------------


def test_drafts_belong_to_person_and_place(
    store: Store, actor: Actor, other_actor: Actor, clock: SetClock
) -> None:
    drafts = Drafts(store)
    drafts.save(actor, "cases/1/parties", {"name": "王𬀩", "n": [1, None]}, base_version=3)
    clock.put(2026, 3, 3)
    drafts.save(actor, "cases/new", {"a": 1})
    drafts.save(actor, "cases/new", {"a": 2})
    drafts.save(other_actor, "cases/new", {"b": 1})
    found = drafts.load(actor, "cases/1/parties")
    assert found is not None
    assert (found.content, found.base_version) == ({"name": "王𬀩", "n": [1, None]}, 3)
    assert [draft.address for draft in drafts.all_of(actor)] == ["cases/new", "cases/1/parties"]
    assert drafts.all_of(actor)[0].content == {"a": 2}
    drafts.drop(actor, "cases/new")
    drafts.drop(actor, "cases/new")
    assert drafts.load(actor, "cases/new") is None
    assert drafts.load(other_actor, "cases/new") is not None


def test_drafts_survive_closing(
    made_url: str, clock: SetClock, actor: Actor, opened: Callable[[Store], Store]
) -> None:
    with Store.open(made_url, clock) as first:
        Drafts(first).save(actor, "a", "text")
    draft = Drafts(opened(Store.open(made_url, clock))).load(actor, "a")
    assert draft is not None
    assert draft.content == "text"
