import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from stance.errors import RunError
from stance.run_writer import RunWriter
from stance.runs import (
    Run,
    find_run,
    list_runs,
    select_runs,
    write_json,
)
from stance.surroundings import surroundings


def finish(root, name="exp", run_id="20260101T000000-abcdef01"):
    with RunWriter(root, name, run_id) as writer:
        write_json(writer.folder / "run.json", about(name, run_id))
    return writer.folder


def about(name="exp", run_id="1-a"):
    """Return what every reader of a run asks for."""
    rest = {"task": "stance", "command": [], "headline": "macro_f1", "corpus": {}, "n_test": 0}
    return {"id": run_id, "name": name, **rest}


def listed(root):
    try:
        return [folder.name for folder in select_runs(["ex[p]"], root)]
    except RunError:
        return []


def leftovers(root):
    return [path for path in root.rglob("*") if "partial" in path.name]


def test_a_run_appears_whole_when_its_block_ends(tmp_path):
    with RunWriter(tmp_path, "exp", "1-a") as writer:
        write_json(writer.folder / "run.json", about())
        assert listed(tmp_path) == []
    assert writer.folder == tmp_path / "exp" / "1-a"
    assert listed(tmp_path) == ["1-a"]


def test_a_run_that_fails_leaves_nothing(tmp_path):
    with pytest.raises(ZeroDivisionError), RunWriter(tmp_path, "exp", "1-a"):
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_two_runs_never_share_a_folder(tmp_path):
    folders = [finish(tmp_path) for _ in range(3)]
    assert len({*folders}) == 3
    assert listed(tmp_path) == [folder.name for folder in folders]


def test_a_killed_run_leaves_no_run_and_the_next_one_cleans_up(tmp_path):
    code = (
        "import sys, time; from pathlib import Path; from stance.run_writer import RunWriter\n"
        "with RunWriter(Path(sys.argv[1]), 'exp', '1-a') as w:\n"
        "    (w.folder / 'run.json').write_text('{}'); print('in', flush=True); time.sleep(60)\n"
    )
    # Without coverage, whose data a killed process would leave half written.
    plain = {key: value for key, value in os.environ.items() if not key.startswith("COV")}
    words = [sys.executable, "-c", code, str(tmp_path)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=plain) as process:
        assert process.stdout.readline() == "in\n"
        process.send_signal(signal.SIGKILL)
    assert listed(tmp_path) == []
    assert len(leftovers(tmp_path)) == 1
    finish(tmp_path)
    assert leftovers(tmp_path) == []


def test_the_folder_of_a_run_at_work_is_left_alone(tmp_path):
    with RunWriter(tmp_path, "exp", "1-a") as writer:
        write_json(writer.folder / "run.json", about())
        finish(tmp_path, run_id="2-b")
        assert writer.folder.is_dir()


@pytest.mark.parametrize("place", ["file", "device"])
def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path, place):
    root = tmp_path / "file" if place == "file" else Path("/proc/nothing")
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(RunError, match=r"cannot be written to .*choose another folder"):
        finish(root)


def test_a_full_disk_is_one_sentence(tmp_path):
    code = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from stance.run_writer import RunWriter\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "from stance.errors import RunError\n"
        "try:\n"
        "    with RunWriter(Path(sys.argv[1]), 'exp', '1-a') as w:\n"
        "        (w.folder / 'big').write_bytes(b'x' * 10_000)\n"
        "except RunError as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert "cannot be written to" in done.stdout
    assert "free some space" in done.stdout
    assert leftovers(tmp_path) == []


def test_a_run_is_found_by_folder_id_name_and_as_the_latest(tmp_path):
    finish(tmp_path, "one", "20260101T000000-a")
    last = finish(tmp_path, "one", "20260102T000000-b")
    finish(tmp_path, "two", "20260101T120000-c")
    assert find_run(str(last), tmp_path).folder == last
    assert find_run("one", tmp_path).folder == last
    assert find_run("latest", tmp_path).folder == last
    assert find_run("20260101T120000-c", tmp_path).name == "two"


def test_an_unknown_run_names_the_nearest(tmp_path):
    with pytest.raises(RunError, match="there are no runs in"):
        find_run("one", tmp_path)
    finish(tmp_path, "baseline")
    with pytest.raises(RunError, match="no run 'baselin'.*'baseline'"):
        find_run("baselin", tmp_path)


def test_a_cut_run_is_named(tmp_path):
    folder = finish(tmp_path)
    (folder / "run.json").write_text('{"id": ')
    with pytest.raises(RunError, match=r"run\.json cannot be read .* the run was cut or altered"):
        Run.load(folder)


def test_a_number_json_has_no_word_for_is_never_written(tmp_path):
    with pytest.raises(ValueError, match="JSON"):
        write_json(tmp_path / "x.json", {"value": float("nan")})


def test_a_run_remembers_versions_machine_and_commit(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert surroundings()["git_commit"] is None
    for words in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "one"]):
        who = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
        subprocess.run(["git", *who, *words], check=True)
    about = surroundings()
    assert len(about["git_commit"]) == 40
    assert {"python", "scikit-learn", "numpy"} <= about["versions"].keys()
    assert json.dumps(about)


def test_a_run_of_another_version_is_told_apart(tmp_path):
    folder = finish(tmp_path)
    write_json(folder / "run.json", {"id": folder.name, "name": "exp"})
    runs, errors = list_runs(tmp_path)
    assert runs == []
    assert "has no task, command, headline" in str(errors[0])
