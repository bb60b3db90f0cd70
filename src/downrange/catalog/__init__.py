"""Known beforehand, each row with its source: sites, vehicles, places and seas, past launches, sources.

In: names, days, positions. Out: records. May not know: any case. Every module loads its table on first use, so that
importing one costs nothing of the others.
"""
