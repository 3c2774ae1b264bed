/* The words of the scripts, in the language of the page.

In:  English sentences; Django's JavaScriptCatalog, where the page loads it before the modules.
Out: the same sentences in the page's language, with their {values} filled in; numbers and dates as the page writes them.

`makemessages -d djangojs` finds the calls of gettext and ngettext, so they are called by these names. */

export function gettext(english) {
  return globalThis.django?.gettext?.(english) ?? english;
}

export function ngettext(one, many, count) {
  return globalThis.django?.ngettext?.(one, many, count) ?? (count === 1 ? one : many);
}

export function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

export const language = document.documentElement.lang || "en-GB";

const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
const days = new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const months = new Intl.DateTimeFormat(language, { month: "long", year: "numeric", timeZone: "UTC" });

export function number(value) {
  return numbers.format(value);
}

export function day(iso) {
  return days.format(new Date(`${iso.slice(0, 10)}T00:00:00Z`));
}

export function month(iso) {
  return months.format(new Date(`${iso.slice(0, 7)}-01T00:00:00Z`));
}
