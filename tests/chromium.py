"""Sees to it that a Chromium and a Chinese font are there; `make test` calls it.

As root on Debian it installs them, after saying so; `NO_INSTALL=1` forbids, and elsewhere it says what is missing.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

CHROMIUM, FONTS = "chromium", "fonts-noto-cjk"


def missing() -> list[str]:
    """The Debian packages whose work nothing on this machine does."""
    browser = any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))
    fonts = (
        subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, check=False)
        if shutil.which("fc-list")
        else None
    )
    return [*([] if browser else [CHROMIUM]), *([] if fonts and fonts.stdout.strip() else [FONTS])]


def main() -> int:
    """0 when everything is there now."""
    packages = missing()
    if not packages:
        return 0
    names = " ".join(packages)
    if os.environ.get("NO_INSTALL") == "1" or os.geteuid() != 0 or not Path("/etc/debian_version").exists():
        print(f"The browser tests need: {names}. On Debian: apt-get install {names}. Without them: make test-fast")
        return 1
    print(f"About to install Debian packages: {names} (NO_INSTALL=1 forbids this)", flush=True)
    quiet = {"env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}
    subprocess.run(["apt-get", "-q", "update"], check=False, **quiet)
    done = subprocess.run(
        ["apt-get", "-q", "-y", "install", "--no-install-recommends", *packages], check=False, **quiet
    )
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
