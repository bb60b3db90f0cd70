"""Vehicle and plan to trajectory: forces, guidance, staging, failure modes, entry to impact; the fast kernels.

In: `VehicleArrays` and `PlanArrays`, or a `Vehicle` and a site. Out: an `Ensemble`. May not know: evidence.
"""

from downrange.flight.ensemble import fly_ensemble
from downrange.flight.fly import fly, plan_flight

__all__ = ["fly", "fly_ensemble", "plan_flight"]
