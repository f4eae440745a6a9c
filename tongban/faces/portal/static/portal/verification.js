/* The page of a licence: what stands behind # in the address is verified here and never sent anywhere. Then the page is
   asked once more for the state of now; without a connection the state it came with stays, and says since when. */
import { read, verify } from "./licence_code.js";

const fromHex = (text) => Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16));
const canDecide = () => typeof DecompressionStream === "function" && typeof BigInt === "function";

class CodeCheck extends HTMLElement {
  connectedCallback() {
    this.keys = JSON.parse(this.dataset.keys || "{}");
    window.addEventListener("hashchange", () => this.check());
    this.check();
  }

  async check() {
    const text = decodeURIComponent(location.hash.slice(1));
    this.hidden = !/^[\w-]{40,}$/.test(text);
    if (this.hidden) return;
    const { outcome, claims } = canDecide() ? await this.judged(text) : { outcome: "unable" };
    this.show(outcome, claims || {});
    if (outcome === "holds") this.ask();
  }

  async judged(text) {
    try {
      const code = await read(text);
      const known = this.keys[code.keyId];
      if (!known) return { outcome: "unknown" };
      if (!verify(fromHex(known.key), code.signed, code.signature)) return { outcome: "broken" };
      const same = code.claims.identifier === this.dataset.identifier;
      return { outcome: same ? "holds" : "other", claims: code.claims };
    } catch {
      return { outcome: "broken" };
    }
  }

  show(outcome, claims) {
    for (const part of this.querySelectorAll("[data-when]")) part.hidden = !part.dataset.when.split(" ").includes(outcome);
    for (const place of this.querySelectorAll("[data-claim]")) {
      place.textContent = claims[place.dataset.claim] || place.dataset.none || "—";
    }
  }

  state(now) {
    for (const part of this.querySelectorAll("[data-state]")) part.hidden = part.dataset.state !== now;
  }

  async ask() {
    this.state("asking");
    try {
      const answer = await fetch(location.pathname, { cache: "no-store" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const title = (from) => from.querySelector(".tb-verdict h1")?.textContent;
      if (!title(page)) throw new Error("no answer");
      this.state(title(page) === title(document) ? "known" : "changed");
    } catch {
      this.state("away");
    }
  }
}

customElements.define("tb-code-check", CodeCheck);
