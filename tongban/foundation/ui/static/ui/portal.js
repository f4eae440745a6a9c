/* The citizens' face: the seconds of a shown code, the print button, arrows in a list of suggestions. */
"use strict";

(() => {
  for (const bar of document.querySelectorAll("progress[data-countdown]")) {
    const told = document.getElementById(bar.dataset.countdown);
    const ends = Date.now() + bar.value * 1000;
    const tick = () => {
      const left = Math.max(0, Math.ceil((ends - Date.now()) / 1000));
      bar.value = left;
      if (told) told.textContent = left;
      if (left) setTimeout(tick, 250);
      else if (bar.dataset.then) window.location.assign(bar.dataset.then);
    };
    tick();
  }

  for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());
})();
