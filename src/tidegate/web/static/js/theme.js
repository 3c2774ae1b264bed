/* Light or dark, decided before anything is painted.

In:  the choice kept in this browser ("light", "dark" or none), else what the system prefers.
Out: data-bs-theme on <html>, which the tokens and Bootstrap read; a button [data-theme-next] walks through the three;
     CustomEvent("tg:theme") on the document, for maps and networks hold colours of their own.

A classic script in the head, for a module would come after the first paint. */

(() => {
  const KEY = "tidegate-theme";
  const system = matchMedia("(prefers-color-scheme: dark)");
  const root = document.documentElement;

  function kept() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // storage is switched off: the system decides
    }
  }

  function show() {
    const theme = kept() ?? (system.matches ? "dark" : "light");
    if (root.dataset.bsTheme !== theme) {
      root.dataset.bsTheme = theme;
      document.dispatchEvent(new CustomEvent("tg:theme"));
    }
    root.classList.add("tg-scripted");
  }

  function next() {
    const choices = ["light", "dark", null];
    const choice = choices[(choices.indexOf(kept()) + 1) % choices.length];
    try {
      if (choice) localStorage.setItem(KEY, choice);
      else localStorage.removeItem(KEY);
    } catch {
      return;
    }
    show();
  }

  show();
  system.addEventListener("change", show);
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-theme-next]")) next();
  });
})();
