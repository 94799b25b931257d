// Light or dark, before anything is drawn: as the system says, until somebody chooses. No module, so that nothing flashes.
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const show = (theme) => {
    root.dataset.theme = theme;
    dispatchEvent(new Event("themechange"));
  };
  const apply = () => show(localStorage.getItem("ingest-theme") ?? (system.matches ? "dark" : "light"));
  system.addEventListener("change", apply);
  addEventListener("beforeprint", () => show("light"));
  addEventListener("afterprint", apply);
  addEventListener("themetoggle", () => {
    localStorage.setItem("ingest-theme", root.dataset.theme === "dark" ? "light" : "dark");
    apply();
  });
  apply();
})();
