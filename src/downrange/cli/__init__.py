"""The command line: one file a verb; parse, call, print. In: words. Out: data, and talk apart. May not know: physics.

A verb is the file `<verb>.py` with a function of that name, annotated for Typer; the first line of its docstring is the
help. `main.py` lists the verbs and imports one only when it is called.
"""
