/* The citizens' face: the seconds of a shown code, the print button, arrows in a list of suggestions. */
"use strict";

(() => {
  const countDown = (bar) => {
    const told = document.getElementById(bar.dataset.countdown);
    const ends = Date.now() + bar.value * 1000;
    const tick = () => {
      if (!bar.isConnected) return;
      const left = Math.max(0, Math.ceil((ends - Date.now()) / 1000));
      bar.value = left;
      if (told) told.textContent = left;
      if (left) setTimeout(tick, 250);
      else if (bar.dataset.then) window.location.assign(bar.dataset.then);
    };
    tick();
  };
  const countAll = (part) => part.querySelectorAll("progress[data-countdown]").forEach(countDown);
  countAll(document);
  document.addEventListener("htmx:afterSwap", (event) => countAll(event.detail.elt.parentElement || document));

  for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());

  /* Down from the field into what it proposes, up and down among the links, Escape puts it away. */
  for (const field of document.querySelectorAll("[data-suggests]")) {
    const list = document.getElementById(field.dataset.suggests);
    const links = () => [...list.querySelectorAll("a")];
    const away = () => list.replaceChildren();
    document.addEventListener("keydown", (event) => {
      const at = links().indexOf(document.activeElement);
      if (document.activeElement !== field && at < 0) return;
      if (event.key === "Escape") {
        away();
        field.focus();
      } else if (["ArrowDown", "ArrowUp"].includes(event.key) && links().length) {
        event.preventDefault();
        (links()[at + (event.key === "ArrowDown" ? 1 : -1)] || field).focus();
      }
    });
    document.addEventListener("click", (event) => {
      if (!list.contains(event.target) && event.target !== field) away();
    });
  }
})();
