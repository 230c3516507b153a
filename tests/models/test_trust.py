"""Nothing in a model file is executed, unpickled, or built but for types on the toolkit's list."""

import io
import json
import pickle
import re
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pytest
import skops.io
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.svm import SVC

import stance
from stance.errors import ModelError
from stance.model import untrusted_types


def test_a_pickle_is_never_opened(saved, forge):
    class Bomb:
        def __reduce__(self):
            return (Path(saved / "opened").touch, ())

    for data in (pickle.dumps(Bomb()), b"", b"no zip", b"PK\x03\x04" + b"\0" * 99):
        forge(saved, data=data)
        with pytest.raises(ModelError, match=r"cannot be used \(.*its files were altered"):
            stance.load(saved)
    assert not (saved / "opened").exists()


def test_a_type_outside_the_list_is_refused_before_anything_is_built(saved, forge, monkeypatch):
    forge(saved, _Foreign().fit([[0]], ["favor"]))
    monkeypatch.setattr(_Foreign, "__new__", lambda cls: pytest.fail("it was built"))
    name = f"{_Foreign.__module__}._Foreign"
    with pytest.raises(ModelError, match="names types the toolkit does not trust.*_Foreign"):
        stance.load(saved)
    assert untrusted_types(saved / "model.skops") == [name]
    assert untrusted_types(saved / "model.skops", [name]) == []


def test_a_type_of_ones_own_loads_when_it_is_trusted_by_name(fitted, frame, tmp_path):
    model = fitted(_Foreign())
    model.save(tmp_path)
    with pytest.raises(ModelError, match="does not trust"):
        stance.load(tmp_path)
    loaded = stance.load(tmp_path, trusted=[f"{_Foreign.__module__}._Foreign"])
    assert loaded.predict(frame).tolist() == model.predict(frame).tolist()


def test_a_zip_bomb_is_not_unpacked(saved, forge):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("schema.json", "{}")
        for number in range(3):
            archive.writestr(f"{number}.npy", b"\0" * (100 << 20))
    assert len(bomb.getvalue()) < 1 << 20
    forge(saved, data=bomb.getvalue())
    with pytest.raises(ModelError, match=r"unpacks to more than 67,108,864 bytes"):
        stance.load(saved)


def test_a_member_that_unpacks_to_more_than_it_says_is_refused_unpacked_no_further(saved, forge):
    old = zipfile.ZipFile(saved / "model.skops")
    schema = old.read("schema.json")
    new = io.BytesIO()
    with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("schema.json", schema + b" " * (200 << 20))
        for name in old.namelist():
            if name != "schema.json":
                archive.writestr(name, old.read(name))
        lying = archive.getinfo("schema.json")  # the list at the end, which is what is read
        lying.file_size, lying.CRC = len(schema), zlib.crc32(schema)
    forge(saved, data=new.getvalue())
    tracemalloc.start()
    try:
        with pytest.raises(ModelError, match="cannot be used"):
            stance.load(saved)
        assert tracemalloc.get_traced_memory()[1] < 100 << 20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("value", [b"[]", b"{}", b'"ab"'])
def test_a_schema_of_too_many_values_is_not_parsed(saved, forge, value):
    old = zipfile.ZipFile(saved / "model.skops")
    new = io.BytesIO()
    with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in old.namelist():
            content = old.read(name)
            if name == "schema.json":
                more = b",".join([value] * 4_000_000)
                content = content.rstrip()[:-1] + b', "more": [' + more + b"]}"
            archive.writestr(name, content)
    forge(saved, data=new.getvalue())
    with pytest.raises(ModelError, match=r"schema\.json has more nodes than models have"):
        stance.load(saved)


def test_a_member_that_is_named_again_and_again_is_not_unpacked_each_time(saved, forge):
    node = {"__class__": "ndarray", "__module__": "numpy", "__loader__": "NdArrayNode"}
    node |= {"type": "numpy", "file": "0.npy"}
    nodes = [{**node, "__id__": number} for number in range(100)]
    schema = {"__class__": "list", "__module__": "builtins", "__loader__": "ListNode"}
    schema |= {"content": nodes, "protocol": 2}
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("schema.json", json.dumps(schema))
        archive.writestr("0.npy", b"\0" * (10 << 20))
    forge(saved, data=bomb.getvalue())
    with pytest.raises(ModelError, match="unpacks to more than"):
        stance.load(saved)


def with_schema(saved, change):
    """Return the model file with a schema that was changed."""
    old, new = zipfile.ZipFile(saved / "model.skops"), io.BytesIO()
    schema = json.loads(old.read("schema.json")) | change
    with zipfile.ZipFile(new, "w") as archive:
        for name in old.namelist():
            content = json.dumps(schema) if name == "schema.json" else old.read(name)
            archive.writestr(name, content)
    return new.getvalue()


@pytest.mark.parametrize(
    "change",
    [
        {"protocol": 0},
        {"protocol": "2"},
        {"__loader__": "FunctionNode", "__module__": "os", "__class__": "system"},
        {"__loader__": "PartialNode", "__module__": "functools", "__class__": "partial"},
        {"__loader__": "OperatorFuncNode", "__module__": "operator", "__class__": "attrgetter"},
        {"__loader__": "MethodNode"},
        {"__loader__": {}},
        {"__module__": None},
        {"content": {"__loader__": "TypeNode", "__module__": "os", "__class__": "system"}},
    ],
)
def test_a_schema_that_was_altered_is_refused(saved, forge, change):
    forge(saved, data=with_schema(saved, change))
    with pytest.raises(ModelError, match="does not trust|cannot be used"):
        stance.load(saved)


def test_the_name_of_a_type_cannot_write_to_the_terminal(saved, forge):
    change = {"__class__": "X\n\x1b[2Jstance: all is well"}
    forge(saved, data=with_schema(saved, change))
    with pytest.raises(ModelError, match="does not trust") as told:
        stance.load(saved)
    assert str(told.value).isprintable()


def test_a_schema_without_end_is_refused(saved, forge):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("schema.json", "[" * 10**6)
    forge(saved, data=bomb.getvalue())
    with pytest.raises(ModelError, match="cannot be used"):
        stance.load(saved)
    (saved / "model.json").write_text("[" * 10**6)
    with pytest.raises(ModelError, match=r"model\.json cannot be read"):
        stance.load(saved)


def test_skops_itself_would_trust_more(saved, fitted):
    """The list is the toolkit's: skops builds support vector machines with kernels, too."""
    fitted(SVC()).save(saved)
    name = "sklearn.svm._classes.SVC"
    assert name not in skops.io.get_untrusted_types(file=saved / "model.skops")
    with pytest.raises(ModelError, match=re.escape(name)):
        stance.load(saved)


class _Foreign(ClassifierMixin, BaseEstimator):
    """A classifier of somebody else's."""

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        return self

    def predict(self, X):
        return np.full(len(X) if isinstance(X, list) else X.shape[0], self.classes_[0])
