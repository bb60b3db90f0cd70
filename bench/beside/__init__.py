"""Scripts that peers' own interpreter runs: each does the same work once warm and prints one JSON line."""
