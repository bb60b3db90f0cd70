// Adding evidence: files dropped or chosen, text pasted.

import { fill, h } from "../dom.js";
import { post } from "../api.js";
import { t } from "../words.js";

/** Let the user choose files. */
export function pickFiles(accept, several, take) {
  const input = h("input", { type: "file", accept, multiple: several });
  input.addEventListener("change", () => { if (input.files.length) take([...input.files]); });
  input.click();
}

/** What was refused, and what to do. */
export function refusals(errors) {
  return errors.map((error) => h("p", { class: "refused" },
    (error.error ?? error.message) === "no-server" ? t("error.server") : (error.error ?? error.message),
    error.hint ? h("span", { class: "soft" }, ` – ${error.hint}`) : null));
}

/** The place to add evidence to a case; `added` is called when something was. */
export function addingPanel(id, added) {
  const said = h("div", { role: "alert" });
  const send = async (files) => {
    const body = new FormData();
    for (const file of files) body.append("files", file);
    try {
      const done = await post(`/cases/${encodeURIComponent(id)}/files`, body);
      fill(said, refusals(done.refused));
      if (done.added.length) added();
    } catch (error) {
      fill(said, refusals([error]));
    }
  };
  const area = h("textarea", { id: "paste", rows: "5", placeholder: t("add.paste_hint") });
  const fields = ["outlet", "published", "url"].map((name) => h("input", { id: `paste-${name}`, maxlength: "300" }));
  const kind = h("select", { id: "paste-kind" }, ["", "report", "notice", "telemetry", "track", "elements"].map((one) =>
    h("option", { value: one }, t(one ? `kind.${one}` : "add.kind_auto"))));
  const paste = async (event) => {
    event.preventDefault();
    if (!area.value.trim()) return area.focus();
    const [outlet, published, url] = fields.map((field) => field.value);
    try {
      await post(`/cases/${encodeURIComponent(id)}/texts`, { text: area.value, outlet, published, url, kind: kind.value || null });
      added();
    } catch (error) {
      fill(said, refusals([error]));
    }
  };
  const zone = h("div", { class: "drop",
    ondragover: (event) => { event.preventDefault(); zone.classList.add("over"); },
    ondragleave: () => zone.classList.remove("over"),
    ondrop: (event) => {
      event.preventDefault();
      zone.classList.remove("over");
      if (event.dataTransfer.files.length) send([...event.dataTransfer.files]);
      else area.value = event.dataTransfer.getData("text/plain");
    } },
    h("p", {}, t("add.drop"), " ", h("button", { type: "button", class: "link", onclick: () => pickFiles("", true, send) }, t("add.choose"))),
    h("details", {}, h("summary", {}, t("add.paste")),
      h("form", { onsubmit: paste },
        h("label", { for: "paste" }, t("add.text")), area,
        h("div", { class: "fields" },
          field("paste-outlet", t("add.outlet"), fields[0]), field("paste-published", t("add.published"), fields[1]),
          field("paste-url", t("add.url"), fields[2]), field("paste-kind", t("add.kind"), kind)),
        h("button", { type: "submit", class: "button" }, t("add.add")))));
  return h("div", {}, zone, said);
}

function field(id, label, input) {
  return h("div", {}, h("label", { for: id }, label), input);
}
