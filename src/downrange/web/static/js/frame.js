// The frame of every view: brand, language, light or dark, and the place that the view fills.

import { fill, h } from "./dom.js";
import { LANGUAGES, lang, t } from "./words.js";

const THEMES = ["system", "light", "dark"];

/** Draw the frame and give the element for the view. */
export function frame(parts, theme) {
  const place = h("main", { id: "view", tabindex: "-1" });
  fill(
    document.body,
    h("a", { class: "skip", href: "#view", onclick: (event) => { event.preventDefault(); place.focus(); } }, t("nav.skip")),
    h("header", { class: "bar" },
      h("a", { class: "brand", href: "#/" }, "Downrange"),
      h("nav", { "aria-label": t("nav.label") },
        link("#/", t("nav.cases"), !parts.length || parts[0] === "case"),
        link("#/compare", t("nav.compare"), parts[0] === "compare"),
        link("#/api", "API", parts[0] === "api")),
      h("div", { class: "choices" },
        h("div", { role: "group", "aria-label": t("nav.language") }, LANGUAGES.map((one) =>
          h("button", { type: "button", class: "choice", "aria-pressed": String(one === lang()), lang: one,
            onclick: () => choose("lang", one) }, one.toUpperCase()))),
        h("label", { class: "theme" }, h("span", { class: "sr" }, t("nav.theme")),
          h("select", { onchange: (event) => choose("theme", event.target.value) },
            THEMES.map((one) => h("option", { value: one, selected: one === theme }, t(`theme.${one}`))))))),
    place,
    h("div", { id: "said", class: "sr", role: "status", "aria-live": "polite" }),
  );
  document.title = "Downrange";
  return place;
}

function link(href, text, here) {
  return h("a", { href, "aria-current": here ? "page" : null }, text);
}

/** Keep a choice, in the address too when it is there, and show the view again. */
function choose(name, value) {
  localStorage.setItem(`downrange-${name}`, value);
  const changed = location.hash.replace(new RegExp(`([?&]${name}=)[^&]*`), `$1${value}`);
  if (changed !== location.hash) location.hash = changed;
  else document.dispatchEvent(new Event("downrange-again"));
}
