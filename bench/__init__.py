"""Measurements of flight: speed beside peers, real Falcon flights, an independent integration. `python -m bench`."""
