// The timeline: height, speed, acceleration and residuals against time, with bands, data and the scrubber's line.

import { fill, h, s } from "../dom.js";
import { elapsed, number, t } from "../words.js";

const [W, H] = [400, 150];
const EDGE = { left: 46, right: 8, top: 8, bottom: 22 };

/** Draw the plots into a place; `asked` is called with a time when the user points at one. */
export function makePlots(place, plots, end, asked) {
  const data = plots.data;
  const points = (field) => data.flatMap((one) => one.times.map((time, at) => [time, one[field]?.[at]]).filter(([, value]) => value !== null && value !== undefined));
  const rows = [
    ["height", plots.height_by_time, points("heights_km"), 1],
    ["speed", plots.speed_by_time, points("speeds_m_s"), 0],
    ["acceleration", plots.acceleration, [], 1],
  ].filter(([, band]) => band);
  const made = rows.map(([name, band, measured, digits]) => plot(name, band, measured, digits, end, asked));
  const residuals = rows.filter(([, , measured]) => measured.length > 2).map(([name, band, measured, digits]) =>
    plot(name, residualBand(band), residualsOf(band, measured), digits, end, asked, true));
  fill(place, [...made, ...residuals].map((each) => each.figure), made.length ? legend(data.length) : null);
  return { at: (now) => [...made, ...residuals].forEach((each) => each.at(now)) };
}

const NAMES = ["q05", "q25", "median", "q75", "q95"];

function residualBand(band) {
  const shifted = { x: band.x };
  for (const name of NAMES) shifted[name] = band[name].map((value, at) => value - band.median[at]);
  return shifted;
}

function residualsOf(band, measured) {
  return measured.map(([time, value]) => [time, value - valueAt(band, "median", time)]).filter(([, value]) => Number.isFinite(value));
}

function valueAt(band, name, time) {
  const at = band.x.findIndex((x) => x >= time);
  if (at < 0 || time < band.x[0]) return NaN;
  if (at === 0) return band[name][0];
  const share = (time - band.x[at - 1]) / (band.x[at] - band.x[at - 1]);
  return band[name][at - 1] + share * (band[name][at] - band[name][at - 1]);
}

function plot(name, band, measured, digits, end, asked, residual = false) {
  const title = residual ? `${t("plot.residual")}: ${t(`plot.${name}`)}` : t(`plot.${name}`);
  const shown = measured.filter(([time]) => time <= end);
  const inside = band.x.map((x, at) => [x, at]).filter(([x]) => x <= end + 1).map(([, at]) => at);
  const values = [...inside.flatMap((at) => [band.q05[at], band.q95[at]]), ...shown.map(([, value]) => value)];
  const ticksY = ticks(Math.min(0, ...values), Math.max(1e-6, ...values), 4);
  const x = (time) => EDGE.left + (time / end) * (W - EDGE.left - EDGE.right);
  const y = (value) => H - EDGE.bottom - ((value - ticksY.low) / (ticksY.high - ticksY.low)) * (H - EDGE.top - EDGE.bottom);
  const area = (low, high) => `M${inside.map((at) => `${x(band.x[at]).toFixed(1)} ${y(band[high][at]).toFixed(1)}`).join("L")}L${[...inside].reverse().map((at) => `${x(band.x[at]).toFixed(1)} ${y(band[low][at]).toFixed(1)}`).join("L")}Z`;
  const line = `M${inside.map((at) => `${x(band.x[at]).toFixed(1)} ${y(band.median[at]).toFixed(1)}`).join("L")}`;
  const cursor = s("line", { class: "cursor", y1: EDGE.top, y2: H - EDGE.bottom });
  const ticksX = ticks(0, end, 5);
  const every = Math.max(1, Math.floor(shown.length / 250));
  const svg = s("svg", { class: "plot", viewBox: `0 0 ${W} ${H}`, role: "img" },
    ticksY.at.map((value) => [s("line", { class: "grid", x1: EDGE.left, x2: W - EDGE.right, y1: y(value), y2: y(value) }),
      s("text", { x: EDGE.left - 6, y: y(value) + 4, "text-anchor": "end" }, number(value, ticksY.digits))]),
    ticksX.at.filter((time) => time <= end).map((time) => s("text", { x: x(time), y: H - 6, "text-anchor": "middle" }, number(time))),
    s("path", { class: "b90", d: area("q05", "q95") }), s("path", { class: "b50", d: area("q25", "q75") }), s("path", { class: "mid", d: line }),
    shown.filter((_, at) => at % every === 0).map(([time, value]) => s("circle", { class: "dot", cx: x(time), cy: y(value), r: 1.4 })), cursor);
  const point = (event) => {
    const box = svg.getBoundingClientRect();
    asked(((((event.clientX - box.left) / box.width) * W - EDGE.left) / (W - EDGE.left - EDGE.right)) * end);
  };
  svg.addEventListener("pointerdown", (event) => { svg.setPointerCapture(event.pointerId); point(event); });
  svg.addEventListener("pointermove", (event) => { if (event.buttons) point(event); });
  const reading = h("span", {});
  return {
    figure: h("figure", {}, h("figcaption", {}, title, reading), svg),
    at: (now) => {
      cursor.setAttribute("x1", x(now));
      cursor.setAttribute("x2", x(now));
      const [low, middle, high] = ["q05", "median", "q95"].map((each) => valueAt(band, each, Math.min(now, band.x.at(-1))));
      reading.textContent = Number.isFinite(middle) ? `${number(middle, digits)} [${number(low, digits)} – ${number(high, digits)}]` : "";
      svg.setAttribute("aria-label", t("plot.alt", { name: title, now: number(middle, digits), t: elapsed(now), low: number(low, digits), high: number(high, digits) }));
    },
  };
}

/** Round numbers over a range. */
function ticks(low, high, wanted) {
  const raw = (high - low) / wanted;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= raw);
  const at = [];
  for (let value = Math.floor(low / step) * step; value <= high + step * 0.999; value += step) at.push(value);
  return { at, low: at[0], high: at.at(-1), digits: Math.max(0, -Math.floor(Math.log10(step))) };
}

function legend(hasData) {
  const box = (name) => s("svg", { width: 22, height: 10, class: "plot", "aria-hidden": "true", style: { display: "inline-block", width: "22px", "vertical-align": "middle", "margin-right": ".4rem" } },
    name === "mid" ? s("path", { class: "mid", d: "M0 5H22" }) : name === "dot" ? s("circle", { class: "dot", cx: 11, cy: 5, r: 2 }) : s("rect", { class: name, width: 22, height: 10 }));
  return h("p", { class: "legend" }, h("span", {}, box("b90"), t("plot.band90")), h("span", {}, box("b50"), t("plot.band50")), h("span", {}, box("mid"), t("plot.middle")),
    hasData ? h("span", {}, box("dot"), t("plot.data")) : null, h("span", {}, t("plot.time")));
}
