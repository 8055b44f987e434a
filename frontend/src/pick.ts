/**
 * A search beside a long list. The list itself stays: it works alone without JavaScript, and it always shows
 * what is chosen.
 */
import { fold } from "./fold.ts";

const MOST = 8;
const WAIT = 200;

interface Entry {
  readonly value: string;
  readonly label: string;
  /** The language of the label where it is not the page's, else empty. */
  readonly lang: string;
}

export function startPicks(): void {
  for (const list of document.querySelectorAll<HTMLSelectElement>("select[data-search]")) new Pick(list).start();
}

class Pick {
  private readonly input = document.createElement("input");
  private readonly results = document.createElement("ul");
  private readonly status = document.createElement("p");
  private timer = 0;
  private asked = 0;

  constructor(private readonly list: HTMLSelectElement) {}

  start(): void {
    const texts = this.list.form?.dataset ?? {};
    const label = this.list.labels?.[0]?.textContent?.trim() ?? "";
    this.input.type = "search";
    this.input.autocomplete = "off";
    this.input.setAttribute("aria-label", `${texts["textSearch"] ?? ""}: ${label}`);
    this.input.placeholder = texts["textSearch"] ?? "";
    this.results.className = "pick-results";
    this.status.className = "visually-hidden";
    this.status.setAttribute("role", "status");
    this.list.before(this.input, this.results, this.status);
    this.list.classList.add("pick-list");
    this.input.addEventListener("input", () => {
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => void this.search(), WAIT);
    });
    this.input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault(); // choosing is not sending
      this.results.querySelector("button")?.focus();
    });
  }

  private async search(): Promise<void> {
    const words = this.input.value.trim();
    this.asked += 1;
    const mine = this.asked;
    const found = words === "" ? [] : await this.find(words);
    if (mine !== this.asked) return; // a newer question is under way
    this.show(found, words);
  }

  private async find(words: string): Promise<Entry[]> {
    const address = this.list.form?.dataset["industries"];
    if (this.list.dataset["search"] !== "industries" || address === undefined) return this.among(words);
    try {
      const reply = await fetch(`${address}?q=${encodeURIComponent(words)}`, {
        headers: { Accept: "application/json" },
      });
      const data = (await reply.json()) as { found: Entry[] };
      return data.found;
    } catch {
      return this.among(words); // no network: what stands in the list can still be searched
    }
  }

  private among(words: string): Entry[] {
    const parts = fold(words).split(" ").filter(Boolean);
    return [...this.list.options]
      .filter((option) => option.value !== "" && parts.every((part) => fold(option.text).includes(part)))
      .slice(0, MOST)
      .map((option) => ({ value: option.value, label: option.text, lang: option.lang }));
  }

  private show(found: readonly Entry[], words: string): void {
    const texts = this.list.form?.dataset ?? {};
    this.results.replaceChildren(
      ...found.map((entry) => {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = entry.label;
        button.lang = entry.lang;
        button.addEventListener("click", () => this.choose(entry));
        const item = document.createElement("li");
        item.append(button);
        return item;
      }),
    );
    if (words !== "" && found.length === 0) {
      const item = document.createElement("li");
      item.className = "pick-none";
      item.textContent = texts["textNone"] ?? "";
      this.results.append(item);
    }
    this.status.textContent = words === "" ? "" : `${texts["textFound"] ?? ""}: ${found.length}`;
  }

  private choose(entry: Entry): void {
    this.list.value = entry.value;
    this.list.dispatchEvent(new Event("change", { bubbles: true }));
    this.input.value = "";
    this.results.replaceChildren();
    this.status.textContent = entry.label;
    this.list.focus();
  }
}
