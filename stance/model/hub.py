"""Models to the Hugging Face hub and back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from stance.errors import ModelError
from stance.model.folder import ABOUT, CARD, ESTIMATOR


def download(repo_id: str, revision: str | None, token: str | bool | None) -> Path:
    """Return the folder in the hub's cache that has a model's files, all of one commit.

    The card is left out: on the hub people edit it.
    """
    hub = _hub()
    with _told(f"the model {repo_id!r}", hub):
        folder = hub.snapshot_download(
            repo_id, revision=revision, token=token, allow_patterns=[ABOUT, ESTIMATOR]
        )
    return Path(folder)


def upload(
    model: Any,
    repo_id: str,
    *,
    private: bool | None,
    token: str | bool | None,
    revision: str | None,
    message: str,
) -> str:
    """Put a model into a repository, which is made if need be; return the commit's address."""
    hub = _hub()
    with TemporaryDirectory() as folder, _told(f"the repository {repo_id!r}", hub):
        model.save(folder)
        api = hub.HfApi(token=token)
        api.create_repo(repo_id, private=private, exist_ok=True)
        done = api.upload_folder(
            repo_id=repo_id,
            folder_path=folder,
            revision=revision,
            commit_message=message,
            allow_patterns=[ABOUT, ESTIMATOR, CARD],
        )
    return str(done.commit_url)


def _hub() -> Any:
    try:
        import huggingface_hub
        import huggingface_hub.errors
    except ModuleNotFoundError as error:
        raise ModelError(
            "the hub needs huggingface_hub: pip install 'stance-toolkit[hub]'"
        ) from error
    return huggingface_hub


@contextmanager
def _told(what: str, hub: Any) -> Iterator[None]:
    """Make one sentence of what the hub refuses."""
    missing = (hub.errors.RepositoryNotFoundError, hub.errors.RevisionNotFoundError)
    try:
        yield
    except missing as error:
        raise ModelError(
            f"{what} is not on the hub, or not for you; mend its name (owner/name) or revision, "
            "or log in with `hf auth login`"
        ) from error
    except (hub.errors.HTTPError, OSError, ValueError) as error:
        why = str(error).partition("\n")[0]
        raise ModelError(
            f"{what} cannot be reached on the hub: {why}; go online, or give a folder"
        ) from error
