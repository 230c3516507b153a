"""`PersistentMixin`: how a model is kept in a folder and on the Hugging Face hub."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Self

from stance.model.folder import ESTIMATOR
from stance.model.storage import load_model, save_model


class PersistentMixin:
    """Saving and loading for `stance.model.StanceModel`."""

    def save(self, folder: Path | str) -> None:
        """Write the model into a folder, which is made: see `stance.model` for its files."""
        save_model(self, Path(folder))

    @classmethod
    def load(cls, path: Path | str, *, trusted: Sequence[str] = ()) -> Self:
        """Return the model a folder holds, building none but trusted types.

        Parameters
        ----------
        path
            A folder that `save` wrote: ``model`` in a run folder.
        trusted
            Full names of types of your own to trust beside the toolkit's.

        Raises
        ------
        ModelError
            If a file is missing or is not the one that was saved, is of a later format, names
            other types, or the model answers otherwise than when it was saved.

        Warns
        -----
        ModelWarning
            If it was saved with another scikit-learn and answers as it did then.
        """
        model: Self = load_model(cls, Path(path), trusted)
        return model

    def save_pretrained(self, folder: Path | str) -> None:
        """Write the model into a folder, by the name that the hub's users know."""
        self.save(folder)

    @classmethod
    def from_pretrained(
        cls,
        name: Path | str,
        *,
        revision: str | None = None,
        trusted: Sequence[str] = (),
        token: str | bool | None = None,
    ) -> Self:
        """Return the model in a folder or in a repository of the Hugging Face hub.

        It is trusted no more than any other: see `load`. The card is not read.

        Parameters
        ----------
        name
            A folder, or ``owner/name`` on the hub; needs ``stance-toolkit[hub]``.
        revision
            A commit, tag or branch; give a commit to get the same model always.
        trusted
            As in `load`.
        token
            For a private repository; by default that of ``hf auth login``.
        """
        folder, within = Path(name), None
        if not folder.is_dir():
            from stance.model.hub import download

            folder = download(str(name), revision, token)
            within = folder.parent.parent  # where the hub keeps files that it links to
        model: Self = load_model(cls, folder, trusted, (ESTIMATOR,), within)
        return model

    def push_to_hub(
        self,
        repo_id: str,
        *,
        private: bool | None = None,
        token: str | bool | None = None,
        revision: str | None = None,
        message: str = "Add the model",
    ) -> str:
        """Put the model into a repository of the hub, made if need be; return the commit's address.

        Needs ``stance-toolkit[hub]`` and a token that may write: `token`, or that of
        ``hf auth login``.
        """
        from stance.model.hub import upload

        return upload(
            self, repo_id, private=private, token=token, revision=revision, message=message
        )
