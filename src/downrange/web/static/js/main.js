// Boot and routing: the address after # says which view of which case, in which language; any of them can be shared.

import { fill, h } from "./dom.js";
import { frame } from "./frame.js";
import { speak, t } from "./words.js";
import { showCases } from "./views/cases.js";
import { showCase } from "./views/case.js";
import { showCompare } from "./views/compare.js";
import { showApi } from "./views/api.js";

let leave = () => {};
let shown = 0;

/** What the address asks for. */
export function address() {
  const [path, query] = location.hash.replace(/^#\/?/, "").split("?");
  return { parts: path.split("/").filter(Boolean).map(decodeURIComponent), asked: new URLSearchParams(query || "") };
}

/** Change parts of the query without a new entry in the history. */
export function restate(changes) {
  const { parts, asked } = address();
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) asked.delete(name);
    else asked.set(name, value);
  }
  const query = asked.toString();
  history.replaceState(null, "", `#/${parts.map(encodeURIComponent).join("/")}${query ? `?${query}` : ""}`);
}

function remembered(name, asked, fallback) {
  const value = asked.get(name) || localStorage.getItem(`downrange-${name}`) || fallback;
  if (asked.get(name)) localStorage.setItem(`downrange-${name}`, value);
  return value;
}

async function show() {
  const turn = ++shown;
  delete document.body.dataset.ready;
  const { parts, asked } = address();
  const lang = remembered("lang", asked, navigator.language.startsWith("fr") ? "fr" : "en");
  const theme = remembered("theme", asked, "system");
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  await speak(lang === "fr" ? "fr" : "en");
  if (turn !== shown) return;
  leave();
  leave = () => {};
  const place = frame(parts, theme);
  try {
    const left = await view(parts, asked, place);
    if (turn !== shown) left?.();
    else leave = left || (() => {});
  } catch (error) {
    if (turn === shown) fill(place, sorry(error));
  }
  document.body.dataset.ready = String(turn);
}

function view(parts, asked, place) {
  if (parts[0] === "case" && parts[1]) return showCase(place, parts[1], parts[2] || "board", asked);
  if (parts[0] === "compare") return showCompare(place, asked);
  if (parts[0] === "api") return showApi(place);
  return showCases(place);
}

function sorry(error) {
  if (error.status === undefined) throw error;
  const what = error.message === "no-server" ? t("error.server") : error.message;
  return h("div", { class: "sorry", role: "alert" }, h("h1", {}, t("error.title")), h("p", {}, what),
    error.hint ? h("p", { class: "soft" }, error.hint) : null, h("p", {}, h("a", { href: "#/" }, t("nav.cases"))));
}

window.addEventListener("hashchange", show);
document.addEventListener("downrange-again", show);
show();
