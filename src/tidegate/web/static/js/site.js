/* Wakes what a page holds: only the modules that are needed are loaded.

In:  the page, and whatever htmx or review.js put into it later.
Out: each component woken once (data-awake). */

import { wakeKeys } from "./keys.js";

const COMPONENTS = [
  ["table[data-of]", async (element) => (await import("./table.js")).wakeTable(element)],
  ["figure[data-map-url]", async (element) => (await import("./map.js")).wakeMap(element)],
  ["figure[data-network-url]", async (element) => (await import("./network.js")).wakeNetwork(element)],
  ["[data-review]", async (element) => (await import("./review.js")).wakeReview(element)],
  ["[data-progress-url]", async (element) => (await import("./progress.js")).wakeProgress(element)],
];

function wake(within) {
  for (const [selector, awaken] of COMPONENTS) {
    const found = [...within.querySelectorAll(selector)];
    if (within.matches?.(selector)) found.push(within);
    for (const element of found) {
      if ("awake" in element.dataset) continue;
      element.dataset.awake = "";
      awaken(element);
    }
  }
}

document.documentElement.classList.add("tg-scripted");
// On a narrow screen the entry of this page may stand beyond the edge of the navigation.
const nav = document.querySelector(".tg-nav");
const here = nav?.querySelector("[aria-current]");
if (here) nav.scrollLeft += here.getBoundingClientRect().left - nav.clientWidth / 3;
wakeKeys();
wake(document.body);
document.addEventListener("htmx:load", (event) => wake(event.detail?.elt ?? document.body));
document.addEventListener("tg:woken", (event) => wake(event.detail.within));
