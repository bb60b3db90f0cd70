"""Makes the vehicles and the reference flight of these tests importable, and the benchmarks' problems."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(1, str(Path(__file__).parents[2]))
