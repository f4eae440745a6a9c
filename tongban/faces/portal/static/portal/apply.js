/* An application while it is written: every field is kept as it is left, a file is sent as soon as it is chosen, with its
   progress and a look at whether it can be read. Without scripts the buttons of the page do all of it. */
"use strict";

(() => {
  const say = (text) => {
    const region = document.getElementById("said");
    if (region && text) region.textContent = text;
  };
  const setVersion = (form, version) => {
    const field = form.querySelector("[name=version]");
    if (field && version) field.value = version;
  };

  /* --- keeping what is filled in --- */
  const PATIENCE = 3000;
  const keep = async (form) => {
    const data = new FormData(form);
    data.set("go", "keep");
    try {
      const answer = await fetch(form.action, { method: "POST", body: data, headers: { "HX-Request": "true" } });
      const told = await answer.json();
      setVersion(form, told.version);
      const saved = document.getElementById("saved");
      if (saved) saved.textContent = told.said;
      if (!answer.ok) say(told.said);
    } catch {
      say(document.body.dataset.offline);
    }
  };
  for (const form of document.querySelectorAll("form[data-keeps]")) {
    if (!form.querySelector("tb-form")) continue;
    let waiting = Promise.resolve();
    let kept = 0;
    form.addEventListener("change", () => {
      kept += 1;
      waiting = waiting.then(() => (form.dataset.sent ? null : keep(form))).finally(() => (kept -= 1));
    });
    /* Leaving the last field keeps it, and the same click goes on: what is being kept must not arrive after it. */
    form.addEventListener("submit", (event) => {
      if (!kept) return;
      event.preventDefault();
      event.stopPropagation();
      const { submitter } = event;
      const patience = new Promise((done) => setTimeout(done, PATIENCE));
      Promise.race([waiting, patience]).then(() => ((kept = 0), form.requestSubmit(submitter)));
    });
  }

  /* --- can it be read? The same measures as the server's, on a small copy --- */
  const MOST = 1000;
  const LEAST = 700;
  const look = async (file) => {
    if (!/^image\/(jpeg|png)$/.test(file.type)) return "";
    const picture = await createImageBitmap(file);
    const { width, height } = picture;
    const scale = Math.min(1, MOST / Math.max(width, height));
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [Math.max(3, width * scale), Math.max(3, height * scale)];
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
    const grey = new Float32Array(data.length / 4);
    for (let at = 0; at < grey.length; at++) {
      grey[at] = 0.299 * data[4 * at] + 0.587 * data[4 * at + 1] + 0.114 * data[4 * at + 2];
    }
    const [mean, spread] = measure(grey);
    if (Math.sqrt(spread) < 6) return "blank";
    if (mean < 60) return "dark";
    if (measure(edges(grey, canvas.width))[1] < 90) return "blurred";
    return Math.min(width, height) < LEAST ? "small" : "";
  };
  const measure = (values) => {
    const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
    return [mean, values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / values.length];
  };
  const edges = (grey, width) => {
    const found = [];
    for (let at = width + 1; at < grey.length - width - 1; at++) {
      if (at % width === 0 || at % width === width - 1) continue;
      const around = grey[at - 1] + grey[at + 1] + grey[at - width] + grey[at + width] - 4 * grey[at];
      found.push(Math.max(-128, Math.min(127, around)));
    }
    return found.length ? found : [0];
  };

  /* --- sending one material --- */
  const send = (form, row, data) =>
    new Promise((done) => {
      const request = new XMLHttpRequest();
      const bar = row.querySelector("progress");
      data.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
      request.upload.addEventListener("progress", (event) => {
        if (!bar) return;
        bar.hidden = false;
        if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
      });
      request.addEventListener("load", () => {
        if ([200, 422].includes(request.status)) replace(form, row, request.responseText);
        else window.location.reload();
        done();
      });
      request.addEventListener("error", () => {
        row.removeAttribute("aria-busy");
        if (bar) bar.hidden = true;
        say(document.body.dataset.offline);
        done();
      });
      row.setAttribute("aria-busy", "true");
      request.open("POST", form.action);
      request.setRequestHeader("X-Part", row.dataset.paper);
      request.send(data);
    });
  const replace = (form, row, text) => {
    const list = row.parentElement;
    const at = [...list.children].indexOf(row);
    const made = new DOMParser().parseFromString(text, "text/html").querySelector("[data-paper]");
    if (!made) return;
    row.replaceWith(document.adoptNode(made));
    setVersion(form, made.dataset.version);
    const summary = document.getElementById("summary");
    if (summary && made.dataset.summary) summary.textContent = made.dataset.summary;
    list.children[at].focus();
    say(made.innerText.replace(/\s+/g, " ").slice(0, 200));
  };

  let queue = Promise.resolve();
  document.addEventListener("change", (event) => {
    const row = event.target.closest("[data-paper]");
    const form = event.target.form;
    if (!row || !form) return;
    const data = new FormData();
    if (event.target.matches("[type=file]")) {
      const [file] = event.target.files;
      if (!file) return;
      data.append(event.target.name, file);
      const told = row.querySelector("[data-picked]");
      look(file)
        .catch(() => "")
        .then((hint) => {
          const words = row.closest("[data-words]");
          told.textContent = [file.name, hint && words ? words.dataset[hint] : ""].filter(Boolean).join(" · ");
          told.hidden = false;
        });
    } else if (event.target.matches("[data-sends]") && event.target.value) {
      data.append(event.target.name, event.target.value);
    } else return;
    queue = queue.then(() => send(form, row, data));
  });
})();
