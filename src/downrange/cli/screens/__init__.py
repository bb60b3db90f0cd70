"""Views for the terminal. In: records. Out: what a person watches. May not know: physics."""
