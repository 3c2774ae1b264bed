/* A form that narrows what a figure shows.

In:  <form data-reloads="X"> whose controls change; a range with data-words="A|B|…" says its value in an <output>.
Out: the figure's address with the form's values, given to `reload` once the controls rest; the last change wins.
     Without scripts the form is sent as forms are, and the server narrows the page. */

const REST_MS = 200;

export function wakeForm(figure, address, reload) {
  const form = document.querySelector(`form[data-reloads="${CSS.escape(figure.id)}"]`);
  if (!form) return;
  let waiting = 0;
  let turn = 0;

  async function go() {
    const url = new URL(address, location.href);
    for (const [name, value] of new FormData(form)) {
      if (value === "") url.searchParams.delete(name);
      else url.searchParams.set(name, value);
    }
    const mine = ++turn;
    figure.setAttribute("aria-busy", "true");
    try {
      await reload(url.href);
    } catch (error) {
      console.error(error);
    } finally {
      if (mine === turn) figure.removeAttribute("aria-busy");
    }
  }

  function later() {
    clearTimeout(waiting);
    waiting = setTimeout(go, REST_MS);
  }

  for (const range of form.querySelectorAll("input[type=range][data-words]")) {
    range.addEventListener("input", () => sayRange(range));
    sayRange(range);
  }
  form.addEventListener("input", later);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    go();
  });
}

function sayRange(range) {
  const words = range.dataset.words.split("|")[Number(range.value) - Number(range.min || 0)] ?? range.value;
  range.setAttribute("aria-valuetext", words);
  const output = range.parentElement.querySelector("output");
  if (output) output.textContent = words;
}
