"""The package hands out its vectorizers and is cheap to import."""

import subprocess
import sys

import pytest

import stance.vectorizers


@pytest.mark.parametrize("name", stance.vectorizers.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert name in dir(stance.vectorizers)
    assert getattr(stance.vectorizers, name).__name__ == name


def test_a_name_it_has_not_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'NgramVectoriser'"):
        _ = stance.vectorizers.NgramVectoriser


def test_importing_the_package_imports_no_scikit_learn() -> None:
    code = "import sys, stance.vectorizers; sys.exit('sklearn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
