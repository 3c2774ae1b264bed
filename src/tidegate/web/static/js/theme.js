/* Light or dark, decided before anything is painted.

In:  the choice kept in this browser ("light", "dark" or none), else what the system prefers.
Out: data-bs-theme on <html>, which the tokens and Bootstrap read; a button [data-theme-next] changes it;
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

  /* The other of the two; nothing is kept where that is what the system prefers anyway. */
  function next() {
    const other = root.dataset.bsTheme === "dark" ? "light" : "dark";
    try {
      if ((other === "dark") === system.matches) localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, other);
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
