"""Evidence and posteriors of one launch to its part of the dossier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from downrange.judging.claims import misfit_sigma, weigh_claims
from downrange.judging.consistency import inconsistencies
from downrange.judging.contested import contested
from downrange.judging.culprits import culprits, silent_areas
from downrange.judging.curves import odd_conflicts, plots_of
from downrange.judging.findings import findings_of
from downrange.judging.limits import cannot_tell
from downrange.judging.miles import mile_conflicts
from downrange.judging.pool import Pool
from downrange.judging.settle import would_settle
from downrange.judging.speeds import odd_speeds
from downrange.judging.told import with_sentences
from downrange.judging.verdict import explanation_note, verdict
from downrange.records.dossier import LaunchDossier, RankedExplanation
from downrange.records.evidence import LaunchEvidence
from downrange.records.explanation import Explanation, FlownPosterior, Posterior
from downrange.records.finding import Findings
from downrange.records.observation import FallArea, FallPlace, Observation, Statement
from downrange.records.place import Site
from downrange.wording import joined, percent, say


def judge(
    evidence: LaunchEvidence,
    site: Site,
    posteriors: Sequence[Posterior],
    flown: Sequence[FlownPosterior],
    *,
    seed: int,
    left_out: Sequence[str] = (),
) -> LaunchDossier:
    """One launch, judged.

    Args:
        evidence: on the launch.
        site: it was flown from.
        posteriors: every explanation and vehicle, probabilities summing to 1.
        flown: those that matter, flown again.
        seed: of the run.
        left_out: sentences on what the verdict rests on, from `leave_out_lines`.
    """
    pool = Pool(flown=tuple(flown))
    findings = findings_of(evidence, site, posteriors, pool, seed=seed)
    together = inconsistencies(
        evidence.observations,
        place_deg=(site.latitude_deg, site.longitude_deg),
        bearing=pool.bearing(),
        flown=pool.arcs(),
    )
    launch = LaunchDossier(
        id=evidence.id,
        title=evidence.title,
        verdict=verdict(evidence, findings, posteriors),
        catalog=evidence.catalog.tag if evidence.catalog else None,
        catalog_note=joined(note for note in (evidence.catalog_note, evidence.site_note) if note),
        site=site,
        liftoff=evidence.liftoff,
        vehicle=evidence.vehicle,
        explanations=ranked(posteriors, flown),
        findings=findings,
        claims=weigh_claims(evidence, pool),
        areas=evidence.areas,
        conflicts=(
            *evidence.conflicts,
            *together,
            *mile_conflicts(evidence.observations, (site.latitude_deg, site.longitude_deg)),
            *odd_speeds(evidence.observations),
            *odd_conflicts(evidence.observations),
            *contested(evidence, posteriors),
            *culprits(evidence, site, posteriors, pool),
        ),
        cannot_tell=cannot_tell(evidence, findings, posteriors),
        would_settle=would_settle(pool, site),
        plots=plots_of(pool, site, evidence.observations),
        physics=(*_physics(evidence, pool, posteriors), *silent_areas(evidence, site), *left_out),
        basis=_basis(evidence, findings),
    )
    return with_sentences(launch)


def ranked(posteriors: Sequence[Posterior], flown: Sequence[FlownPosterior] = ()) -> tuple[RankedExplanation, ...]:
    """Explanations with the vehicles and classes they were flown for taken together, likeliest first."""
    together: dict[str, list[Posterior]] = {}
    for item in posteriors:
        together.setdefault(item.explanation.id, []).append(item)
    again = {id(item.posterior): item for item in flown}
    rows = [_merged(items, again) for items in together.values()]
    return tuple(sorted(rows, key=lambda row: -row.probability))


def _merged(items: Sequence[Posterior], again: Mapping[int, FlownPosterior]) -> RankedExplanation:
    best = max(items, key=lambda item: item.probability)
    explanation = best.explanation
    prior = sum(item.explanation.prior for item in items)
    return RankedExplanation(
        explanation=Explanation(
            id=explanation.id,
            kind=explanation.kind,
            vehicle=explanation.vehicle,
            failure=explanation.failure,
            prior=prior,
        ),
        probability=sum(item.probability for item in items),
        probability_physics_only=sum(item.probability_physics_only for item in items),
        log_evidence=best.log_evidence,
        flights=sum(item.sampler.flights for item in items),
        note=explanation_note(explanation, again.get(id(best))),
    )


def _physics(evidence: LaunchEvidence, pool: Pool, posteriors: Sequence[Posterior]) -> tuple[str, ...]:
    """What the physical evidence says by itself, and what each place and number is worth."""
    physical = [item for item in evidence.observations if not isinstance(item, Statement)]
    if not physical:
        return (
            say(
                "physics.none",
                "No physical evidence is in hand: no place, number, track or closed area. "
                "Odds are priors and statements.",
            ),
        )
    lines: list[str] = []
    leaders = sorted(ranked(posteriors), key=lambda row: -row.probability_physics_only)[:3]
    odds = joined(
        (
            say(
                "physics.one",
                "{explanation} {p}",
                explanation=row.explanation.id,
                p=percent(row.probability_physics_only),
            )
            for row in leaders
        ),
        ", ",
    )
    lines.append(say("physics.odds", "On physics alone: {odds}.", odds=odds))
    nominal = next((row for row in ranked(posteriors) if row.explanation.id == "orbital/nominal"), None)
    for item in physical:
        if isinstance(item, FallPlace) and nominal is not None:
            lines.append(
                say(
                    "physics.place",
                    "“{words}”: a launch to orbit that went to plan is left with {p} (prior {prior}).",
                    words=item.words,
                    p=percent(nominal.probability_physics_only),
                    prior=percent(nominal.explanation.prior),
                )
            )
        miss = misfit_sigma(item, pool)
        if miss is not None and miss > 3.0:
            template = "“{words}” is {miss:.1f} of its own widths away from the flights that fit the rest."
            lines.append(say("physics.misfit", template, words=item.words, miss=miss))
    return tuple(lines)


def _basis(evidence: LaunchEvidence, findings: Findings) -> Mapping[str, tuple[str, ...]]:
    """For each finding the ids of the claims, areas and observations that it stands on."""
    statements = [item for item in evidence.observations if isinstance(item, Statement)]
    physical = [item for item in evidence.observations if not isinstance(item, Statement)]
    areas = [item for item in physical if isinstance(item, FallArea)]
    everything = _ids([*physical, *statements])
    plan = _ids(areas) or _ids(physical)
    on_flight = _ids([item for item in physical if not isinstance(item, FallArea)]) or plan
    basis: dict[str, tuple[str, ...]] = {"kind": everything, "outcome": everything}
    for name in ("azimuth_deg", "inclination_deg", "ascent_inclination_deg", "orbits"):
        basis[name] = plan
    for name in ("perigee_km", "apogee_km", "range_km", "flight_time_s", "cutoffs", "impacts"):
        basis[name] = on_flight
    basis["failure"] = everything
    return {name: ids for name, ids in basis.items() if getattr(findings, name)}


def _ids(observations: Sequence[Observation]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(id for item in observations for id in (item.claims or (item.id,))))
