// Flights as the server sends them: columns of tracks and falls, made into lines, places at a time, and bands.

import { EARTH_KM, point } from "./maths.js";

/** Tracks and falls of a launch from a replay's header and columns. */
export function readReplay(header, buffer) {
  const columns = new Float32Array(buffer);
  const k = header.times.length;
  const n = header.of.length;
  const j = header.fall_samples;
  const track = (i, at, field) => columns[(i * k + at) * 4 + field];
  const offset = n * k * 4;
  const falls = header.falls.map((fall, i) => {
    const start = offset + i * j * 4;
    return { ...fall, points: columns.subarray(start, start + j * 4) };
  });
  return { header, times: header.times, count: n, samples: k, track, falls };
}

/** Tracks as points [x, y, z, time], up to where each ends; every so many of them. */
export function trackPoints(replay, every = 1) {
  const out = [];
  for (const i of shuffled(replay.count).filter((_, at) => at % every === 0)) {
    const points = [];
    for (let at = 0; at < replay.samples; at++) {
      const lat = replay.track(i, at, 0);
      if (Number.isNaN(lat)) break;
      points.push([...point(lat, replay.track(i, at, 1), replay.track(i, at, 2) + 0.5), replay.times[at]]);
    }
    out.push(...thinned(points).flat());
  }
  return new Float32Array(out);
}

/** Numbers below n in an order in which every beginning is a fair sample, the same each time. */
function shuffled(n) {
  const key = (i) => Math.imul(i + 1, 2654435761) >>> 0;
  return Array.from({ length: n }, (_, i) => i).sort((a, b) => key(a) - key(b));
}

const OFF = 0.7 / EARTH_KM;

/** The points that are needed so that going straight between them in time is nowhere off by more than 0.7 km. */
function thinned(points) {
  if (points.length < 3) return points;
  const keep = new Uint8Array(points.length);
  keep[0] = keep[points.length - 1] = 1;
  const open = [[0, points.length - 1]];
  while (open.length) {
    const [from, to] = open.pop();
    const [a, b] = [points[from], points[to]];
    let [worst, where] = [OFF, -1];
    for (let i = from + 1; i < to; i++) {
      const share = (points[i][3] - a[3]) / (b[3] - a[3]);
      const off = Math.hypot(...[0, 1, 2].map((axis) => a[axis] + share * (b[axis] - a[axis]) - points[i][axis]));
      if (off > worst) [worst, where] = [off, i];
    }
    if (where < 0) continue;
    keep[where] = 1;
    open.push([from, where], [where, to]);
  }
  return points.filter((_, i) => keep[i]);
}

/** All falls as points [x, y, z, time]; times of neighbors are set apart so that each begins anew. */
export function fallPoints(replay) {
  const out = [];
  for (const { points } of replay.falls) {
    for (let i = 0; i < points.length; i += 4) out.push(...point(points[i + 1], points[i + 2], points[i + 3] + 0.5), points[i]);
  }
  return new Float32Array(out);
}

/** Where each flight is at a time; flights that have ended are left out. */
export function placesAt(replay, now) {
  const step = replay.times[1] - replay.times[0];
  const at = Math.min(replay.samples - 2, Math.max(0, Math.floor(now / step)));
  const share = Math.min(1, Math.max(0, (now - replay.times[at]) / step));
  const out = [];
  for (let i = 0; i < replay.count; i++) {
    const a = [0, 1, 2].map((field) => replay.track(i, at, field));
    const b = [0, 1, 2].map((field) => replay.track(i, at + 1, field));
    if (Number.isNaN(a[0]) || Number.isNaN(b[0])) continue;
    const p = point(a[0], a[1], a[2] + 0.5);
    const q = point(b[0], b[1], b[2] + 0.5);
    out.push(p[0] + share * (q[0] - p[0]), p[1] + share * (q[1] - p[1]), p[2] + share * (q[2] - p[2]));
  }
  return new Float32Array(out);
}

/** Where each falling stage is at a time. */
export function fallsAt(replay, now) {
  const out = [];
  for (const { points } of replay.falls) {
    const last = points.length - 4;
    if (now < points[0] || now > points[last]) continue;
    const share = ((now - points[0]) / (points[last] - points[0])) * (points.length / 4 - 1);
    const i = 4 * Math.min(points.length / 4 - 2, Math.floor(share));
    const part = share - i / 4;
    const p = point(points[i + 1], points[i + 2], points[i + 3] + 0.5);
    const q = point(points[i + 5], points[i + 6], points[i + 7] + 0.5);
    out.push(p[0] + part * (q[0] - p[0]), p[1] + part * (q[1] - p[1]), p[2] + part * (q[2] - p[2]));
  }
  return new Float32Array(out);
}

/** When most of the flights have ended [s]. */
export function lastTime(replay) {
  const ends = [];
  for (let i = 0; i < replay.count; i++) {
    let at = replay.samples - 1;
    while (at > 0 && Number.isNaN(replay.track(i, at, 0))) at -= 1;
    ends.push(replay.times[at]);
  }
  for (const { points } of replay.falls) ends.push(points[points.length - 4]);
  ends.sort((a, b) => a - b);
  return ends.length ? Math.max(60, ends[Math.floor(0.95 * (ends.length - 1))]) : replay.times.at(-1);
}

/** Bands over the tracks of a quantity that `value(i, at)` gives; null where fewer than a fifth of the flights have it. */
export function bandOf(replay, value) {
  const band = { x: [], q05: [], q25: [], median: [], q75: [], q95: [] };
  for (let at = 0; at < replay.samples; at++) {
    const found = [];
    for (let i = 0; i < replay.count; i++) {
      const one = value(i, at);
      if (Number.isFinite(one)) found.push(one);
    }
    if (found.length < 0.2 * replay.count || !found.length) continue;
    found.sort((a, b) => a - b);
    const q = (share) => found[Math.min(found.length - 1, Math.floor(share * found.length))];
    band.x.push(replay.times[at]);
    for (const [name, share] of [["q05", 0.05], ["q25", 0.25], ["median", 0.5], ["q75", 0.75], ["q95", 0.95]]) band[name].push(q(share));
  }
  return band.x.length > 2 ? band : null;
}

/** Acceleration along the path of a track between two samples [m/s²]. */
export function acceleration(replay) {
  return (i, at) => (at ? (replay.track(i, at, 3) - replay.track(i, at - 1, 3)) / (replay.times[at] - replay.times[at - 1]) : NaN);
}
