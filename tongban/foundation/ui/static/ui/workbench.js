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
  /* Points of a review: 1 2 3 answers the one in hand, or the first that is open, and goes on to the next. */
  const points = () => [...document.querySelectorAll(".wb-points fieldset")];
  const takePoint = (point) => {
    points().forEach((each) => each.parentElement.classList.toggle("focus", each === point));
    (point.querySelector("input:checked") || point.querySelector("input")).focus();
  };
  const movePoint = (step) => {
    const all = points();
    const at = all.findIndex((each) => each.parentElement.classList.contains("focus"));
    takePoint(all[Math.min(all.length - 1, Math.max(0, at + step))]);
  };
  const answer = (number) => {
    const all = points();
    if (!all.length) return;
    const inHand = all.find((each) => each.parentElement.classList.contains("focus"));
    const point = inHand || all.find((each) => !each.querySelector("input:checked")) || all[0];
    point.querySelectorAll("input")[number - 1]?.click();
    takePoint(all[Math.min(all.length - 1, all.indexOf(point) + 1)]);
  };
  const go = (step) => (!rows().length && points().length ? movePoint(step) : move(step));
  const keys = { j: () => go(1), k: () => go(-1), x: pick, "?": () => document.getElementById("keys")?.showModal() };
  for (const number of [1, 2, 3]) keys[number] = () => answer(number);

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

  /* What is typed on a page (data-typed) and not sent yet stays while one looks at its other parts, in this window. */
  const typed = document.querySelector("[data-typed]");
  const controls = () => [...typed.querySelectorAll("textarea, select, input:not([type=hidden])")].filter((each) => each.name);
  const nameOf = (control) => [control.form?.id || control.form?.getAttribute("action"), control.name].join("|");
  const read = () => JSON.parse(sessionStorage.getItem(`typed.${typed.dataset.typed}`) || "{}");
  const isChoice = (control) => control.matches("[type=radio], [type=checkbox]");
  if (typed) {
    const kept = read();
    for (const control of controls()) {
      const value = kept[nameOf(control)];
      if (!value || (!isChoice(control) && control.value && !control.matches("select"))) continue;
      if (isChoice(control)) control.checked = control.value === value;
      else control.value = value;
      const folded = control.closest("details");
      if (folded) folded.open = true;
    }
    typed.addEventListener("input", ({ target }) => {
      if (!target.name || target.type === "hidden") return;
      const value = isChoice(target) && !target.checked ? "" : target.value;
      sessionStorage.setItem(`typed.${typed.dataset.typed}`, JSON.stringify({ ...read(), [nameOf(target)]: value }));
    });
    document.addEventListener("submit", (event) => {
      if (typed.contains(event.target)) sessionStorage.removeItem(`typed.${typed.dataset.typed}`);
    });
  }
})();
