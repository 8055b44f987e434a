/** An answer that takes longer than this is waited for with a word. */
const QUIET_FOR = 700;

/** Small help on every form: focus goes to what must be corrected, and a second press sends nothing twice. */
export function startForms(root: ParentNode = document): void {
  root.querySelector<HTMLElement>("[data-focus]")?.focus();
  startConditions(root);
  takeCode(root);

  for (const form of root.querySelectorAll<HTMLFormElement>("form[method='post']")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset["sent"] === "yes") {
        event.preventDefault();
        return;
      }
      form.querySelector(".sending")?.remove();
      // The browser's own page about a lost network would take the place of what was typed.
      if (!navigator.onLine && !event.defaultPrevented) {
        event.preventDefault();
        say(form, document.body.dataset["offline"], null);
        return;
      }
      form.dataset["sent"] = "yes";
      form.setAttribute("aria-busy", "true");
      window.setTimeout(() => sayWaiting(form), QUIET_FOR);
      // A reply that never comes must not lock the person out.
      window.setTimeout(() => release(form), 15_000);
    });
  }
  // Coming back with the browser's own button finds the form usable again.
  window.addEventListener("pageshow", () => {
    document.querySelectorAll<HTMLFormElement>("form[data-sent]").forEach(release);
  });
}

/** On a weak network nothing would tell that the button was pressed. */
function sayWaiting(form: HTMLFormElement): void {
  if (form.dataset["sent"] !== "yes") return;
  const spinner = document.createElement("span");
  spinner.className = "spinner";
  spinner.setAttribute("aria-hidden", "true");
  say(form, document.body.dataset["sending"], spinner);
}

function say(form: HTMLFormElement, words: string | undefined, picture: HTMLElement | null): void {
  if (words === undefined) return;
  const status = document.createElement("p");
  status.className = "sending";
  status.setAttribute("role", "status");
  form.append(status);
  if (picture !== null) status.append(picture);
  status.append(` ${words}`); // after it stands in the page: only then is it read aloud
}

function release(form: HTMLFormElement): void {
  delete form.dataset["sent"];
  form.removeAttribute("aria-busy");
  form.querySelector(".sending")?.remove();
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

/** A QR code of the counter carries the code behind #, where no server sees it: it is put into its field. */
function takeCode(root: ParentNode): void {
  const field = root.querySelector<HTMLInputElement>("#id_code");
  const found = /^#([0-9A-Za-z]{5}-[0-9A-Za-z]{5})$/.exec(window.location.hash);
  if (field === null || found === null) return;
  field.value = found[1] ?? "";
  window.history.replaceState(null, "", window.location.pathname + window.location.search);
}
