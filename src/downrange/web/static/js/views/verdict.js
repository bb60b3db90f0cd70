// The verdict: the sentence, the odds on physics alone and with statements, what cannot be told, what would settle it.

import { fill, h } from "../dom.js";
import { viewsOf } from "../api.js";
import { interval, lang, number, percent, t } from "../words.js";
import { notYet } from "./case.js";
import { firstOdds, oddsBars, oddsLegend } from "./odds.js";

const QUANTITIES = ["azimuth_deg", "ascent_inclination_deg", "inclination_deg", "perigee_km", "apogee_km", "range_km", "flight_time_s"];

/** Show the verdict. */
export async function showVerdict(body, { one, fly }) {
  if (!one.dossier) return notYet(body, fly, one);
  const views = await viewsOf(one.id, lang());
  fill(body, h("div", { class: "page verdicts" },
    one.dossier.stale ? h("p", { class: "note" }, t("odds.stale")) : null,
    one.dossier.without.length ? h("p", { class: "note" }, t("verdict.without", { n: one.dossier.without.length })) : null,
    views.launches.length ? views.launches.map((launch) => launchVerdict(launch, views.launches.length > 1)) : h("p", { class: "empty" }, t("verdict.none")),
    h("p", { class: "soft small" }, t("verdict.made", { n: number(views.flights), seed: views.seed }))));
}

/** One launch's verdict. */
export function launchVerdict(launch, titled) {
  return h("section", { class: "launch" },
    titled ? h("h2", {}, launch.title) : null,
    h("p", { class: "headline" }, launch.headline),
    h("div", { class: "two" },
      h("div", {}, h("h3", {}, t("verdict.explanations")), firstOdds(launch.odds), oddsBars(launch.odds, null, 12), oddsLegend()),
      h("div", {}, numbers(launch), list(t("verdict.settle"), launch.would_settle.map((next) => settle(next, launch.would_settle))),
        list(t("verdict.cannot"), launch.cannot_tell), list(t("verdict.physics"), launch.physics))));
}

function numbers(launch) {
  const rows = QUANTITIES.filter((name) => launch.findings[name]).map((name) => [t(`quantity.${name}`), interval(launch.findings[name])]);
  for (const impact of launch.impacts) {
    const [lat, lon] = impact.median;
    rows.push([t("quantity.impact", { body: impact.name }), `${place(lat, "N", "S")} ${place(lon, "E", lang() === "fr" ? "O" : "W")} (${percent(impact.probability)})`]);
  }
  if (!rows.length) return null;
  return [h("h3", {}, t("verdict.numbers")), h("table", {}, h("thead", { class: "sr" }, h("tr", {}, h("th", { scope: "col" }, t("quantity")), h("th", { scope: "col" }, t("value")))),
    h("tbody", {}, rows.map(([name, value]) => h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, value)))))];
}

const place = (value, plus, minus) => `${number(Math.abs(value), 1)}° ${value >= 0 ? plus : minus}`;

function settle(next, all) {
  const most = Math.max(...all.map((one) => one.expected_bits), 0.01);
  return [h("span", {}, next.observation), h("span", { class: "bits" },
    h("i", { class: "meter", style: { "--share": String(next.expected_bits / most) }, "aria-hidden": "true" }), t("verdict.bits", { x: number(next.expected_bits, 2) }))];
}

function list(title, items) {
  if (!items.length) return null;
  return [h("h3", {}, title), h("ul", { class: "plain said" }, items.map((item) => h("li", {}, item)))];
}
