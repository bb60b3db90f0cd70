"""Figures on real cases, by command: `python -m scoreboard` rewrites the sections of docs/scoreboard.md that it can."""
