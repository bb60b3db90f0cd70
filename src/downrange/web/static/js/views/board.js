// The evidence board: claims as cards, conflicts, strike-outs, and the odds that move with them.

import { announce, fill, h } from "../dom.js";
import { boardOf, edit as keepEdits, oddsOf, put, remove, shiftsOf, strike, text, viewsOf } from "../api.js";
import { counted, lang, percent, t } from "../words.js";
import { addingPanel } from "./adding.js";
import { editForm, saidOf, toggleForm } from "./editing.js";
import { flyButtons } from "./case.js";
import { firstOdds, oddsBars, oddsLegend } from "./odds.js";

/** Show the board. */
export async function showBoard(body, { one, fly, again }) {
  const [board, views, shifts] = await Promise.all([
    boardOf(one.id, lang()),
    one.dossier ? viewsOf(one.id, lang()) : null,
    one.dossier?.draws ? shiftsOf(one.id) : {},
  ]);
  const struck = new Set(one.struck);
  const edits = { ...one.edits };
  const cards = new Map();
  const side = h("aside", { class: "side", "aria-label": t("odds.title") });
  const change = async (id) => {
    if (struck.has(id)) struck.delete(id);
    else struck.add(id);
    mark(cards, struck);
    await strike(one.id, [...struck]);
    await showOdds(side, { one, views, struck, edits, fly, quietly: false });
  };
  const use = async (id, edit) => {
    if (edit === null) delete edits[id];
    else edits[id] = edit;
    await keepEdits(one.id, edits);
    await showOdds(side, { one, views, struck, edits, fly, quietly: false });
  };
  const launches = board.launches.map((launch) => launchSection(launch, { cards, struck, edits, shifts, change, use }));
  if (board.unplaced.length) {
    launches.push(h("section", {}, h("h2", {}, t("board.unplaced")),
      h("div", { class: "cards" }, board.unplaced.map((card) => cardOf(card, { cards, struck, edits, shifts, change, use, against: [] })))));
  }
  fill(body,
    h("div", { class: "columns" },
      h("div", { class: "evidence" },
        addingPanel(one.id, again),
        launches.length ? launches : h("p", { class: "empty" }, t(one.files.length ? "board.nothing" : "board.empty")),
        filesSection(one, again), one.files.length ? problemsSection(board.problems) : null),
      side));
  await showOdds(side, { one, views, struck, edits, fly, quietly: true });
}

function launchSection(launch, tools) {
  const against = (id) => launch.conflicts.filter((group) => group.includes(id)).flatMap((group) => group.filter((other) => other !== id));
  const where = [launch.site?.name, launch.vehicle, launch.liftoff?.replace("T", " ").replace(/:\d\dZ$/, " UTC"), launch.catalog].filter(Boolean);
  const byId = new Map(launch.cards.map((card) => [card.id, card]));
  const order = ["flights", "explanations", "nothing"];
  const groups = order.map((weighs) => [weighs, launch.cards.filter((card) => card.weighs === weighs)]).filter(([, some]) => some.length);
  return h("section", {},
    h("h2", {}, launch.title), h("p", { class: "soft" }, where.join(" · ")),
    launch.conflicts.length ? conflictsOf(launch, byId) : null,
    groups.map(([weighs, some]) => [
      h("h3", {}, t(`weighs.${weighs}`), h("span", { class: "soft" }, ` ${some.length}`)),
      h("div", { class: "cards" }, some.map((card) => cardOf(card, { ...tools, byId, against: against(card.id) }))),
    ]));
}

function conflictsOf(launch, byId) {
  const side = (id) => {
    const card = byId.get(id);
    return h("a", { href: `#card-${id}`, onclick: (event) => { event.preventDefault(); go(id); } }, `${card.who}: “${card.says}”`);
  };
  return h("details", { class: "conflicts" }, h("summary", {}, counted("board.conflicts", launch.conflicts.length)),
    h("ul", { class: "plain" }, launch.conflicts.map((group) => h("li", {}, group.map((id, at) => [at ? h("span", { class: "soft" }, ` ${t("board.against")} `) : null, side(id)])))));
}

function go(id) {
  const card = document.getElementById(`card-${id}`);
  card?.scrollIntoView({ block: "center" });
  card?.querySelector("button")?.focus();
}

function cardOf(card, { cards, struck, edits, shifts, change, use, against, byId }) {
  const shift = shifts[card.id];
  const button = h("button", { type: "button", class: "strike", "aria-pressed": "false", onclick: () => change(card.id) });
  const says = h("p", { class: "says" });
  const place = h("div", {});
  const tell = () => fill(says, edits[card.id] ? [h("s", {}, card.says), " ", h("b", {}, saidOf(card, edits[card.id])), h("span", { class: "soft" }, ` (${t("card.edited")})`)] : card.says);
  const close = () => { fill(place); made.querySelector("button.change")?.focus(); };
  const open = () => toggleForm(place, () => editForm(card, edits[card.id], async (edit) => {
    await use(card.id, edit);
    tell();
    close();
  }, close));
  tell();
  const made = h("article", { class: `card ${card.sort}`, id: `card-${card.id}`, "data-id": card.id },
    h("header", {}, h("span", { class: "about" }, card.about), h("span", { class: `hedge ${card.hedge}` }, card.hedge_word)),
    says,
    h("p", { class: "who" }, h("b", {}, card.who), card.via.length ? h("span", { class: "soft" }, ` ← ${card.via.join(" ← ")}`) : null),
    card.quotes.length ? h("details", {}, h("summary", {}, t("card.words")), card.quotes.map((quote) =>
      h("blockquote", { lang: card.lang }, quote.map(([piece, marked]) => (marked ? h("mark", {}, piece) : piece))))) : null,
    against.length && byId ? h("p", { class: "against" }, `${t("card.against")} `, against.map((id, at) => [at ? ", " : "",
      h("a", { href: `#card-${id}`, onclick: (event) => { event.preventDefault(); go(id); } }, byId.get(id)?.who ?? id)])) : null,
    h("footer", {},
      h("span", { class: "weight" }, weightOf(card, shift), card.misfit !== null && card.misfit > 0 ? h("span", { class: card.misfit > 3 ? "far" : "soft" }, ` ${t("card.misfit", { x: card.misfit })}`) : null),
      h("span", {}, card.form ? h("button", { type: "button", class: "change", "aria-label": `${t("card.edit")}: ${card.about}, ${card.who}`, onclick: open }, t("card.edit")) : null, " ", button)),
    place);
  cards.set(made, { card, button });
  markOne(made, card, button, struck);
  return made;
}

function weightOf(card, shift) {
  if (card.weighs === "nothing" || shift === undefined) return null;
  if (shift === null) return h("span", { class: "soft" }, t("card.shift_unknown"));
  const points = 100 * shift;
  return h("span", { class: "shift" },
    h("i", { class: "meter", style: { "--share": String(Math.min(1, Math.sqrt(shift))) }, "aria-hidden": "true" }),
    points < 0.5 ? t("card.shift_none") : t("card.shift", { x: Math.round(points) }));
}

function mark(cards, struck) {
  for (const [made, { card, button }] of cards) markOne(made, card, button, struck);
}

function markOne(made, card, button, struck) {
  const out = struck.has(card.id);
  made.classList.toggle("out", out);
  button.setAttribute("aria-pressed", String(out));
  button.setAttribute("aria-label", `${t(out ? "card.restore" : "card.strike")}: ${card.about}, ${card.who}`);
  button.textContent = t(out ? "card.restore" : "card.strike");
}

async function showOdds(side, { one, views, struck, edits, fly, quietly }) {
  const without = [...struck];
  if (!views) {
    return fill(side, h("h2", {}, t("odds.title")), h("p", {}, t("odds.not_yet")), one.files.length ? flyButtons(fly, without) : null);
  }
  const sorted = (all) => JSON.stringify(Object.entries(all).sort());
  const same = JSON.stringify([...one.dossier.without].sort()) === JSON.stringify([...without].sort()) && sorted(one.dossier.edits) === sorted(edits);
  const started = performance.now();
  const found = same || !one.dossier.draws ? null : await oddsOf(one.id, without, edits, lang());
  const spent = performance.now() - started;
  const parts = [];
  views.launches.forEach((launch, at) => {
    const now = found?.launches[at]?.odds ?? null;
    const odds = now ?? launch.odds;
    parts.push(views.launches.length > 1 ? h("h3", {}, launch.title) : null, firstOdds(odds, now ? launch.odds : null), oddsBars(odds, now ? launch.odds : null));
  });
  const mustFly = !same && (!one.dossier.draws || found?.must_fly);
  fill(side, h("h2", {}, t("odds.title")),
    one.dossier.stale ? h("p", { class: "note" }, t("odds.stale")) : null,
    mustFly ? h("p", { class: "note" }, t("odds.must_fly"), found?.must_fly ? h("span", { class: "soft" }, ` (${found.must_fly})`) : null) : null,
    !mustFly && !same ? h("p", { class: "note good" }, t(Object.keys(edits).length ? "odds.reweighed_edits" : "odds.reweighed", { n: struck.size, m: Object.keys(edits).length, ms: Math.max(1, Math.round(spent)) })) : null,
    same && struck.size ? h("p", { class: "note" }, counted("odds.flown_without", struck.size)) : null,
    parts, oddsLegend(),
    mustFly || !same || one.dossier.stale || one.dossier.quick || !one.dossier.draws ? flyButtons(fly, without, ["fly.again_quick", "fly.again_full"]) : null,
    h("p", { class: "soft small" }, t("odds.how")));
  if (!quietly) announce(mustFly ? t("odds.must_fly") : views.launches.map((launch, at) => {
    const odds = found?.launches[at]?.odds ?? launch.odds;
    return `${odds.bars[0].name}: ${percent(odds.bars[0].p)}`;
  }).join("; "));
  return side;
}

function filesSection(one, again) {
  if (!one.files.length) return null;
  const place = h("div", {});
  return h("section", { class: "files" }, h("h2", {}, t("board.files")),
    h("ul", { class: "index small" }, one.files.map((file) => h("li", {},
      h("div", {}, h("span", { class: "path" }, file.path), h("span", { class: "soft" }, ` ${t(file.kind ? `kind.${file.kind}` : "add.kind_auto")}`)),
      h("span", {},
        h("button", { type: "button", class: "link", "aria-label": `${t("files.edit")} ${file.path}`, onclick: () => edit(place, one, file, again) }, t("files.edit")), " ",
        h("button", { type: "button", class: "link", "aria-label": `${t("files.remove")} ${file.path}`, onclick: async () => {
          await remove(`/cases/${encodeURIComponent(one.id)}/file?path=${encodeURIComponent(file.path)}`);
          again();
        } }, t("files.remove")))))), place);
}

async function edit(place, one, file, again) {
  const path = `/cases/${encodeURIComponent(one.id)}/file?path=${encodeURIComponent(file.path)}`;
  const area = h("textarea", { rows: "14", id: "edited", spellcheck: "false" });
  area.value = await text(path);
  fill(place, h("form", { class: "panel", onsubmit: async (event) => {
    event.preventDefault();
    await put(path, { text: area.value });
    again();
  } }, h("label", { for: "edited" }, file.path), area,
  h("p", { class: "actions" }, h("button", { type: "submit", class: "button main" }, t("files.save")),
    h("button", { type: "button", class: "button", onclick: () => fill(place) }, t("files.leave")))));
  area.focus();
}

function problemsSection(problems) {
  if (!problems.length) return null;
  return h("section", { class: "problems" }, h("h2", {}, t("board.problems")), h("ul", { class: "plain" }, problems.map((problem) =>
    h("li", {}, h("span", { class: "path" }, problem.line ? `${problem.path}:${problem.line}` : problem.path), ` ${problem.what}`,
      problem.hint ? h("span", { class: "soft" }, ` – ${problem.hint}`) : null))));
}
