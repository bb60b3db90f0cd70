"""The page as PDF, printed by a Chromium on this machine: what is on paper is what the page's own print style says."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from downrange.errors import InputError

BROWSERS = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge"),
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
MOST_SECONDS = 120.0
_FLAGS = (
    *("--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND"),
    "--no-pdf-header-footer",
)


def find_browser() -> str | None:
    """A Chromium, Chrome or Edge on this machine; `DOWNRANGE_BROWSER` names one that is elsewhere."""
    named = os.environ.get("DOWNRANGE_BROWSER")
    return shutil.which(named) if named else next((found for each in BROWSERS if (found := shutil.which(each))), None)


def print_page(page: str, target: Path, *, browser: str | None = None) -> None:
    """Print the text of a page into a PDF, written whole or not at all.

    Args:
        page: HTML that needs nothing else.
        target: of the PDF.
        browser: to print with; None looks for one.

    Raises:
        InputError: there is no browser, or it did not print.
    """
    browser = browser or find_browser()
    if browser is None:
        raise InputError(
            "no Chromium, Chrome or Edge to print with",
            hint="install one, name it in DOWNRANGE_BROWSER, or open dossier.html and print it to PDF",
        )
    with tempfile.TemporaryDirectory(prefix=".print-", dir=target.parent, ignore_cleanup_errors=True) as folder:
        source, made = Path(folder) / "page.html", Path(folder) / "page.pdf"
        source.write_text(page, encoding="utf-8")
        # Root, as in containers, cannot have the browser's own sandbox; the page's policy lets no script of others run.
        alone = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
        call = [browser, *_FLAGS, *alone, f"--user-data-dir={folder}/profile", f"--print-to-pdf={made}"]
        try:
            done = subprocess.run(
                [*call, source.resolve().as_uri()], capture_output=True, timeout=MOST_SECONDS, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise InputError(f"{browser} took more than {MOST_SECONDS:.0f} s to print", hint="try again") from error
        except OSError as error:
            raise InputError(
                f"{browser}: {error.strerror}", hint="name another browser in DOWNRANGE_BROWSER"
            ) from error
        if not made.is_file():
            said = done.stderr.decode(errors="replace").strip().splitlines()
            raise InputError(f"{browser} did not print: {said[-1] if said else 'no reason given'}", hint="try another")
        made.replace(target)
