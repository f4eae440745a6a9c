"""Sees to it that a Chromium, a Chinese font and poppler's `pdfsig` are there; `make test` calls it.

As root on Debian it installs them, after saying so; `NO_INSTALL=1` forbids, and elsewhere it says what is missing.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

CHROMIUM, FONTS, PDFSIG = "chromium", "fonts-noto-cjk", "poppler-utils"


def missing() -> list[str]:
    """The Debian packages whose work nothing on this machine does."""
    browser = any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))
    fonts = (
        subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, check=False)
        if shutil.which("fc-list")
        else None
    )
    has_fonts = fonts is not None and bool(fonts.stdout.strip())
    found = {CHROMIUM: browser, FONTS: has_fonts, PDFSIG: shutil.which("pdfsig") is not None}
    return [package for package, is_there in found.items() if not is_there]


def main() -> int:
    """0 when everything is there now."""
    packages = missing()
    if not packages:
        return 0
    names = " ".join(packages)
    if os.environ.get("NO_INSTALL") == "1" or os.geteuid() != 0 or not Path("/etc/debian_version").exists():
        print(f"The tests need: {names}. On Debian: apt-get install {names}. Without them: make test-fast")
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
