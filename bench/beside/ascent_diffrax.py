"""Ascents by JAX and diffrax on this package's right-hand side: its own source, traced by JAX, one lane a flight."""

from __future__ import annotations

import sys
from importlib.metadata import version

import diffrax
import jax
import jax.numpy as jnp
import numpy as np
from flights import right_hand_side, tell, timed

jax.config.update("jax_enable_x64", True)
MOST_STEPS = 256


def main() -> None:
    """Fly all of them at once."""
    given = np.load(sys.argv[1])
    air, drag = jnp.asarray(given["air"]), jnp.asarray(given["drag"])
    acceleration = right_hand_side(
        {
            "min": jnp.minimum,
            "max": jnp.maximum,
            "int": lambda x: jnp.floor(x).astype(jnp.int32),
            "read_row": lambda table, place: (table[place], table[place + 1], table[place + 2]),
            "inverse": lambda x: 1.0 / x,
            "inverse_root": jax.lax.rsqrt,
        }
    )

    def rates(t, y, numbers):
        ax, ay, az, _ = acceleration(*y, t, *numbers, air, None, drag)
        return jnp.stack([y[3], y[4], y[5], ax, ay, az])

    controller = diffrax.PIDController(rtol=1e-10, atol=1e-4)
    solver = diffrax.Tsit5()

    def segment(y, given_one):
        duration, numbers = given_one
        end = diffrax.diffeqsolve(
            diffrax.ODETerm(rates), solver, 0.0, jnp.maximum(duration, 1e-6), None, y, numbers,
            saveat=diffrax.SaveAt(t1=True), stepsize_controller=controller, max_steps=MOST_STEPS, throw=False,
        )  # fmt: skip
        return jnp.where(duration > 0.0, end.ys[0], y), None

    @jax.jit
    @jax.vmap
    def fly(y, durations, numbers):
        return jax.lax.scan(segment, y, (durations, numbers))[0]

    arrays = [jnp.asarray(given[name]) for name in ("first", "durations", "numbers")]
    wall, processor, ends = timed(lambda: fly(*arrays).block_until_ready())
    error = float(np.linalg.norm((np.asarray(ends) - given["last"])[:, :3], axis=1).max())
    what = f"JAX {version('jax')}, diffrax {version('diffrax')}, Tsit5, rtol 1e-10, our right-hand side"
    tell(what, len(given["first"]), wall, processor, error)


if __name__ == "__main__":
    main()
