"""The nouns: frozen records that the stages hand to each other.

In: nothing. Out: dataclasses. May not know: files, plots, simulation. Import a record from its module; nothing here
is loaded by importing the package, so that readers of text do not load NumPy.
"""
