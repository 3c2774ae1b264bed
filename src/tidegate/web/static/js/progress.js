/* How far a job is, asked of the server until it has ended.

In:  <section data-progress-url="…json" data-done-url="…"> with a <progress> and an element [data-progress-words].
     JSON: {"state": waiting|running|done|failed|cancelled, "share": 0..1 or null, "left_s": seconds or null, "step", "message"}.
Out: the bar and the words, told to screen readers when the step or each tenth changes; at the end the page data-done-url. */

import { fill, gettext, ngettext, number } from "./words.js";

const FIRST_MS = 1000;
const LONGEST_MS = 10000;

export function wakeProgress(section) {
  const bar = section.querySelector("progress");
  const words = section.querySelector("[data-progress-words]");
  let wait = FIRST_MS;
  let told = "";

  async function ask() {
    if (!section.isConnected) return;
    try {
      const answer = await fetch(section.dataset.progressUrl, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      if (show(await answer.json())) return;
      wait = FIRST_MS;
    } catch {
      wait = Math.min(wait * 2, LONGEST_MS);
      words.textContent = gettext("The server does not answer. Trying again; the work itself goes on.");
    }
    setTimeout(ask, wait);
  }

  /* Shows one answer; true when the job has ended. */
  function show(job) {
    if (job.share === null || job.share === undefined) bar.removeAttribute("value");
    else bar.value = job.share;
    const step = `${job.state} ${job.step} ${Math.floor((job.share ?? 0) * 10)}`;
    if (step !== told || job.state !== "running") words.textContent = sentence(job);
    told = step;
    if (!["done", "failed", "cancelled"].includes(job.state)) return false;
    section.dataset.ended = job.state;
    if (section.dataset.doneUrl) location.assign(section.dataset.doneUrl);
    return true;
  }

  ask();
}

export function sentence(job) {
  if (job.state === "waiting") return gettext("Waiting to begin.");
  if (job.state === "done") return job.message || gettext("Done.");
  if (job.state === "failed") return job.message || gettext("This did not work. The next page says why.");
  if (job.state === "cancelled") return job.message || gettext("Cancelled.");
  const parts = [];
  if (job.share !== null && job.share !== undefined) parts.push(`${Math.floor(job.share * 100)} %`);
  if (job.step) parts.push(job.step);
  if (job.left_s !== null && job.left_s !== undefined) parts.push(timeLeft(job.left_s));
  return parts.join(" · ");
}

function timeLeft(seconds) {
  if (seconds < 60) return gettext("less than a minute left");
  const minutes = Math.ceil(seconds / 60);
  return fill(ngettext("about {n} minute left", "about {n} minutes left", minutes), { n: number(minutes) });
}
