// Light or dark, before anything is drawn: as the system says, until somebody chooses. No module, so that nothing flashes.
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    root.dataset.theme = localStorage.getItem("ingest-theme") ?? (system.matches ? "dark" : "light");
    dispatchEvent(new Event("themechange"));
  };
  system.addEventListener("change", apply);
  addEventListener("themetoggle", () => {
    localStorage.setItem("ingest-theme", root.dataset.theme === "dark" ? "light" : "dark");
    apply();
  });
  apply();
})();
