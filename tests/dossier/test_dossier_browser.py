"""The page in a real browser: nothing on its console, a card for a number, and a print that can be read."""

from __future__ import annotations

import re
import shutil
import subprocess

import dossier_samples as samples
import pypdf
import pytest

from downrange.dossier.page import as_html

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs a headless Chromium"),
]
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


def browse(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(CHROMIUM), *FLAGS, *arguments], capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def page(tmp_path, square_world):
    path = tmp_path / "dossier.html"
    path.write_text(as_html(samples.dossier(samples.chollima(), samples.plesetsk()), basemap=square_world), "utf-8")
    return path


def test_the_console_stays_empty_and_no_policy_is_broken(page):
    made = browse("--enable-logging=stderr", "--dump-dom", page.as_uri())
    assert "</html>" in made.stdout
    assert [line for line in made.stderr.splitlines() if "CONSOLE" in line] == []


def test_a_number_opens_a_card_beside_it(page):
    text = page.read_text("utf-8")
    text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
    page.write_text(
        text.replace("</body>", '<script>document.querySelector(".card a.n").click()</script></body>'), "utf-8"
    )
    made = browse("--dump-dom", page.as_uri()).stdout
    card = made[made.index('class="pop"') :]
    assert 'role="dialog"' in card
    assert "200 km west of Eocheongdo" in card
    assert "weighed against the evidence" in card


def test_the_print_holds_the_verdict_and_the_quoted_words(page, tmp_path):
    target = tmp_path / "dossier.pdf"
    browse("--no-pdf-header-footer", f"--print-to-pdf={target}", page.as_uri())
    pages = [each.extract_text() for each in pypdf.PdfReader(target).pages]
    words = " ".join(" ".join(pages).split())
    assert "the second stage most likely never ignited" in words
    assert "second-stage engine did not start normally" in words
    assert len(pages) < 25
