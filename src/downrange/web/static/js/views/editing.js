// Changing a claim's value: a small form on its card, as its kind asks.

import { fill, h } from "../dom.js";
import { t } from "../words.js";

/** The form for a claim. `use` takes the edit, or null for what was read. */
export function editForm(card, edit, use, close) {
  const form = card.form;
  const id = `edit-${card.id}`;
  const now = edit?.[form.field] ?? form.now;
  const input = inputOf(form, id, now);
  const place = h("form", { class: "edit", onsubmit: (event) => {
    event.preventDefault();
    const value = valueOf(form, input);
    if (value !== null) use({ [form.field]: value });
  } },
  h("label", { for: id }, t(`card.field.${form.field}`), form.unit ? h("span", { class: "soft" }, ` ${form.unit}`) : null), input,
  h("span", { class: "actions" },
    h("button", { type: "submit", class: "button main" }, t("card.save")),
    edit ? h("button", { type: "button", class: "button", onclick: () => use(null) }, t("card.back")) : null,
    h("button", { type: "button", class: "button", onclick: close }, t("card.leave"))));
  place.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  return place;
}

function inputOf(form, id, now) {
  if (form.field === "choice") {
    return h("select", { id, required: true }, form.choices.map((each) => h("option", { value: each.value, selected: each.value === now }, each.name)));
  }
  const kinds = { number: ["number", "any"], distance_km: ["number", "any"], utc: ["datetime-local", "1"], place: ["text", null] };
  const [type, step] = kinds[form.field];
  const input = h("input", { id, type, step, required: true, autocomplete: "off", pattern: form.field === "place" ? "\\s*-?[0-9.]+\\s*[,;]\\s*-?[0-9.]+\\s*" : null });
  input.value = form.field === "place" ? now.join(", ") : form.field === "utc" ? String(now).slice(0, 19).replace("Z", "") : String(now);
  return input;
}

function valueOf(form, input) {
  if (form.field === "choice") return input.value;
  if (form.field === "utc") return `${input.value}Z`;
  if (form.field === "place") {
    const pair = input.value.split(/[,;]/).map(Number);
    return pair.length === 2 && pair.every(Number.isFinite) ? pair : null;
  }
  const number = Number(input.value);
  return Number.isFinite(number) ? number : null;
}

/** A value as the card shows it once it was changed. */
export function saidOf(card, edit) {
  const form = card.form;
  const value = edit[form.field];
  if (form.field === "choice") return form.choices.find((each) => each.value === value)?.name ?? value;
  if (form.field === "place") return value.join("°, ") + "°";
  return form.unit ? `${value}\u00a0${form.unit}` : String(value);
}

/** Put a form on a card, or take it off. */
export function toggleForm(place, made) {
  if (place.firstChild) fill(place);
  else {
    fill(place, made());
    place.querySelector("input, select")?.focus();
  }
}
