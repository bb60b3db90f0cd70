"""Which sampler: our tempered Monte Carlo against libraries, on one failed flight. Results stand in docs/inference.md.

Run from the repository root with the libraries beside the project's, never among its dependencies:
`pip install --no-deps --target LIBRARIES dynesty ultranest particles tqdm`, then
`PYTHONPATH=LIBRARIES .venv/bin/python design/choose_sampler.py [brute] [ours] [dynesty] [ultranest] [particles]`.
"""

from __future__ import annotations

import math
import sys
import time

import numpy as np
from scipy.special import ndtri

from downrange.catalog.sites import find_site
from downrange.catalog.vehicles import find_vehicle
from downrange.earth.geodesic import destination_deg
from downrange.inference.likelihood import weigher
from downrange.inference.model import FlightModel
from downrange.inference.sampler import prior_population, temper
from downrange.records.explanation import Explanation, Failure, FlightKind
from downrange.records.flight import FailureMode
from downrange.records.observation import FallPlace, Scalar, ScalarObservation

SITE, VEHICLE = find_site("sohae"), find_vehicle("chollima-1")
LIVE, MOST_CALLS = 200, 60_000
WORST = -1e6
FAILURE = Failure(stage=2, mode=FailureMode.EARLY_CUTOFF)
MODEL = FlightModel(
    vehicle=VEHICLE,
    site=SITE,
    explanation=Explanation(id="orbital/x", kind=FlightKind.ORBITAL, vehicle=VEHICLE.id, failure=FAILURE, prior=1.0),
)
PLACE = destination_deg(SITE.latitude_deg, SITE.longitude_deg, 190.0, 900e3)
WEIGH = weigher(
    SITE,
    (
        FallPlace(id="place", center_deg=PLACE, sigma=40e3, confidence=0.95),
        ScalarObservation(id="apogee", quantity=Scalar.APOGEE, value=250e3, sigma=12e3, confidence=0.95),
    ),
)
flights = 0


def evaluate(positions):
    """Feasibility and likelihood terms; counts flights, two a position."""
    global flights
    flights += 2 * len(positions)
    plan, _ = MODEL.fly_plan(positions)
    flight, plans = MODEL.fly(positions)
    good = MODEL.feasible(plan) & MODEL.fails(flight)
    return np.where(good, 0.0, -np.inf), WEIGH.flight_terms(flight, plans)


def log_likelihood(positions):
    """For libraries: a flight that makes no sense is very unlikely."""
    settled, terms = evaluate(np.atleast_2d(positions))
    return np.where(np.isfinite(settled), terms.sum(axis=1), WORST)


def brute(draws=400_000):
    """Mean likelihood over the prior: the reference."""
    rng = np.random.default_rng(0)
    total, feasible, squares = 0.0, 0, 0.0
    for _ in range(draws // 20_000):
        found = log_likelihood(rng.standard_normal((20_000, MODEL.dimension)))
        weight = np.exp(found[found > WORST])
        total, squares, feasible = total + weight.sum(), squares + (weight**2).sum(), feasible + len(weight)
    share = math.log(feasible / draws)
    return [math.log(total / feasible)], f"effective {total**2 / squares:.0f}; log of the feasible share {share:.2f}"


def ours(particles=400, seeds=5):
    """`inference.sampler`."""
    found = []
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        start = prior_population(evaluate, MODEL.dimension, particles=particles, rng=rng)
        found.append(temper(evaluate, start, rng=rng).log_evidence)
    return found, f"{seeds} runs of {particles} particles"


def dynesty():
    """Dynamic nested sampling; the evidence includes the infeasible part of the prior."""
    import dynesty as library

    sampler = library.NestedSampler(
        lambda x: float(log_likelihood(x)[0]),
        ndtri,
        MODEL.dimension,
        nlive=LIVE,
        sample="rwalk",
        rstate=np.random.default_rng(1),
    )
    sampler.run_nested(maxcall=MOST_CALLS, print_progress=False)
    result = sampler.results
    return [float(result.logz[-1])], f"±{result.logzerr[-1]:.2f}, {LIVE} live points, infeasible part included"


def ultranest():
    """Nested sampling in batches."""
    import ultranest as library

    sampler = library.ReactiveNestedSampler(list(MODEL.names), log_likelihood, ndtri, vectorized=True)
    result = sampler.run(
        min_num_live_points=LIVE, max_ncalls=MOST_CALLS, show_status=False, viz_callback=False, dlogz=0.5
    )
    return [float(result["logz"])], f"±{result['logzerr']:.2f}, {LIVE} live points, infeasible part included"


def particles(count=400, seeds=3):
    """Tempered Monte Carlo of the library `particles`, random walks of its own."""
    import particles as library
    from particles import distributions, smc_samplers

    prior = distributions.StructDist({f"x{i}": distributions.Normal() for i in range(MODEL.dimension)})

    class Problem(smc_samplers.StaticModel):
        def loglik(self, theta, t=None):
            columns = np.stack([theta[f"x{i}"] for i in range(MODEL.dimension)], axis=1)
            return np.maximum(log_likelihood(columns), -500.0)

    found = []
    for seed in range(seeds):
        np.random.seed(seed)  # noqa: NPY002, the library draws from the global generator
        model = smc_samplers.AdaptiveTempering(model=Problem(prior=prior), len_chain=10)
        run = library.SMC(fk=model, N=count, ESSrmin=1.0, verbose=False)
        run.run()
        found.append(float(run.logLt))
    return found, f"{seeds} runs of {count} x 10, infeasible part included"


for name in sys.argv[1:] or ["brute", "ours"]:
    flights, begun = 0, time.perf_counter()
    evidence, note = globals()[name]()
    seconds = time.perf_counter() - begun
    print(
        f"| {name} | {np.mean(evidence):.2f} | {np.std(evidence):.2f} | {flights // len(evidence):,} "
        f"| {seconds / len(evidence):.1f} | {note} |",
        flush=True,
    )
