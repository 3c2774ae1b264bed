/* Judging pairs by keyboard.

In:  <section data-review> with a form whose buttons have data-key (s same, d different, k skip, u undo); the token in
     <meta name="csrf-token">.
Out: the form sent, the answer's [data-review] in place of the old one, the focus on its heading, and what happened in
     [data-review-says]. A form with hx-post is left to htmx; its buttons are pressed all the same. */

import { isTyping } from "./elements.js";
import { addKeys, keysAreOn } from "./keys.js";
import { gettext } from "./words.js";

let woken = false;
let sending = false;

export function wakeReview() {
  addKeys(gettext("Judging pairs"), [
    ["S", gettext("the same")],
    ["D", gettext("different")],
    ["K", gettext("skip, for now")],
    ["U", gettext("undo the last judgement")],
  ]);
  if (woken) return; // the listeners are the document's, and outlive the pair
  woken = true;
  document.addEventListener("keydown", press);
  document.addEventListener("submit", submit);
}

function press(event) {
  if (isTyping(event) || event.shiftKey || event.repeat || !keysAreOn() || document.querySelector("dialog[open]")) return;
  const key = event.key.toLowerCase();
  const wanted = [...document.querySelectorAll("[data-review] button[data-key]")].find((one) => one.dataset.key === key);
  if (!wanted || wanted.disabled) return;
  event.preventDefault();
  wanted.click();
}

async function submit(event) {
  const section = event.target.closest("[data-review]");
  if (!section || event.target.hasAttribute("hx-post")) return;
  event.preventDefault();
  if (sending) return; // a key held down, or a double click: one judgement
  sending = true;
  const says = section.querySelector("[data-review-says]");
  try {
    const answer = await fetch(event.target.action, {
      method: "POST",
      body: new FormData(event.target, event.submitter),
      headers: { "X-CSRFToken": token() },
    });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    // A refusal that comes as a pair says itself what was refused, and lets the judge go on.
    if (answer.ok || page.querySelector("[data-review]")) replace(section, page);
    else say(says, page.querySelector("[data-message]")?.textContent.trim() || refused(answer.status));
  } catch {
    say(says, gettext("The server does not answer. Nothing was judged; try again."));
  } finally {
    sending = false;
  }
}

function replace(section, page) {
  const next = page.querySelector("[data-review]");
  if (!next) {
    location.reload(); // signed out, or something that is not a pair: let the server show it
    return;
  }
  section.replaceWith(document.adoptNode(next));
  next.querySelector("h1, h2, h3")?.focus({ preventScroll: true });
  document.dispatchEvent(new CustomEvent("tg:woken", { detail: { within: next } }));
}

function say(says, sentence) {
  if (says) says.textContent = sentence;
}

function refused(status) {
  if (status === 409) return gettext("Somebody else has judged this pair. Load the page again to see the next.");
  if (status === 403) return gettext("The page is too old, or you are signed out. Load it again; nothing was judged.");
  return gettext("That did not work. Nothing was judged; load the page again.");
}

function token() {
  return document.querySelector('meta[name="csrf-token"]')?.content ?? "";
}
