// Odds as bars: with statements as the bar, physics alone as the diamond, what it was before as the outline.

import { h } from "../dom.js";
import { percent, t } from "../words.js";

const LEAST = 0.005;

/** Bars of a launch; `before` are the odds with all the evidence, when these are others. */
export function oddsBars(odds, before = null, most = 8) {
  const old = new Map((before?.bars ?? []).map((bar) => [bar.id, bar.p]));
  const likely = odds.bars.filter((bar) => Math.max(bar.p, bar.physics, old.get(bar.id) ?? 0) >= LEAST);
  const shown = likely.slice(0, most);
  const rest = odds.bars.length - shown.length;
  return h("div", { class: "odds" },
    h("ul", {}, shown.map((bar) => barRow(bar, old.get(bar.id)))),
    rest > 0 ? h("p", { class: "soft small" }, t("odds.rest", { n: rest })) : null);
}

function barRow(bar, before) {
  const moved = before !== undefined && Math.abs(before - bar.p) >= 0.005;
  const said = `${bar.name}: ${percent(bar.p)}; ${t("odds.physics")}: ${percent(bar.physics)}${moved ? `; ${t("odds.before")}: ${percent(before)}` : ""}`;
  return h("li", {},
    h("div", { class: "name" }, bar.name),
    h("div", { class: "track", role: "img", "aria-label": said },
      moved ? h("i", { class: "was", style: { width: `${100 * before}%` } }) : null,
      h("i", { class: "now", style: { width: `${100 * bar.p}%` } }),
      h("i", { class: "physics", style: { left: `${100 * bar.physics}%` } })),
    h("div", { class: "value" }, percent(bar.p), moved ? h("span", { class: bar.p > before ? "up" : "down" }, arrow(bar.p - before)) : null));
}

function arrow(change) {
  const points = Math.round(100 * Math.abs(change));
  return ` ${change > 0 ? "▲" : "▼"}${points || "<1"}`;
}

/** The two questions that come first: to orbit, and failed. */
export function firstOdds(odds, before = null) {
  const line = (name, now, physics, old) => h("div", { class: "first" },
    h("dt", {}, t(name)), h("dd", {}, h("b", {}, percent(now)), h("span", { class: "soft" }, `${t("odds.physics")}: ${percent(physics)}`),
      old !== undefined && old !== null && Math.abs(old - now) >= 0.005 ? h("span", { class: now > old ? "up" : "down" }, arrow(now - old)) : null));
  return h("dl", { class: "firsts" },
    line("odds.orbital", odds.p_orbital, odds.p_orbital_physics_only, before?.p_orbital),
    line("odds.failed", odds.p_failed, odds.p_failed_physics_only, before?.p_failed));
}

export const oddsLegend = () => h("p", { class: "legend" },
  h("span", {}, h("i", { class: "key now" }), t("odds.stated")),
  h("span", {}, h("i", { class: "key physics" }), t("odds.physics")));
