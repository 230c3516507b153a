"""Models go to a hub and come back; a hub on this machine stands for the real one.

Where the hub is, huggingface_hub asks when it is imported: so it is asked in processes of its own,
one online and one offline, which try everything and print what came of it.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sklearn.svm import SVC

import stance
from stance.errors import ModelError
from stance.model import StanceModel
from tests.models.fake_hub import FakeHub, fake_hub

SCRIPT = """
import json, sys
import stance

folder, names = json.loads(sys.argv[1])
told = {}
if folder:
    told["pushed"] = stance.load(folder).push_to_hub("me/mine", private=True)
for name in names:
    try:
        model = stance.StanceModel.from_pretrained(name)
        told[name] = model.predict("we condemn it", target="NATO").probabilities
    except stance.StanceError as error:
        told[name] = str(error)
print(json.dumps(told))
"""


@dataclass
class Asked:
    """What came of asking the hub, online and then offline."""

    hub: FakeHub
    online: dict[str, Any]
    offline: dict[str, Any]


def ask(hub: FakeHub, home: Path, folder: str, names: list[str], **more: str) -> dict[str, Any]:
    surroundings = {**os.environ, "HF_ENDPOINT": hub.url, "HF_HOME": str(home), "HF_TOKEN": "hf_x"}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, json.dumps([folder, names])],
        env=surroundings | more,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.fixture(scope="module")
def model(fitted: Callable[..., StanceModel]) -> StanceModel:
    model = fitted()
    model.card_ = "# A model\n"
    return model


@pytest.fixture(scope="module")
def asked(
    fitted: Callable[..., StanceModel], model: StanceModel, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Asked]:
    folder = tmp_path_factory.mktemp("hub")

    def files(of: StanceModel, name: str) -> dict[str, bytes]:
        of.save(folder / name)
        return {path.name: path.read_bytes() for path in (folder / name).iterdir()}

    sound = files(model, "sound")
    altered = bytearray(sound["model.skops"])
    altered[100] ^= 1
    with fake_hub() as hub:
        hub.repos = {
            "me/edited": sound | {"README.md": b"edited"},
            "me/foreign": files(fitted(SVC()), "foreign"),
            "me/altered": sound | {"model.skops": bytes(altered)},
            "me/half": {"model.json": sound["model.json"]},
        }
        names = [*hub.repos, "me/mine", "me/nowhere", "no/such/name"]
        online = ask(hub, folder / "home", str(folder / "sound"), names)
        offline = ask(hub, folder / "home", "", ["me/mine", "me/nowhere"], HF_HUB_OFFLINE="1")
        yield Asked(hub, online, offline)


def test_a_model_that_was_pushed_comes_back_the_same(asked, model):
    hub = asked.hub
    assert asked.online["pushed"] == f"{hub.url}/me/mine/commit/{hub.commit('me/mine')}"
    assert set(hub.repos["me/mine"]) == {"README.md", "model.json", "model.skops"}
    assert hub.repos["me/mine"]["README.md"] == b"# A model\n"
    assert hub.private["me/mine"]
    assert asked.online["me/mine"] == model.predict("we condemn it", target="NATO").probabilities


def test_a_card_that_was_edited_on_the_hub_does_no_harm(asked, model):
    assert asked.online["me/edited"] == model.predict("we condemn it", target="NATO").probabilities
    assert not any("README" in line for line in asked.hub.asked)


def test_what_was_fetched_once_is_read_offline(asked):
    assert asked.offline["me/mine"] == asked.online["me/mine"]
    assert "the model 'me/nowhere' cannot be reached on the hub" in asked.offline["me/nowhere"]


def test_a_model_from_the_hub_is_trusted_no_more_than_any_other(asked):
    assert "names types the toolkit does not trust (scipy.sparse" in asked.online["me/foreign"]
    assert "is not the file that was saved" in asked.online["me/altered"]
    assert "model.skops is missing" in asked.online["me/half"]


def test_a_repository_that_is_not_there_is_one_sentence(asked):
    assert asked.online["me/nowhere"] == (
        "the model 'me/nowhere' is not on the hub, or not for you; mend its name (owner/name) or "
        "revision, or log in with `hf auth login`"
    )
    assert "'no/such/name' cannot be reached on the hub" in asked.online["no/such/name"]


def test_a_folder_is_written_and_read_under_the_names_the_hubs_users_know(model, tmp_path):
    model.save_pretrained(tmp_path / "model")
    (tmp_path / "model" / "README.md").write_text("edited")
    loaded = StanceModel.from_pretrained(tmp_path / "model")
    assert loaded.predict("we condemn it", target="NATO") == model.predict(
        "we condemn it", target="NATO"
    )
    with pytest.raises(ModelError, match=r"README\.md is not the file that was saved"):
        stance.load(tmp_path / "model")
