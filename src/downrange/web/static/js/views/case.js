// One case: its title, its tabs, the bar of a job under way, and the view that is asked for.

import { announce, fill, h } from "../dom.js";
import { assess, cancel, caseOf, follow } from "../api.js";
import { percent, t } from "../words.js";
import { showBoard } from "./board.js";
import { showDossier } from "./dossier.js";
import { showGlobe } from "./globe.js";
import { showVerdict } from "./verdict.js";

const VIEWS = { board: showBoard, globe: showGlobe, verdict: showVerdict, dossier: showDossier };

/** Show a view of a case; gives what to do when it is left. */
export async function showCase(place, id, name, asked) {
  const one = await caseOf(id);
  const body = h("div", { class: "body" });
  const bar = h("div", { class: "job", hidden: true });
  const view = VIEWS[name] ? name : "board";
  document.title = `${one.title} – ${t(`tab.${view}`)} – Downrange`;
  fill(place,
    h("div", { class: `case ${view}` },
      h("div", { class: "head" },
        h("h1", {}, one.title),
        h("nav", { class: "tabs", "aria-label": t("nav.views") }, Object.keys(VIEWS).map((each) =>
          h("a", { href: `#/case/${encodeURIComponent(id)}/${each}`, "aria-current": each === view ? "page" : null }, t(`tab.${each}`))))),
      bar, body));
  const again = () => document.dispatchEvent(new Event("downrange-again"));
  const watch = async (job) => {
    showJob(bar, job);
    const last = await follow(job.id, (now) => showJob(bar, now));
    if (!bar.isConnected) return;
    if (last.state === "done") {
      announce(t("job.done"));
      again();
    } else if (last.state === "cancelled") {
      bar.hidden = true;
      announce(t("job.cancelled"));
    } else fill(bar, h("p", { class: "refused", role: "alert" }, last.message));
  };
  const fly = async (how) => watch(await assess(id, how));
  if (one.job) watch(one.job);
  return VIEWS[view](body, { one, fly, again, asked });
}

function showJob(bar, job) {
  bar.hidden = false;
  if (!bar.querySelector("progress")) {
    fill(bar, h("progress", { max: "1", "aria-label": t("job.label") }), h("span", { class: "what" }), h("span", { class: "share" }),
      h("button", { type: "button", class: "button", onclick: () => cancel(job.id) }, t("job.cancel")));
  }
  bar.querySelector("progress").value = job.share;
  bar.querySelector(".what").textContent = job.what || t("job.waiting");
  bar.querySelector(".share").textContent = percent(Math.min(0.99, Math.max(0.01, job.share)));
}

/** Buttons to fly the case. */
export function flyButtons(fly, without, labels = ["fly.quick", "fly.full"]) {
  return h("p", { class: "actions" },
    h("button", { type: "button", class: "button main", onclick: () => fly({ quick: true, without }) }, t(labels[0])),
    h("button", { type: "button", class: "button", onclick: () => fly({ quick: false, without }) }, t(labels[1])));
}

/** What a view without a dossier shows. */
export function notYet(body, fly, one) {
  const next = one.files.length ? flyButtons(fly, one.struck)
    : h("p", {}, h("a", { href: `#/case/${encodeURIComponent(one.id)}/board` }, t("board.empty")));
  fill(body, h("div", { class: "page empty" }, h("p", {}, t("case.not_yet")), next));
}
