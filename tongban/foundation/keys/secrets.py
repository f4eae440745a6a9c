"""The secret that signs sessions and tokens of the web pages: one line in the key folder, made on first use."""

import os
import secrets
from pathlib import Path


def web_secret(folder: Path) -> str:
    """The web secret in `folder`; afterwards the file exists, readable by its owner only."""
    path = folder / "web-secret"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = folder / f".web-secret-{os.getpid()}-{secrets.token_hex(4)}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()
