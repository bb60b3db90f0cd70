// The list of cases: open, make, import, export, compare.

import { fill, h } from "../dom.js";
import { get, post } from "../api.js";
import { counted, t } from "../words.js";
import { pickFiles, refusals } from "./adding.js";

/** Show the list. */
export async function showCases(place) {
  const { cases, examples } = await get("/cases");
  const chosen = new Set();
  const compare = h("a", { class: "button", href: "#/compare", "aria-disabled": "true" }, t("cases.compare"));
  const said = h("div", { role: "alert" });
  const choose = (id, on) => {
    if (on) chosen.add(id);
    else chosen.delete(id);
    const [a, b] = [...chosen];
    compare.setAttribute("aria-disabled", String(chosen.size !== 2));
    compare.href = chosen.size === 2 ? `#/compare?a=${encodeURIComponent(a)}&b=${encodeURIComponent(b)}` : "#/compare";
  };
  const made = (promise) => promise
    .then((one) => { location.hash = `#/case/${encodeURIComponent(one.id)}/board`; })
    .catch((error) => fill(said, refusals([error])));
  const title = h("input", { id: "new-title", name: "title", required: true, maxlength: "200", placeholder: t("cases.title_hint") });
  fill(place,
    h("div", { class: "page" },
      h("h1", {}, t("cases.title")),
      h("p", { class: "lead" }, t("cases.lead")),
      said,
      cases.length
        ? h("ul", { class: "index" }, cases.map((one) => row(one, choose)))
        : h("p", { class: "empty" }, t("cases.none")),
      cases.length > 1 ? h("p", { class: "actions" }, compare) : null,
      h("section", { class: "making" },
        h("form", { class: "panel", onsubmit: (event) => { event.preventDefault(); made(post("/cases", { title: title.value })); } },
          h("h2", {}, t("cases.new")), h("label", { for: "new-title" }, t("cases.new_title")), title,
          h("button", { type: "submit", class: "button main" }, t("cases.make"))),
        h("div", { class: "panel" }, h("h2", {}, t("cases.examples")), h("ul", { class: "plain" }, examples.map((name) =>
          h("li", {}, h("button", { type: "button", class: "link", onclick: () => made(post("/cases", { example: name })) }, name))))),
        h("div", { class: "panel" }, h("h2", {}, t("cases.import")), h("p", { class: "soft" }, t("cases.import_lead")),
          h("button", { type: "button", class: "button", onclick: () => pickFiles(".zip", false, ([file]) => {
            const body = new FormData();
            body.append("file", file);
            made(post("/import", body));
          }) }, t("cases.choose"))))));
}

function row(one, choose) {
  const base = `#/case/${encodeURIComponent(one.id)}`;
  const standing = one.job ? t("case.flying") : one.dossier ? (one.dossier.stale ? t("case.stale") : t("case.assessed")) : t("case.new");
  return h("li", {},
    h("input", { type: "checkbox", "aria-label": t("cases.pick", { title: one.title }), onchange: (event) => choose(one.id, event.target.checked) }),
    h("div", {},
      h("a", { class: "title", href: `${base}/${one.dossier ? "verdict" : "board"}` }, one.title),
      h("p", { class: "soft" }, `${one.id} · ${counted("files", one.files.length)} · ${standing}`)),
    h("a", { class: "export", href: `/api/cases/${encodeURIComponent(one.id)}/export`, download: `${one.id}.zip` }, t("cases.export")));
}
