/* What every page does once scripts run. Pages work without: this only saves reloads and says what happens.
   Sentences come from the server (data attributes of body), so they are in the visitor's language. */
"use strict";

(() => {
  const BUSY_AFTER = 300;
  const SLOW_AFTER = 8000;
  const words = document.body.dataset;
  const timers = new WeakMap();

  document.documentElement.classList.add("scripted");

  const say = (text) => {
    const region = document.getElementById("said");
    if (region && text) region.textContent = text;
  };

  /* The pressed button says so; pressing again does nothing until the answer is here. */
  const markBusy = (button) => {
    if (!button || button.dataset.idle) return;
    button.dataset.idle = button.innerHTML;
    button.textContent = button.dataset.busy || words.busy;
    button.setAttribute("aria-disabled", "true");
  };
  const markIdle = (button) => {
    if (!button || !button.dataset.idle) return;
    button.innerHTML = button.dataset.idle;
    delete button.dataset.idle;
    button.removeAttribute("aria-disabled");
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    if (form.method !== "post" || form.matches("[hx-post], [hx-put], [hx-patch], [hx-delete]")) return;
    form.dataset.sent = "true";
    const button = event.submitter;
    setTimeout(() => markBusy(button), BUSY_AFTER);
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      form.querySelectorAll("[data-idle]").forEach(markIdle);
    }
  });

  const buttonOf = (source) => (source.matches("button") ? source : source.querySelector("button:not([type=button])"));

  document.addEventListener("htmx:before:request", (event) => {
    const { sourceElement, target } = event.detail.ctx;
    if (target && target.setAttribute) target.setAttribute("aria-busy", "true");
    if (!sourceElement) return;
    timers.set(sourceElement, [
      setTimeout(() => markBusy(buttonOf(sourceElement)), BUSY_AFTER),
      setTimeout(() => say(words.slow), SLOW_AFTER),
    ]);
  });
  document.addEventListener("htmx:finally:request", (event) => {
    const { sourceElement, target } = event.detail.ctx;
    if (target && target.removeAttribute) target.removeAttribute("aria-busy");
    if (!sourceElement) return;
    (timers.get(sourceElement) || []).forEach(clearTimeout);
    markIdle(buttonOf(sourceElement));
  });
  /* Focus goes to what asks for it; a change is told once, in the polite region. */
  document.addEventListener("htmx:after:swap", (event) => {
    const target = event.detail.ctx.target;
    const root = target && document.contains(target) ? target : document;
    const wanted = root.querySelector("[autofocus]");
    if (wanted) wanted.focus();
    const told = root.querySelector("[data-say]");
    if (told) say(told.dataset.say);
  });
  document.addEventListener("htmx:error", () => say(words.offline));

  const summary = document.getElementById("errors");
  if (summary) summary.focus();
})();
