// The globe and the timeline of one launch, linked by the time scrubber.

import { fill, h } from "../dom.js";
import { bytes, get, text, viewsOf } from "../api.js";
import { elapsed, lang, number, percent, t } from "../words.js";
import { restate } from "../main.js";
import { acceleration, bandOf, fallPoints, fallsAt, lastTime, placesAt, readReplay, trackPoints } from "../globe/flights.js";
import { drawLabels } from "../globe/labels.js";
import { parseRings, ringsOf } from "../globe/ground.js";
import { makeScene, ringPoints } from "../globe/scene.js";
import { notYet } from "./case.js";
import { makePlots } from "./timeline.js";

const SPEEDS = [1, 10, 30, 60, 120];
let land = null;

/** Show the globe of a case. */
export async function showGlobe(body, { one, fly, asked }) {
  if (!one.dossier) return notYet(body, fly, one);
  const [views, names] = await Promise.all([viewsOf(one.id, lang()), get(`/world/names?lang=${lang()}`), lands()]);
  if (!views.launches.length) return void fill(body, h("p", { class: "page empty" }, t("verdict.none")));
  const at = Math.min(views.launches.length - 1, Math.max(0, Number(asked.get("launch")) || 0));
  const launch = views.launches[at];
  const replay = await replayOf(one.id, at);
  const canvas = h("canvas", { tabindex: "0", role: "application", "aria-label": t("globe.label"), "aria-describedby": "globe-alt" });
  const labels = h("canvas", { class: "labels", "aria-hidden": "true" });
  const world = h("div", { class: "world" }, canvas, labels, h("p", { id: "globe-alt", class: "sr" }, described(launch, replay)));
  const rail = h("div", { class: "rail", tabindex: "0", role: "region", "aria-label": t("plot.time") });
  const end = replay ? lastTime(replay) : 600;
  const clock = makeClock(end, Number(asked.get("t") ?? end));
  fill(body, h("div", { class: "stage" }, world, rail), replay ? clock.bar : null);
  const palette = readPalette();
  const named = labelsOf(launch, names);
  const scene = makeScene(canvas, palette.floats, (view) => drawLabels(labels, named, view, palette.texts()), (box) => scene && nearCoast(scene, box));
  if (!scene) fill(world, h("p", { class: "page" }, t("globe.none")));
  else {
    dress(scene, launch, replay);
    const fit = () => scene.camera.look(lookOf(launch, replay));
    fit();
    world.append(tools(views, at, scene, fit), keys(launch, replay));
  }
  const plots = makePlots(rail, { ...launch.plots, acceleration: replay ? bandOf(replay, acceleration(replay)) : null }, end, (time) => clock.set(time));
  clock.follow((now) => {
    plots.at(now);
    if (scene && replay) {
      scene.now = now;
      scene.setDots("flights", placesAt(replay, now), { color: "flight", alpha: 0.85, size: 5 });
      scene.setDots("falls", fallsAt(replay, now), { color: "impact", alpha: 0.85, size: 5 });
    }
    clock.say(sentence(launch.plots, now));
    restate({ t: String(Math.round(now)) });
  });
  const scheme = matchMedia("(prefers-color-scheme:dark)");
  const recolor = () => { palette.again(); scene?.redraw(); };
  scheme.addEventListener("change", recolor);
  body.scene = scene;
  return () => {
    scheme.removeEventListener("change", recolor);
    clock.stop();
    scene?.close();
  };
}

async function lands() {
  land ??= Promise.all(["110m", "50m"].map(async (each) => parseRings(await text(`/world/land-${each}`))));
  return land;
}

async function replayOf(id, at) {
  const base = `/cases/${encodeURIComponent(id)}/replay/${at}`;
  try {
    const [header, columns] = await Promise.all([get(base), bytes(`${base}/columns`)]);
    return readReplay(header, columns);
  } catch (error) {
    if (error.status === 404) return null;
    throw error;
  }
}

/** Put the ground, outlines and flights into the scene. */
async function dress(scene, launch, replay) {
  const [coarse, fine] = await land;
  const { layers } = scene.painter;
  layers.land = fine.map((ring) => [ring]);
  layers.areas = launch.areas.flatMap((area) => ringsOf(area.shape));
  layers.p90 = launch.impacts.flatMap((impact) => ringsOf(impact.p90));
  layers.p50 = launch.impacts.flatMap((impact) => ringsOf(impact.p50));
  scene.repaint();
  scene.setLines("coast-far", ringPoints(coarse, 0.4), { color: "coast", alpha: 0.9, width: 1, hidden: () => scene.layers.get("coast-near")?.count > 0 });
  scene.setLines("areas", ringPoints(layers.areas.flat(), 0.8), { color: "area", alpha: 1, width: 1.6 });
  scene.setLines("p90", ringPoints(layers.p90.flat(), 0.8), { color: "impact", alpha: 0.95, width: 1.3 });
  if (!replay) return;
  const tracks = trackPoints(replay);
  const faint = Math.min(0.5, 14 / Math.sqrt(replay.count) / 10);
  scene.setLines("shadows", trackPoints(replay, 4), { color: "ink", alpha: faint, width: 1, flat: 1.0002, many: true });
  scene.setLines("whole", tracks, { color: "flight", alpha: 0.55 * faint, width: 1.1, many: true });
  scene.setLines("flown", tracks, { color: "flight", alpha: 1.6 * faint, width: 1.5, timed: true, many: true });
  scene.setLines("falls", fallPoints(replay), { color: "impact", alpha: Math.min(1, 2.2 * faint), width: 1.3, timed: true, dash: 14 });
}

/** The fine coasts of what is near; none from afar. */
async function nearCoast(scene, box) {
  const [, fine] = await land;
  const touches = (ring) => ring.some(([lat, lon]) => lat > box.south - 8 && lat < box.north + 8
    && Math.abs(((lon - (box.west + box.east) / 2 + 540) % 360) - 180) < (box.east - box.west) / 2 + 12);
  scene.setLines("coast-near", box ? ringPoints(fine.filter(touches), 0.4) : new Float32Array(0), { color: "coast", alpha: 0.9, width: 1 });
}

/** Where to look from to see the whole flight. */
function lookOf(launch, replay) {
  const places = launch.impacts.filter((impact) => impact.probability > 0.2).map((impact) => impact.median);
  if (launch.site) places.push([launch.site.lat, launch.site.lon], [launch.site.lat, launch.site.lon]);
  if (!places.length) return { lat: 20, lon: 0, distance: 3.2, tilt: 0, turn: 0 };
  const mid = [0, 0, 0];
  for (const [lat, lon] of places) {
    const [p, l] = [(lat * Math.PI) / 180, (lon * Math.PI) / 180];
    mid[0] += Math.cos(p) * Math.cos(l);
    mid[1] += Math.cos(p) * Math.sin(l);
    mid[2] += Math.sin(p);
  }
  const size = Math.hypot(...mid) || 1;
  const [lat, lon] = [(Math.asin(mid[2] / size) * 180) / Math.PI, (Math.atan2(mid[1], mid[0]) * 180) / Math.PI];
  const widest = Math.max(...places.map(([a, b]) => arc(lat, lon, a, b)), 0.03);
  return { lat, lon, distance: Math.min(3.2, 4.6 * widest + 0.12), tilt: widest < 0.35 ? 0.8 : 0.3, turn: sideways(launch, lat, lon) };
}

/** A heading [rad] from which the flight goes more from side to side than away, so that heights can be seen. */
function sideways(launch, lat, lon) {
  if (!launch.site || arc(launch.site.lat, launch.site.lon, lat, lon) < 1e-3) return 0;
  const rad = Math.PI / 180;
  const [from, to, across] = [launch.site.lat * rad, lat * rad, (lon - launch.site.lon) * rad];
  const bearing = Math.atan2(Math.sin(across) * Math.cos(to), Math.cos(from) * Math.sin(to) - Math.sin(from) * Math.cos(to) * Math.cos(across));
  const side = Math.atan2(Math.sin(bearing + Math.PI / 2), Math.cos(bearing + Math.PI / 2));
  const nearer = Math.abs(side) <= Math.PI / 2 ? side : side - Math.sign(side) * Math.PI;
  return Math.max(-0.9, Math.min(0.9, nearer));
}

function arc(lat1, lon1, lat2, lon2) {
  const rad = Math.PI / 180;
  const inner = Math.sin(lat1 * rad) * Math.sin(lat2 * rad) + Math.cos(lat1 * rad) * Math.cos(lat2 * rad) * Math.cos((lon1 - lon2) * rad);
  return Math.acos(Math.max(-1, Math.min(1, inner)));
}

function labelsOf(launch, names) {
  const out = [];
  if (launch.site) out.push({ text: launch.site.name, lat: launch.site.lat, lon: launch.site.lon, sort: "site" });
  for (const impact of launch.impacts) {
    out.push({ text: `${impact.name} (${percent(impact.probability)})`, lat: impact.median[0], lon: impact.median[1], sort: "impact" });
  }
  for (const said of launch.said.filter((place, at) => launch.said.findIndex((other) => other.name === place.name) === at)) {
    if (!launch.site || arc(said.lat, said.lon, launch.site.lat, launch.site.lon) > 0.01) out.push({ text: said.name, lat: said.lat, lon: said.lon, sort: "said", farthest: 1.2 });
  }
  for (const area of launch.areas) {
    const ring = area.rings[0];
    const mean = (axis) => ring.reduce((sum, each) => sum + each[axis], 0) / ring.length;
    const span = Math.max(...ring.map((each) => each[1])) - Math.min(...ring.map((each) => each[1]));
    if (span < 180) out.push({ text: area.name, lat: mean(0), lon: mean(1), sort: "area", farthest: 1.6 });
  }
  for (const name of names) out.push({ text: name.text, lat: name.lat, lon: name.lon, sort: name.sea ? "sea" : "land", farthest: Math.max(0.25, name.km / 380) });
  return out;
}

function described(launch, replay) {
  const degrees = (value, plus, minus) => `${number(Math.abs(value), 1)}° ${value >= 0 ? plus : minus}`;
  const falls = launch.impacts.map((impact) => t("globe.alt_fall", {
    body: impact.name, lat: degrees(impact.median[0], "N", "S"), lon: degrees(impact.median[1], "E", lang() === "fr" ? "O" : "W"), p: percent(impact.probability),
  }));
  return t("globe.alt", { n: replay?.count ?? 0, site: launch.site?.name ?? "?", falls: falls.join(" ") });
}

function tools(views, at, scene, fit) {
  const pick = views.launches.length > 1 ? h("select", { "aria-label": t("globe.launch"), onchange: (event) => {
    const [path] = location.hash.split("?");
    location.hash = `${path}?launch=${event.target.value}`;
  } }, views.launches.map((each, number_) => h("option", { value: number_, selected: number_ === at }, each.title))) : null;
  return h("div", { class: "tools" }, pick,
    h("button", { type: "button", class: "button", onclick: fit }, t("globe.fit")),
    h("button", { type: "button", class: "button", onclick: () => scene.camera.look({ distance: 3.2, tilt: 0, turn: 0 }) }, t("globe.home")),
    h("button", { type: "button", class: "button", "aria-label": "+", onclick: () => scene.camera.zoom(0.7) }, "+"),
    h("button", { type: "button", class: "button", "aria-label": "−", onclick: () => scene.camera.zoom(1.4) }, "−"));
}

function keys(launch, replay) {
  const row = (name, there) => (there ? h("div", {}, h("i", { class: name === "said" ? "said-place" : name }), t(`globe.key.${name}`)) : null);
  return h("div", { class: "keys" }, row("tracks", replay), row("falls", replay?.falls.length), row("areas", launch.areas.length),
    row("p50", launch.impacts.length), row("p90", launch.impacts.length), row("said", launch.said.length), h("div", { class: "soft" }, t("globe.credit")));
}

function sentence(plots, now) {
  const value = (band) => (band ? band.median[band.x.findLastIndex((x) => x <= now + 1e-6)] : undefined);
  const [height, speed] = [value(plots.height_by_time), value(plots.speed_by_time)];
  if (height === undefined || speed === undefined) return elapsed(now);
  return t("globe.now", { t: elapsed(now), h: number(height, height < 100 ? 1 : 0), v: number(speed) });
}

/** The scrubber: a range input, play and pause, and a choice of speeds. */
function makeClock(end, start) {
  let now = Math.min(end, Math.max(0, start));
  let last = 0;
  let running = 0;
  let told = () => {};
  const range = h("input", { type: "range", min: "0", max: String(Math.ceil(end)), step: "1", "aria-label": t("globe.time"), oninput: () => set(Number(range.value)) });
  const output = h("output", {});
  const line = h("p", { class: "now" });
  const speed = h("select", {}, SPEEDS.map((each) => h("option", { value: each, selected: each === 30 }, `× ${each}`)));
  const button = h("button", { type: "button", class: "button main", onclick: () => (running ? stop() : play()) }, t("globe.play"));
  const bar = h("div", { class: "scrub" }, button, h("label", { class: "speed" }, h("span", { class: "sr" }, t("globe.speed")), speed), range, output, line);

  function set(time) {
    now = Math.min(end, Math.max(0, time));
    range.value = String(now);
    range.setAttribute("aria-valuetext", elapsed(now));
    output.textContent = elapsed(now);
    told(now);
  }

  function play() {
    if (now >= end) now = 0;
    button.textContent = t("globe.pause");
    last = performance.now();
    running = requestAnimationFrame(step);
  }

  function step(time) {
    set(now + (Math.max(0, time - last) / 1000) * Number(speed.value));
    last = time;
    if (now >= end) stop();
    else running = requestAnimationFrame(step);
  }

  function stop() {
    cancelAnimationFrame(running);
    running = 0;
    button.textContent = t("globe.play");
  }

  return {
    bar, set, stop, say: (text_) => { line.textContent = text_; },
    follow: (listener) => {
      told = listener;
      set(now);
    },
  };
}

/** The page's colors as the scene and the labels want them. */
function readPalette() {
  const names = ["paper", "ink", "soft", "sea", "land", "coast", "sea-name", "flight", "area", "impact", "said"];
  let texts = {};
  let floats = {};
  const again = () => {
    const style = getComputedStyle(document.documentElement);
    texts = Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
    floats = Object.fromEntries(names.map((name) => [name, [1, 3, 5].map((at) => parseInt(texts[name].slice(at, at + 2), 16) / 255)]));
  };
  again();
  return { again, texts: () => texts, floats: () => floats };
}
