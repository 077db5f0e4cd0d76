"""What stands beside a session needs no session in its file."""

from pathlib import Path

import pytest


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file that only its owner may read."""
    path = tmp_path / "reading.toml"
    path.write_bytes(b"")
    path.chmod(0o600)
    return path
