// The page's words in the reader's language, and numbers as that language writes them.

let phrases = {};
let language = "en";

export const LANGUAGES = ["en", "fr"];

/** Load a language's words. */
export async function speak(lang) {
  const answer = await fetch(`/static/lang/${lang}.json`);
  phrases = await answer.json();
  language = lang;
  document.documentElement.lang = lang;
}

export const lang = () => language;

/** The phrase at a key with its {fields} filled in. */
export function t(key, fields = {}) {
  const phrase = phrases[key] ?? key;
  return phrase.replace(/\{(\w+)\}/g, (_, name) => fields[name] ?? "");
}

/** One or many: keys `key.one` and `key.many`. */
export const counted = (key, n) => t(`${key}.${n === 1 ? "one" : "many"}`, { n: number(n) });

export const number = (value, digits = 0) =>
  value.toLocaleString(language === "fr" ? "fr-FR" : "en-US", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });

/** A probability: whole percents, more digits near 0 and 1, never a bare 0 or 100. */
export function percent(share) {
  if (share === null || share === undefined) return "–";
  if (share < 0.001) return `<\u00a0${number(0.1, 1)}\u202f%`;
  if (share > 0.999) return `>\u00a0${number(99.9, 1)}\u202f%`;
  const fine = share < 0.0095 || share > 0.9905;
  return `${number(100 * share, fine ? 1 : 0)}\u202f%`;
}

/** T+139 s; over ten minutes T+12 min 5 s. */
export function elapsed(seconds) {
  const whole = Math.round(seconds);
  if (whole < 600) return `T+${whole} s`;
  return `T+${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** Median with the 90 % interval, to the digits its width allows. */
export function interval(found) {
  if (!found) return "–";
  const width = found.q95 - found.q05;
  const digits = width > 0 ? Math.min(3, Math.max(0, 1 - Math.floor(Math.log10(width)))) : 0;
  return `${number(found.median, digits)} [${number(found.q05, digits)} – ${number(found.q95, digits)}]`;
}
