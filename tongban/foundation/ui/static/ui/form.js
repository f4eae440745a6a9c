/* <tb-form>: a form whose fields are shown by what is filled in. The same conditions (JSON in data-when) decide on the
   server, `registers/forms/rules/conditions.py`; the same codes are judged there, with the same sentences (data-checks).
   Fields are decided from top to bottom; a condition sees a hidden field as not filled; hidden controls are disabled, so
   that they are never sent. What was typed into them stays, should they come back. */
"use strict";

(() => {
  const DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
  const NUMBERS = ["number", "money", "integer"];

  const isFilled = (value) => {
    if (value === undefined || value === null || value === "") return false;
    return typeof value !== "object" || Object.keys(value).length > 0;
  };
  const isOrdered = (left, right) =>
    typeof left === "string" && typeof right === "string"
      ? DATE.test(left) && DATE.test(right)
      : typeof left === "number" && typeof right === "number";
  const compare = {
    filled: (value, wanted) => isFilled(value) === wanted,
    is: (value, wanted) => value === wanted,
    in: (value, wanted) => wanted.includes(value),
    has: (value, wanted) => Array.isArray(value) && value.includes(wanted),
    at_least: (value, wanted) => isOrdered(value, wanted) && value >= wanted,
    at_most: (value, wanted) => isOrdered(value, wanted) && value <= wanted,
  };
  const own = (values, name) => (Object.hasOwn(values, name) ? values[name] : undefined);

  const holds = (condition, values, answers) => {
    if (condition.all) return condition.all.every((each) => holds(each, values, answers));
    if (condition.any) return condition.any.some((each) => holds(each, values, answers));
    if (condition.not) return !holds(condition.not, values, answers);
    const value = "field" in condition ? own(values, condition.field) : own(answers, condition.answer);
    const operator = Object.keys(compare).find((each) => each in condition);
    return compare[operator](value, condition[operator]);
  };

  /* The value of what was typed; what cannot be read stays text. */
  const readTyped = (type, typed) => {
    const text = typed.trim();
    if (type === "yes_no") return { yes: true, no: false }[text] ?? text;
    if (!NUMBERS.includes(type)) return text;
    const plain = text.normalize("NFKC").replace(/[, ]/g, "").replace(/^¥/, "");
    return /^-?[0-9]{1,30}(\.[0-9]{1,30})?$/.test(plain) ? Number(plain) : text;
  };

  const isDay = (text) => {
    const [year, month, day] = text.split("-").map(Number);
    return DATE.test(text) && month >= 1 && month <= 12 && day >= 1 && day <= new Date(year, month, 0).getDate();
  };
  const judgeNumber = ({ type, minimum, maximum }, value) => {
    if (typeof value !== "number") return type === "integer" ? "form.not_whole" : "form.not_a_number";
    if (type === "integer" && !Number.isInteger(value)) return "form.not_whole";
    if (Math.round(value * 100) / 100 !== value) return "form.too_many_decimals";
    if (value < minimum) return "form.too_small";
    return value > maximum ? "form.too_great" : "";
  };
  const judgeText = ({ type, max_length: most, pattern }, text) => {
    if ([...text].length > most) return "form.too_long";
    if (!pattern || new RegExp(pattern, "u").test(text)) return "";
    return type === "email" ? "form.not_an_email" : "form.pattern";
  };
  /* The code of what is wrong with it, or nothing. Check digits are for the server. */
  const judge = (checks, value) => {
    if (!isFilled(value)) return checks.required ? "form.required" : "";
    if (NUMBERS.includes(checks.type)) return judgeNumber(checks, value);
    if (checks.type === "date") {
      if (!isDay(value)) return "form.not_a_date";
      return value < checks.minimum || value > checks.maximum ? "form.date_outside" : "";
    }
    const code = typeof value === "string" ? judgeText(checks, value) : "";
    return code in checks.said ? code : "";
  };

  const controlsOf = (part) => [...part.querySelectorAll("input:not([type=hidden]), select, textarea")];
  const isUntouched = (control) => {
    if (control.matches("select")) return [...control.options].every((each) => each.selected === each.defaultSelected);
    return control.matches("[type=radio], [type=checkbox]")
      ? control.checked === control.defaultChecked
      : control.value === control.defaultValue;
  };
  const checksOf = (part) => JSON.parse(part.dataset.checks);
  const whenOf = (part) => (part.dataset.when ? JSON.parse(part.dataset.when) : null);

  const readRows = (part) =>
    [...part.querySelectorAll("[data-row]")]
      .map((row) => [...row.querySelectorAll("[data-checks]")].map(readPart))
      .filter((cells) => cells.some(isFilled));
  const readPart = (part) => {
    const { type } = checksOf(part);
    const controls = controlsOf(part);
    if (type === "rows") return readRows(part);
    const chosen = controls.filter((each) => each.checked).map((each) => each.value);
    if (type === "choices") return chosen;
    if (controls.length && controls[0].type === "radio") return readTyped(type, chosen[0] ?? "");
    if (controls[0].validity.badInput) return "?";
    return readTyped(type, controls[0].value);
  };

  const showError = (part, text) => {
    const field = part.querySelector(".tb-field") || part;
    const frame = field.querySelector(":scope > fieldset") || field;
    const [control] = controlsOf(part);
    const grouped = frame !== field;
    const told = grouped ? frame : control;
    const id = `${grouped ? frame.id : control.id}-error`;
    frame.querySelector(":scope > .tb-error-text")?.remove();
    field.classList.toggle("tb-invalid", Boolean(text));
    const others = (told.getAttribute("aria-describedby") || "").split(" ").filter((each) => each && each !== id);
    if (text) {
      const said = Object.assign(document.createElement("span"), { className: "tb-error-text", id, textContent: text });
      (frame.querySelector(":scope > .tb-hint") || frame.querySelector(":scope > label, :scope > legend")).after(said);
      others.push(id);
    }
    if (others.length) told.setAttribute("aria-describedby", others.join(" "));
    else told.removeAttribute("aria-describedby");
    if (!grouped) control.toggleAttribute("aria-invalid", false);
    if (text && !grouped) control.setAttribute("aria-invalid", "true");
  };

  const renumber = (row, key, number) => {
    for (const each of [row, ...row.querySelectorAll("*")]) {
      for (const name of ["id", "name", "for", "aria-describedby"]) {
        const told = each.getAttribute(name);
        if (told) each.setAttribute(name, told.replaceAll(new RegExp(`${key}\\.[0-9]+\\.`, "g"), `${key}.${number}.`));
      }
    }
    row.querySelector("[data-number]").textContent = number + 1;
  };

  class TongbanForm extends HTMLElement {
    static holds = holds;

    static judge = (checks, typed) => judge(checks, readTyped(checks.type, typed));

    connectedCallback() {
      this.addEventListener("input", () => this.decide());
      this.addEventListener("change", (event) => {
        this.decide();
        if (event.target.closest(".tb-invalid")) this.check(event);
      });
      this.addEventListener("focusout", (event) => this.check(event));
      this.addEventListener("click", (event) => {
        const button = event.target.closest("button[data-more]");
        if (button) this.addRow(button, event);
      });
      /* Enter in a field would press the first button, which is for pages without scripts. */
      this.querySelector(":scope > button").disabled = true;
      this.decide();
    }

    decide() {
      const answers = JSON.parse(this.dataset.answers);
      const shown = {};
      for (const section of this.querySelectorAll(":scope > [data-section]")) {
        const when = whenOf(section);
        const open = !when || holds(when, shown, answers);
        let any = false;
        for (const field of section.querySelectorAll(":scope > [data-key]")) {
          const condition = whenOf(field);
          const visible = open && (!condition || holds(condition, shown, answers));
          field.hidden = field.disabled = !visible;
          if (visible) shown[field.dataset.key] = readPart(field);
          any ||= visible;
        }
        section.hidden = section.disabled = !any;
      }
    }

    check(event) {
      const part = event.target.closest("[data-checks]");
      if (!part || !event.target.matches("input, select, textarea") || part.contains(event.relatedTarget)) return;
      const checks = checksOf(part);
      const said = checks.said[judge(checks, readPart(part))] || "";
      /* What the server found stands until the value is changed. */
      if (!said && !part.dataset.judged && controlsOf(part).every(isUntouched)) return;
      part.dataset.judged = "true";
      showError(part, said);
    }

    addRow(button, event) {
      event.preventDefault();
      const group = button.closest("fieldset");
      const rows = group.querySelectorAll("[data-row]");
      if (rows.length >= Number(button.dataset.most)) return;
      const row = rows[rows.length - 1].cloneNode(true);
      renumber(row, button.dataset.more, rows.length);
      row.querySelectorAll("[data-checks]").forEach((cell) => showError(cell, ""));
      for (const control of controlsOf(row)) control.value = "";
      rows[rows.length - 1].after(row);
      group.querySelector("input[type=hidden]").value = rows.length + 1;
      controlsOf(row)[0].focus();
    }
  }

  customElements.define("tb-form", TongbanForm);
})();
