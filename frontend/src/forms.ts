import { mayBeAway, reachesOffice } from "./reach.ts";
import { isTyped } from "./returning.ts";

/** An answer that takes longer than this is waited for with a word. */
const QUIET_FOR = 700;

/** Small help on every form: focus goes to what must be corrected, and a second press sends nothing twice. */
export function startForms(root: ParentNode = document): void {
  root.querySelector<HTMLElement>("[data-focus]")?.focus();
  startConditions(root);
  startNeeds(root);
  takeCode(root);
  startKeeping(root);

  for (const form of root.querySelectorAll<HTMLFormElement>("form[method='post']")) {
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      if (form.dataset["sent"] === "yes") {
        event.preventDefault();
        return;
      }
      form.querySelector(".sending")?.remove();
      form.dataset["sent"] = "yes";
      form.setAttribute("aria-busy", "true");
      window.setTimeout(() => sayWaiting(form), QUIET_FOR);
      if (sure.has(form) || !mayBeAway() || !("requestSubmit" in form)) {
        // A reply that never comes must not lock the person out.
        window.setTimeout(() => release(form), 15_000);
        return;
      }
      event.preventDefault();
      void sendIfReached(form, event.submitter);
    });
  }
  // Coming back with the browser's own button finds the form usable again.
  window.addEventListener("pageshow", () => {
    document.querySelectorAll<HTMLFormElement>("form[data-sent]").forEach(release);
  });
}

/** Forms of which it is known that they reach the server, and how often others did not. */
const sure = new WeakSet<HTMLFormElement>();
const failures = new WeakMap<HTMLFormElement, number>();

/** The browser's own page about a lost network would take the place of what was typed. */
async function sendIfReached(form: HTMLFormElement, pressed: HTMLElement | null): Promise<void> {
  const reached = await reachesOffice();
  // While the browser is telling of a submission it takes no other.
  await new Promise((resolve) => window.setTimeout(resolve));
  release(form);
  if (reached) {
    sendNow(form, pressed);
    return;
  }
  const words = document.body.dataset;
  const status = say(form, navigator.onLine ? words["unreached"] : words["offline"], null);
  const times = (failures.get(form) ?? 0) + 1;
  failures.set(form, times);
  // Something else than the network may be in the way of the question: nobody is locked out by it.
  if (times > 1) offer(status, words["anyway"], () => sendNow(form, pressed));
  else if (!hasButton(form)) offer(status, words["again"], () => form.requestSubmit());
}

function sendNow(form: HTMLFormElement, pressed: HTMLElement | null): void {
  sure.add(form);
  form.requestSubmit(pressed);
  sure.delete(form);
}

/** Pages with a camera send by themselves. */
function hasButton(form: HTMLFormElement): boolean {
  return [...form.querySelectorAll<HTMLButtonElement>("button[type=submit]")].some(
    (button) => button.getClientRects().length > 0,
  );
}

function offer(status: HTMLElement | null, words: string | undefined, act: () => void): void {
  if (status === null || words === undefined) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button secondary";
  button.textContent = words;
  button.addEventListener("click", act);
  status.append(document.createElement("br"), button);
}

/** On a weak network nothing would tell that the button was pressed. */
function sayWaiting(form: HTMLFormElement): void {
  if (form.dataset["sent"] !== "yes") return;
  const spinner = document.createElement("span");
  spinner.className = "spinner";
  spinner.setAttribute("aria-hidden", "true");
  say(form, document.body.dataset["sending"], spinner);
}

function say(form: HTMLFormElement, words: string | undefined, picture: HTMLElement | null): HTMLElement | null {
  if (words === undefined) return null;
  const status = document.createElement("p");
  status.className = "sending";
  status.setAttribute("role", "status");
  form.append(status);
  if (picture !== null) status.append(picture);
  status.append(` ${words}`); // after it stands in the page: only then is it read aloud
  return status;
}

function release(form: HTMLFormElement): void {
  delete form.dataset["sent"];
  form.removeAttribute("aria-busy");
  form.querySelector(".sending")?.remove();
}

/**
 * Who leaves a half-written page by the link on top, or reads it in the other language, finds what was written: it is
 * sent before, with the words (`data-keeping`) by which the server only keeps it.
 */
function startKeeping(root: ParentNode): void {
  const form = root.querySelector<HTMLFormElement>("main form[data-keeping]");
  if (form === null) return;
  const isWritten = (): boolean => isTyped(form.querySelectorAll<Field>("input, textarea, select"));
  for (const link of root.querySelectorAll<HTMLAnchorElement>("main a.back-link")) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return; // another tab: this one stays as it is
      if (!isWritten()) return;
      event.preventDefault();
      void keep(form).finally(() => window.location.assign(link.href));
    });
  }
  const language = root.querySelector<HTMLFormElement>("form.language");
  language?.addEventListener("submit", (event) => {
    if (!isWritten()) return;
    event.preventDefault();
    event.stopImmediatePropagation(); // the guard against sending twice: it is sent in a moment
    const pressed = event.submitter as HTMLButtonElement | null;
    const chosen = new FormData(language, pressed);
    void keep(form).finally(() => {
      for (const [name, value] of chosen) {
        if (language.elements.namedItem(name) instanceof HTMLInputElement) continue;
        const field = document.createElement("input");
        Object.assign(field, { type: "hidden", name, value });
        language.append(field);
      }
      language.submit();
    });
  });
}

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

async function keep(form: HTMLFormElement): Promise<void> {
  const body = new FormData(form);
  const [name, value] = (form.dataset["keeping"] ?? "").split("=");
  body.set(name ?? "", value ?? "");
  // Where that leads is of no interest: what is wanted is the place that was chosen.
  // Phones of 2021 (Chrome 102, Safari 15) do not know the time-out: asked for, nothing at all was kept there.
  const signal = "timeout" in AbortSignal ? AbortSignal.timeout(15_000) : null;
  await fetch(form.action, { method: "POST", body, redirect: "manual", signal });
}

/** Fields that count only after some answer stay out of sight until it is given; without JavaScript all show. */
function startConditions(root: ParentNode): void {
  for (const box of root.querySelectorAll<HTMLElement>("[data-when-field]")) {
    const form = box.closest("form");
    const name = box.dataset["whenField"] ?? "";
    const values = (box.dataset["whenValues"] ?? "").split("|");
    const update = (): void => {
      const given = form === null ? [] : new FormData(form).getAll(name).map(String);
      box.hidden = !given.some((value) => values.includes(value));
    };
    form?.addEventListener("change", update);
    update();
  }
}

/** What the browser itself asks for it asks for in its own language; the page knows the visitor's. */
function startNeeds(root: ParentNode): void {
  for (const field of root.querySelectorAll<HTMLInputElement>("input[data-need]")) {
    const judge = (): void => field.setCustomValidity(field.value.trim() === "" ? (field.dataset["need"] ?? "") : "");
    field.addEventListener("input", judge);
    judge();
  }
}

/** A QR code of the counter carries the code behind #, where no server sees it: it is put into its field. */
function takeCode(root: ParentNode): void {
  const field = root.querySelector<HTMLInputElement>("#id_code");
  const found = /^#([0-9A-Za-z]{5}-[0-9A-Za-z]{5})$/.exec(window.location.hash);
  if (field === null || found === null) return;
  field.value = found[1] ?? "";
  window.history.replaceState(null, "", window.location.pathname + window.location.search);
}
