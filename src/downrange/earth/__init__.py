"""The ground: WGS84 and J2, rotation, frames, time, atmosphere, wind.

In: numbers and arrays. Out: the same. May not know: vehicles, evidence.
"""
