/* The staff's face: keys, picking rows, turning sheets. Every key is also a visible button or link (data-key). */
"use strict";

(() => {
  const typing = (element) => element.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
  const visible = (element) => element.getClientRects().length > 0;
  const rows = () => [...document.querySelectorAll(".wb-list tbody tr[id]")];

  const move = (step) => {
    const all = rows();
    if (!all.length) return;
    const at = all.findIndex((row) => row.classList.contains("cur"));
    const next = all[Math.min(all.length - 1, Math.max(0, at + step))];
    all.forEach((row) => row.classList.toggle("cur", row === next));
    (next.querySelector("a.t") || next.querySelector("input, button"))?.focus();
  };
  const pick = () => document.querySelector(".wb-list tr.cur input[name=row]")?.click();
  const act = (key) => document.querySelector(`.wb-list tr.cur [data-row-key="${CSS.escape(key)}"]`);
  const count = () => {
    const picked = document.querySelectorAll(".wb-list input[name=row]:checked").length;
    document.querySelectorAll("[data-picked]").forEach((place) => (place.textContent = picked));
    document.querySelectorAll("[data-count]").forEach((bar) => (bar.dataset.count = picked));
  };
  const keys = { j: () => move(1), k: () => move(-1), x: pick, "?": () => document.getElementById("keys")?.showModal() };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (document.body.dataset.keys === "off" || typing(event.target) || document.querySelector("dialog[open]")) return;
    const key = event.key.toLowerCase();
    const focusable = document.querySelector(`[data-key-focus="${CSS.escape(key)}"]`);
    const named = [...document.querySelectorAll("[data-key]")].find((e) => e.dataset.key.toLowerCase() === key && visible(e));
    if (focusable) focusable.focus();
    else if (act(key)) act(key).click();
    else if (named) named.click();
    else if (keys[key]) keys[key]();
    else return;
    event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens)?.showModal();
    const tool = event.target.closest("[data-view]");
    if (tool) turn(tool);
  });

  /* Five sizes and four turns; the style sheet draws them. */
  const turn = (tool) => {
    const sheet = tool.closest("[data-viewer]")?.querySelector("[data-sheet]");
    if (!sheet) return;
    const size = Number(sheet.dataset.size || 0);
    if (tool.dataset.view === "closer") sheet.dataset.size = Math.min(4, size + 1);
    if (tool.dataset.view === "farther") sheet.dataset.size = Math.max(0, size - 1);
    if (tool.dataset.view === "turn") sheet.dataset.turn = (Number(sheet.dataset.turn || 0) + 90) % 360;
  };

  document.addEventListener("change", (event) => {
    const all = event.target.dataset.pickAll;
    if (!all) {
      event.target.closest("tr")?.classList.toggle("sel", event.target.name === "row" && event.target.checked);
      count();
      return;
    }
    for (const box of document.getElementById(all).querySelectorAll("input[name=row]")) {
      box.checked = event.target.checked;
      box.closest("tr").classList.toggle("sel", box.checked);
    }
    count();
  });
})();
