// Two cases side by side.

import { fill, h } from "../dom.js";
import { get, viewsOf } from "../api.js";
import { lang, t } from "../words.js";
import { launchVerdict } from "./verdict.js";

/** Show two cases, as the address names them. */
export async function showCompare(place, asked) {
  const { cases } = await get("/cases");
  const chosen = ["a", "b"].map((name) => asked.get(name) || "");
  const pick = (at) => h("select", { id: `compare-${at}`, onchange: (event) => {
    const next = [...chosen];
    next[at] = event.target.value;
    location.hash = `#/compare?a=${encodeURIComponent(next[0])}&b=${encodeURIComponent(next[1])}`;
  } }, h("option", { value: "" }, t("compare.choose")), cases.map((one) => h("option", { value: one.id, selected: one.id === chosen[at] }, one.title)));
  const halves = await Promise.all(chosen.map(async (id) => {
    const one = cases.find((each) => each.id === id);
    if (!one) return null;
    if (!one.dossier) return h("p", { class: "empty" }, t("case.not_yet"), " ", h("a", { href: `#/case/${encodeURIComponent(id)}/board` }, t("tab.board")));
    const views = await viewsOf(id, lang());
    return views.launches.map((launch) => launchVerdict(launch, true));
  }));
  document.title = `${t("nav.compare")} – Downrange`;
  fill(place, h("div", { class: "page wide" }, h("h1", {}, t("compare.title")),
    h("div", { class: "halves" }, [0, 1].map((at) => h("div", { class: "half" },
      h("label", { for: `compare-${at}` }, t(`compare.${at}`)), pick(at), halves[at])))));
}
