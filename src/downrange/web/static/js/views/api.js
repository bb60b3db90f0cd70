// The API, read from its own description.

import { fill, h } from "../dom.js";
import { get } from "../api.js";
import { t } from "../words.js";

/** Show every route. */
export async function showApi(place) {
  const spec = await get("/openapi.json");
  const rows = Object.entries(spec.paths).flatMap(([path, verbs]) => Object.entries(verbs).map(([verb, what]) => [verb.toUpperCase(), path, what]));
  document.title = "API – Downrange";
  fill(place, h("div", { class: "page" }, h("h1", {}, "API"), h("p", { class: "lead" }, t("api.lead"), " ", h("a", { href: "/api/openapi.json" }, "openapi.json")),
    h("dl", { class: "routes" }, rows.map(([verb, path, what]) => [
      h("dt", {}, h("code", {}, h("b", {}, verb), ` ${path}`)), h("dd", {}, what.description ?? what.summary)]))));
}
