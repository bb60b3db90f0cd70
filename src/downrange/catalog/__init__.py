"""Known beforehand, each row with its source: sites, vehicles, places and seas, past launches, sources. In: names, days, positions. Out: records. May not know: any case."""
