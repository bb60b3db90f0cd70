"""Pages measured: `python -m scoreboard.pages` serves a shipped case and times what a reader waits for, in Chromium."""

from __future__ import annotations

import gzip
import importlib.util
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from scoreboard.shared import ROOT, say, write_section

CASE = "chollima-2023-05-31"
TURNS = 5
FRAMES = 40
_SPIN = """
(async () => {
  const scene = document.querySelector('.body').scene, state = scene.camera.state;
  const look = {lat: state.lat, lon: state.lon, distance: state.distance, tilt: state.tilt, turn: state.turn};
  const script = [], start = performance.now(), ask = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (call) => ask((at) => {
    const begun = performance.now();
    call(at);
    script.push(performance.now() - begun);
  });
  scene.thin = THIN;
  let frames = 0;
  await new Promise((done) => {
    const turn = () => {
      scene.camera.look({...look, lon: look.lon + frames});
      scene.thin = THIN;
      frames += 1;
      if (frames < COUNT && performance.now() - start < 15000) ask(turn); else done();
    };
    ask(turn);
  });
  window.requestAnimationFrame = ask;
  const seconds = (performance.now() - start) / 1000;
  const points = [...scene.layers.values()].reduce((sum, layer) => sum + layer.count, 0);
  script.sort((a, b) => a - b);
  return {rate: frames / seconds, script: script[script.length >> 1], points};
})()
"""


def measure() -> dict[str, Any]:
    """What a reader waits for, each the median of a few turns."""
    chromium = _chromium()
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        verb = ["-c", "from downrange.cli.main import run; run()", "serve"]
        call = [sys.executable, *verb, "--cases", f"{folder}/cases", "--port", "0"]
        app = subprocess.Popen(call, stderr=subprocess.PIPE, text=True)
        try:
            assert app.stderr is not None
            url = re.search(r"http://127\.0\.0\.1:\d+", app.stderr.readline())
            assert url is not None
            base = url.group()
            _ask(base, "/api/cases", {"example": CASE})
            job = _ask(base, f"/api/cases/{CASE}/assess", {"quick": False})["id"]
            started = time.monotonic()
            while (state := _ask(base, f"/api/jobs/{job}")["state"]) in ("waiting", "running"):
                time.sleep(0.1)
            assert state == "done"
            found["assess"] = time.monotonic() - started
            found |= _odds(base)
            browser = chromium.Chromium(Path(folder) / "profile", size=(1280, 860))
            try:
                found |= _views(browser, base)
            finally:
                browser.close()
        finally:
            app.terminate()
            app.communicate(timeout=20)
        script = [
            *(ROOT / "src/downrange/web/static").rglob("*.js"),
            *(ROOT / "src/downrange/web/static").rglob("*.css"),
        ]
        found["script_kb"] = sum(len(gzip.compress(path.read_bytes())) for path in script) / 1e3
    return found


def _views(browser: Any, base: str) -> dict[str, Any]:
    times: dict[str, list[float]] = {"first": [], "board": [], "globe": []}
    for _ in range(TURNS):
        for name, path in (("first", ""), ("board", f"case/{CASE}/board"), ("globe", f"case/{CASE}/globe?t=250")):
            browser.call("Page.navigate", url="about:blank")
            browser.wait("location.href === 'about:blank'")
            started = time.monotonic()
            browser.call("Page.navigate", url=f"{base}/#/{path}")
            browser.wait("document.readyState === 'complete' && !!document.body?.dataset.ready", 60.0)
            times[name].append(time.monotonic() - started)
    browser.open(f"{base}/#/case/{CASE}/globe?t=250")
    browser.wait("!!document.querySelector('.body').scene")
    time.sleep(3.0)
    renderer = browser.run(
        "(() => { const gl = document.createElement('canvas').getContext('webgl2');"
        "const info = gl.getExtension('WEBGL_debug_renderer_info');"
        "return info ? gl.getParameter(info.UNMASKED_RENDERER_WEBGL) : 'unknown'; })()"
    )
    spins = {thin: browser.run(_SPIN.replace("THIN", str(thin)).replace("COUNT", str(FRAMES))) for thin in (1, 16)}
    tracks = json.loads(browser.run(f"fetch('/api/cases/{CASE}/replay/0').then(a => a.text())"))["of"]
    return {name: statistics.median(values) for name, values in times.items()} | {
        "renderer": renderer, "spins": spins, "tracks": len(tracks),
    }  # fmt: skip


def _odds(base: str) -> dict[str, float]:
    """Strike out and change a claim, each from the question to the answer."""
    board = _ask(base, f"/api/cases/{CASE}/board")
    cards = [card for launch in board["launches"] for card in launch["cards"] if card["weighs"] == "flights"]
    place = next(card for card in cards if (card.get("form") or {}).get("now") == 200)
    strike = {"without": [place["id"]]}
    change = {"without": [], "edits": {place["id"]: {"distance_km": 210.0}}}
    found: dict[str, float] = {}
    for name, body in (("strike", strike), ("change", change)):
        spent: list[float] = []
        for _ in range(TURNS):
            started = time.monotonic()
            answer = _ask(base, f"/api/cases/{CASE}/odds", body)
            spent.append(time.monotonic() - started)
        found[name] = statistics.median(spent)
        found[f"{name}_answered"] = not answer["must_fly"]
    return found


def _ask(base: str, path: str, body: Any = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(base + path, data=data, headers={"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=120) as answer:
        return json.load(answer)


def _chromium() -> Any:
    """The driver that the tests of the app use."""
    spec = importlib.util.spec_from_file_location("chromium", ROOT / "tests" / "web" / "chromium.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def report(found: dict[str, Any]) -> str:
    """The section of the scoreboard."""
    whole, thin = found["spins"][1], found["spins"][16]
    answered = "answered" if found["change_answered"] else "answered that it must fly"
    rows = [
        ("first view, from asking to shown", "≤ 1.5 s", f"{found['first']:.2f} s"),
        ("board of the Chollima case", "", f"{found['board']:.2f} s"),
        ("globe of it", "", f"{found['globe']:.2f} s"),
        ("odds without the reported place of fall", "< 1 s", f"{1e3 * found['strike']:.0f} ms"),
        (f"odds with its distance changed by 10 km ({answered})", "< 1 s", f"{1e3 * found['change']:.0f} ms"),
        ("script and style, compressed", "≤ 2 MB", f"{found['script_kb']:.0f} kB"),
        (f"globe turning, {found['tracks']} tracks, {whole['points']:,} segments", "60/s", f"{whole['rate']:.1f}/s"),
        ("the page's own script for a frame", "< 16 ms", f"{whole['script']:.1f} ms"),
        ("globe turning, one flight in sixteen drawn", "", f"{thin['rate']:.1f}/s"),
    ]
    table = "\n".join(f"| {what} | {asked} | {got} |" for what, asked, got in rows)
    return (
        "## The app\n\n"
        f"Measured by `python -m scoreboard.pages` in a headless Chromium, each the median of {TURNS}.\n"
        f"WebGL was drawn by {found['renderer']}.\n"
        "That is software on the processor: its frames per second say nothing of a graphics processor.\n"
        "What the page itself spends on a frame is its script; the rest is drawing.\n\n"
        f"| what | asked | measured |\n| --- | --- | --- |\n{table}\n"
    )


def main() -> None:
    """Measure, and write the section."""
    found = measure()
    text = report(found)
    say(text)
    write_section("pages", text)


if __name__ == "__main__":
    main()
