// The camera: looks at a place on the ground from a distance, tilted and turned; moved by pointer, wheel and keyboard.

import { EARTH_KM, add, dot, frameAt, lookAt, multiply, perspective, point, scale, wrap } from "./maths.js";

const FIELD = 0.6;
const NEAREST = 60 / EARTH_KM;
const FARTHEST = 6;
const STEEPEST = 1.35;

/** A camera over a canvas; `moved` is called when it changed. */
export function makeCamera(canvas, moved) {
  const state = { lat: 20, lon: 0, distance: 3.2, tilt: 0, turn: 0 };
  const held = new Map();
  let pinch = 0;

  function settle() {
    state.lat = Math.max(-90, Math.min(90, state.lat));
    state.lon = wrap(state.lon);
    state.distance = Math.max(NEAREST, Math.min(FARTHEST, state.distance));
    state.tilt = Math.max(0, Math.min(STEEPEST, state.tilt));
    moved();
  }

  /** Move the place looked at by pixels of the screen. */
  function drag(dx, dy) {
    const perPixel = ((2 * state.distance * Math.tan(FIELD / 2)) / canvas.clientHeight) * (180 / Math.PI);
    const step = Math.min(perPixel, 0.35);
    const [s, c] = [Math.sin(state.turn), Math.cos(state.turn)];
    const [east, north] = [-dx * c + dy * s, dx * s + dy * c];
    state.lat += north * step;
    state.lon += (east * step) / Math.max(0.08, Math.cos((state.lat * Math.PI) / 180));
    settle();
  }

  function lean(dx, dy) {
    state.turn += dx * 0.006;
    state.tilt += dy * 0.006;
    settle();
  }

  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    held.set(event.pointerId, [event.clientX, event.clientY]);
    pinch = 0;
  });
  canvas.addEventListener("pointermove", (event) => {
    const last = held.get(event.pointerId);
    if (!last) return;
    const [dx, dy] = [event.clientX - last[0], event.clientY - last[1]];
    held.set(event.pointerId, [event.clientX, event.clientY]);
    if (held.size === 2) {
      const [a, b] = [...held.values()];
      const gap = Math.hypot(a[0] - b[0], a[1] - b[1]);
      if (pinch) state.distance *= pinch / gap;
      pinch = gap;
      lean(0, dy / 2);
    } else if (event.shiftKey || event.buttons === 2) lean(dx, -dy);
    else drag(dx, dy);
  });
  for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, (event) => held.delete(event.pointerId));
  canvas.addEventListener("contextmenu", (event) => event.preventDefault());
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    state.distance *= Math.exp(Math.max(-60, Math.min(60, event.deltaY)) * 0.0022);
    settle();
  }, { passive: false });
  canvas.addEventListener("keydown", (event) => {
    const keys = {
      ArrowLeft: () => drag(40, 0), ArrowRight: () => drag(-40, 0), ArrowUp: () => drag(0, 40), ArrowDown: () => drag(0, -40),
      PageUp: () => lean(0, 12), PageDown: () => lean(0, -12), Home: () => lean(-state.turn / 0.006, -state.tilt / 0.006),
      "+": () => zoom(0.8), "=": () => zoom(0.8), "-": () => zoom(1.25), "[": () => lean(-12, 0), "]": () => lean(12, 0),
    };
    if (!keys[event.key] || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    keys[event.key]();
  });

  function zoom(factor) {
    state.distance *= factor;
    settle();
  }

  /** Where the eye is, and the matrix from the world to the screen. */
  function matrix() {
    const { up, north, east } = frameAt(state.lat, state.lon);
    const ahead = add(scale(north, Math.cos(state.turn)), scale(east, Math.sin(state.turn)));
    const target = point(state.lat, state.lon);
    const out = add(scale(up, Math.cos(state.tilt)), scale(ahead, -Math.sin(state.tilt)));
    const eye = add(target, scale(out, state.distance));
    const above = add(scale(ahead, Math.cos(state.tilt)), scale(up, Math.sin(state.tilt)));
    const height = Math.sqrt(dot(eye, eye)) - 1;
    const near = Math.max(0.002, Math.min(0.3 * height, 0.3 * state.distance));
    const whole = multiply(perspective(FIELD, canvas.clientWidth / Math.max(1, canvas.clientHeight), near, state.distance + 3.2), lookAt(eye, target, above));
    return { eye, whole };
  }

  /** Look at a place from a distance [Earth radii], tilted [rad]. */
  function look(to) {
    Object.assign(state, to);
    settle();
  }

  return { state, matrix, look, zoom };
}
