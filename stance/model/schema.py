"""What a skops file says of itself, read before anything of it is built.

A skops file is a zip of ``schema.json``, a tree of nodes, and of the arrays that nodes name.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import numpy as np

# Nodes were built in other ways by older protocols of skops.
_OLDEST_PROTOCOL: Final = 2

# Unpacked, a model may have so many bytes, and so many times those of the file; beyond that it
# is taken for a bomb. Forests, which pack best, have 8 times.
_LARGEST_SMALL: Final = 64 << 20
_LARGEST_RATIO: Final = 50

# Parsed, a value takes many times the room it has in schema.json. A vocabulary of 450,000 words
# has so many.
_MOST_BRACKETS: Final = 1_000_000
_MOST_COMMAS: Final = 3_000_000

_TREE: Final = {"max_depth", "node_count", "nodes", "values"}


def read_nodes(data: bytes) -> tuple[list[Mapping[str, Any]], bytes]:
    """Return the nodes of a skops file, if to unpack and to build it does no harm.

    The file is returned, too, unpacked: of the very bytes that were looked at.

    Raises
    ------
    ValueError, KeyError, ...
        If it would, or is no such file.
    """
    most = max(_LARGEST_SMALL, _LARGEST_RATIO * len(data))
    with ZipFile(BytesIO(data)) as archive:
        members = archive.infolist()
        sizes = {member.filename: member.file_size for member in members}
        if len(sizes) < len(members) or sum(sizes.values()) > most:
            raise ValueError(f"it unpacks to more than {most:,} bytes, or holds a name twice")
        if not {member.compress_type for member in members} <= {ZIP_STORED, ZIP_DEFLATED}:
            raise ValueError("it is packed in another way than models are")
        files = {member.filename: _unpacked(archive, member) for member in members}
    schema = _parsed(files["schema.json"])
    found = list(_nodes(schema))
    # Each node that names a member unpacks it anew.
    if sum(sizes[node["file"]] for node in found if "file" in node) > most:
        raise ValueError(f"it unpacks to more than {most:,} bytes")
    if not isinstance(schema, dict) or schema["protocol"] < _OLDEST_PROTOCOL:
        raise ValueError("it is of a version of skops before the toolkit's")
    trees = [node for node in found if node["__loader__"] == "TreeNode"]
    _check_numbers(trees, found)
    for tree in trees:
        _check_tree(tree, files)
    return found, _packed(files)


def _unpacked(archive: ZipFile, member: ZipInfo) -> bytes:
    """Return a member's bytes, which are as many as it says; no more are unpacked."""
    size = member.file_size
    # `ZipFile.read` unpacks whatever comes and cuts it to this size; one more tells a lie.
    member.file_size += 1
    with archive.open(member) as file:
        content = file.read(size + 1)
    if len(content) != size:
        raise ValueError(f"{member.filename} does not unpack to the {size:,} bytes it says")
    return content


def _packed(files: Mapping[str, bytes]) -> bytes:
    new = BytesIO()
    with ZipFile(new, "w", ZIP_STORED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return new.getvalue()


def _parsed(schema: bytes) -> Any:
    text = schema.decode("utf-8")  # `json` would guess at others, where brackets look otherwise
    if text.count("[") + text.count("{") > _MOST_BRACKETS or text.count(",") > _MOST_COMMAS:
        raise ValueError("its schema.json has more nodes than models have")
    return json.loads(text)


def _nodes(schema: Any) -> Iterator[Mapping[str, Any]]:
    stack = [schema]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            if "__loader__" in value:
                yield value
            stack.extend(value.values())
        elif isinstance(value, list):
            stack.extend(value)


def _check_numbers(trees: list[Mapping[str, Any]], found: list[Mapping[str, Any]]) -> None:
    """Check that what stands in a tree is what will be built.

    Of nodes of one number skops builds the first, whatever the others say.
    """
    inside = {
        one["__id__"]: one
        for tree in trees
        for one in _nodes(list(tree.values()))
        if "__id__" in one
    }
    for node in found:
        if inside.get(node.get("__id__"), node) != node:
            raise ValueError("a decision tree has parts of something else")


def _check_tree(node: Mapping[str, Any], files: Mapping[str, bytes]) -> None:
    """Check that a decision tree's arrays have the shapes that its own code takes for granted.

    It reads the length of arrays that have none, while it is built.
    """

    def array(of: Mapping[str, Any]) -> Any:
        if (of["__loader__"], of["__class__"], of.get("type")) != (
            "NdArrayNode",
            "ndarray",
            "numpy",
        ):
            raise ValueError("a decision tree has something else where an array is wanted")
        return np.load(BytesIO(files[of["file"]]), allow_pickle=False)

    n_features, n_classes, n_outputs = node["__reduce__"]["args"]["content"]
    state = node["content"]["content"]
    counts = [one["content"] for one in (n_features, state["node_count"], state["max_depth"])]
    classes, nodes, values = array(n_classes), array(state["nodes"]), array(state["values"])
    if not (
        set(state) == _TREE
        and n_outputs["content"] == "1"
        and all(isinstance(json.loads(count), int) for count in counts)
        and classes.shape == (1,)
        and classes.dtype.kind == "i"
        and nodes.ndim == 1
        and len(nodes) == json.loads(state["node_count"]["content"]) >= 1
        and values.shape == (len(nodes), 1, classes[0])
    ):
        raise ValueError("the arrays of a decision tree do not fit together")
