"""A flight by RocketPy: six degrees of freedom, a sounding rocket to its apogee."""

from __future__ import annotations

import warnings
from importlib.metadata import version

from flights import tell, timed
from rocketpy import Environment, Flight, GenericMotor, Rocket

warnings.simplefilter("ignore")


def main() -> None:
    """Fly one, a few times."""
    ground = Environment(latitude=28.5, longitude=-80.6, elevation=0.0)
    # A stable rocket of 20 kg: the size of the one in RocketPy's own introduction.
    motor = GenericMotor(
        thrust_source=1500.0, burn_time=3.9, chamber_radius=0.033, chamber_height=0.6, chamber_position=0.397,
        propellant_initial_mass=2.96, nozzle_radius=0.033, dry_mass=1.8, nozzle_position=0.0,
        dry_inertia=(0.125, 0.125, 0.002), center_of_dry_mass_position=0.317,
    )  # fmt: skip
    rocket = Rocket(
        radius=0.0635, mass=14.4, inertia=(6.3, 6.3, 0.034), power_off_drag=0.4, power_on_drag=0.4,
        center_of_mass_without_motor=0.0, coordinate_system_orientation="tail_to_nose",
    )  # fmt: skip
    rocket.add_motor(motor, position=-1.255)
    rocket.add_nose(length=0.56, kind="vonKarman", position=1.278)
    rocket.add_trapezoidal_fins(n=4, root_chord=0.12, tip_chord=0.06, span=0.11, position=-1.05)

    def fly() -> float:
        flown = Flight(
            rocket=rocket, environment=ground, rail_length=5.2, inclination=85.0, heading=90.0, terminate_on_apogee=True
        )
        return float(flown.apogee)

    wall, processor, _ = timed(fly)
    tell(
        f"RocketPy {version('rocketpy')}, 6 degrees of freedom",
        1,
        wall,
        processor,
        None,
        "a sounding rocket to its apogee",
    )


if __name__ == "__main__":
    main()
