// Runs before the page is drawn, so that a theme which was chosen earlier does not flash in. No module for that reason.
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);

  const chosen = localStorage.getItem("theme");
  if (chosen) {
    root.dataset.theme = chosen;
  }

  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    const changed = () => {
      button.setAttribute("aria-pressed", isDark());
      document.dispatchEvent(new Event("theme"));
    };
    button.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      localStorage.setItem("theme", root.dataset.theme);
      changed();
    });
    system.addEventListener("change", changed);
    changed();
  });
})();
