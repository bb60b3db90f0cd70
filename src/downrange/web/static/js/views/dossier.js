// The dossier as it is handed on, and its files.

import { fill, h } from "../dom.js";
import { lang, t } from "../words.js";
import { notYet } from "./case.js";

const FILES = ["dossier.html", "dossier.json", "areas.geojson", "impacts.geojson", "tracks.geojson", "dossier.kml", "dossier.czml", "flights.parquet", "provenance.json"];

/** Show the dossier. */
export async function showDossier(body, { one, fly }) {
  if (!one.dossier) return notYet(body, fly, one);
  const base = `/api/cases/${encodeURIComponent(one.id)}`;
  fill(body, h("div", { class: "paper" },
    h("p", { class: "files soft" }, h("a", { href: `${base}/page?lang=${lang()}`, target: "_blank", rel: "noopener" }, t("dossier.alone")), " · ",
      h("a", { href: `${base}/export`, download: `${one.id}.zip` }, t("dossier.zip")), " · ",
      h("a", { href: `${base}/pdf?lang=${lang()}`, download: `${one.id}.pdf` }, "PDF"), " · ",
      h("a", { href: `${base}/figures?lang=${lang()}`, download: `${one.id}-figures.zip` }, t("dossier.figures")),
      FILES.map((name) => [" · ", h("a", { href: `${base}/dossier/${name}`, download: name }, name)])),
    h("iframe", { src: `${base}/page?lang=${lang()}`, title: t("dossier.title", { title: one.title }) })));
}
