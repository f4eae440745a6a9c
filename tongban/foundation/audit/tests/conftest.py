import pytest

from tongban.foundation.keys.folder import KeyFolder


@pytest.fixture(scope="session")
def keys(tmp_path_factory):
    return KeyFolder(tmp_path_factory.mktemp("trust") / "keys")


@pytest.fixture
def signer(keys):
    return keys.signer("audit-head")
