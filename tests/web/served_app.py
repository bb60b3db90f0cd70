"""The app in a process of its own, and the words and names that its tests share."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import httpx2

REPORT = """# outlet: The Morning Post
# published: 2023-05-31
---
North Korea launched a rocket carrying a military reconnaissance satellite on Wednesday, KCNA said. It fell into the \
Yellow Sea after its second-stage engine failed to start. Japan's defense ministry said it could be a ballistic missile.
"""
BASE = "http://127.0.0.1"
CASE = "chollima-2023-05-31"


class Served:
    """The app as a user runs it: a process of its own over a folder of cases, with one case flown."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        call = [sys.executable, "-c", "from downrange.cli.main import run; run()", "serve", "--cases", str(folder)]
        self.process = subprocess.Popen([*call, "--port", "0"], stderr=subprocess.PIPE, text=True)
        line = self.process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert found, line
        self.url = found.group()
        self.client = httpx2.Client(base_url=self.url, timeout=60.0)

    def follow(self, job: str) -> list[tuple[str, dict]]:
        """The events of a job until it ends."""
        events: list[tuple[str, dict]] = []
        name = ""
        with self.client.stream("GET", f"/api/jobs/{job}/events", timeout=600.0) as answer:
            for line in answer.iter_lines():
                if line.startswith("event: "):
                    name = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    events.append((name, json.loads(line.removeprefix("data: "))))
        return events

    def close(self) -> None:
        """End the app."""
        self.client.close()
        self.process.terminate()
        self.process.communicate(timeout=20)
