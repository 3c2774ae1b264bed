/* The keys of this page, shown with `?` or by a button [data-open-keys].

In:  addKeys(title, [[keys, meaning], …]) from whichever module has keys.
Out: a dialog that lists them; keysAreOn() for modules whose single letters work on the whole page. The dialog can
     switch those off, for whoever speaks to the computer; the choice stays in this browser. */

import { button, isTyping, make } from "./elements.js";
import { gettext } from "./words.js";

const KEPT = "tidegate-single-keys";
const groups = new Map();

export function addKeys(title, keys) {
  groups.set(title, keys);
}

export function keysAreOn() {
  try {
    return localStorage.getItem(KEPT) !== "off";
  } catch {
    return true; // storage is switched off: the keys stay on
  }
}

function keep(on) {
  try {
    localStorage.setItem(KEPT, on ? "on" : "off");
  } catch {
    // The choice holds for this page only.
  }
}

function listOf(keys) {
  const terms = keys.flatMap(([typed, meaning]) => [
    make("dt", {}, ...typed.split(" ").flatMap((key, at) => [at ? " " : null, make("kbd", { text: key })])),
    make("dd", { text: meaning }),
  ]);
  return make("dl", {}, ...terms);
}

export function openKeys() {
  document.querySelector("dialog.tg-keys")?.remove();
  const close = () => dialog.close();
  const box = make("input", { class: "form-check-input", type: "checkbox", id: "tg-single-keys" });
  box.checked = keysAreOn();
  box.addEventListener("change", () => keep(box.checked));
  const dialog = make("dialog", { class: "tg-keys", "aria-labelledby": "tg-keys-title", on: { close: () => dialog.remove() } },
    make("h2", { id: "tg-keys-title", text: gettext("Keys of this page") }),
    ...[...groups].flatMap(([title, keys]) => [make("h3", { text: title }), listOf(keys)]),
    make("p", { class: "form-check" }, box,
      make("label", { class: "form-check-label", for: "tg-single-keys", text: gettext("Single letters are keys, wherever I am on the page") })),
    button(gettext("Close"), close, { class: "btn btn-primary" }),
  );
  document.body.append(dialog);
  dialog.showModal();
}

export function wakeKeys() {
  addKeys(gettext("Everywhere"), [
    ["?", gettext("show this list")],
    ["Tab", gettext("go to the next control, map, network or table")],
    ["Esc", gettext("close this list; choose nothing")],
  ]);
  document.addEventListener("keydown", (event) => {
    if (event.key === "?" && !isTyping(event) && keysAreOn()) openKeys();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-open-keys]")) openKeys();
  });
}
