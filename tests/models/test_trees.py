"""A decision tree is built of compiled arrays, and only as scikit-learn would build it."""

import io
import json
import zipfile

import numpy as np
import pytest
from sklearn.ensemble import (
    RandomForestClassifier,
)

import stance
from stance.errors import ModelError


def tree_with(data, **changes):
    """Return a skops file whose first decision tree was changed before it is built."""
    old = zipfile.ZipFile(io.BytesIO(data))
    schema = json.loads(old.read("schema.json"))
    tree = next(node for node in nodes_of(schema) if node["__loader__"] == "TreeNode")
    outside = io.BytesIO()
    np.save(outside, np.int64(7))
    places = {
        "n_classes": (tree["__reduce__"]["args"]["content"], 1),
        "n_outputs": (tree["__reduce__"]["args"]["content"], 2),
        "nodes": (tree["content"]["content"], "nodes"),
        "values": (tree["content"]["content"], "values"),
        "node_count": (tree["content"]["content"], "node_count"),
    }
    for name, change in changes.items():
        inside, place = places[name]
        inside[place] = change(inside[place], inside)
    new = io.BytesIO()
    with zipfile.ZipFile(new, "w") as archive:
        for name in old.namelist():
            content = json.dumps(schema) if name == "schema.json" else old.read(name)
            archive.writestr(name, content)
        archive.writestr("number.npy", outside.getvalue())
    return new.getvalue()


def nodes_of(value):
    if isinstance(value, dict):
        yield from [value] if "__loader__" in value else []
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from nodes_of(one)


@pytest.mark.parametrize(
    "changes",
    [
        {"nodes": lambda node, _: node | {"file": "number.npy", "__id__": 1}},
        {"values": lambda node, _: node | {"file": "number.npy", "__id__": 1}},
        {"n_classes": lambda node, _: node | {"file": "number.npy", "__id__": 1}},
        {"values": lambda _, inside: inside["nodes"]},
        {"nodes": lambda _, inside: inside["node_count"]},
        {"nodes": lambda node, inside: inside["node_count"] | {"__id__": node["__id__"]}},
        {"n_outputs": lambda node, _: node | {"content": "1000000", "__id__": 1}},
        {"node_count": lambda node, _: node | {"content": "1000000", "__id__": 1}},
        {"node_count": lambda node, _: node | {"content": '"5"', "__id__": 1}},
        # Says what is wanted, under the number of something else.
        {"nodes": lambda node, inside: node | {"__id__": inside["node_count"]["__id__"]}},
    ],
)
def test_a_tree_that_cannot_be_built_safely_is_not_built(fitted, saved, forge, changes):
    model = fitted(RandomForestClassifier(n_estimators=3, random_state=0))
    model.card_ = "# A model\n"
    model.save(saved)
    data = (saved / "model.skops").read_bytes()
    forge(saved, data=tree_with(data))
    stance.load(saved)
    forge(saved, data=tree_with(data, **changes))
    with pytest.raises(ModelError, match="decision tree"):
        stance.load(saved)
