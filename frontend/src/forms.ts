/** Small help on every form: focus goes to what must be corrected, and a second press sends nothing twice. */
export function startForms(root: ParentNode = document): void {
  root.querySelector<HTMLElement>("[data-focus]")?.focus();

  for (const form of root.querySelectorAll<HTMLFormElement>("form[method='post']")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset["sent"] === "yes") {
        event.preventDefault();
        return;
      }
      form.dataset["sent"] = "yes";
      form.setAttribute("aria-busy", "true");
      // A reply that never comes must not lock the person out.
      window.setTimeout(() => release(form), 15_000);
    });
  }
  // Coming back with the browser's own button finds the form usable again.
  window.addEventListener("pageshow", () => {
    document.querySelectorAll<HTMLFormElement>("form[data-sent]").forEach(release);
  });
}

function release(form: HTMLFormElement): void {
  delete form.dataset["sent"];
  form.removeAttribute("aria-busy");
}
