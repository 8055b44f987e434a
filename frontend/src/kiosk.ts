import { reachesOffice } from "./reach.ts";

/**
 * On the machine in the hall an open dossier is closed when nobody is there any more: the person is asked, has
 * half a minute to answer, and goes on by any touch or key (WCAG 2.2.1).
 */
const IDLE = 90_000;
const ASK_SECONDS = 30;
const AGAIN_AFTER = 3000;

export function startKiosk(): void {
  if (document.querySelector("[data-print]") !== null) window.addEventListener("load", () => window.print());
  const dialog = document.querySelector<HTMLDialogElement>("#kiosk-idle");
  const left = document.querySelector<HTMLElement>("#kiosk-left");
  if (dialog === null || left === null) return;
  const closing = dialog.querySelector("form");
  if (closing === null) return;
  let timer = 0;
  let clock = 0;
  let over = false;

  // However a dossier is closed here: nothing of it stays on the screen, network or not.
  for (const form of document.querySelectorAll<HTMLFormElement>("form[method='post']")) {
    if (form.action !== closing.action) continue;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (over) return;
      over = true;
      window.clearInterval(clock);
      window.clearTimeout(timer);
      dialog.close();
      empty(dialog.dataset["closing"]);
      void close(closing);
    });
  }

  const wait = (): void => {
    window.clearTimeout(timer);
    if (!over) timer = window.setTimeout(ask, IDLE);
  };
  const stay = (): void => {
    window.clearInterval(clock);
    if (dialog.open) dialog.close();
    wait();
  };
  const ask = (): void => {
    const end = Date.now() + ASK_SECONDS * 1000;
    const words = dialog.dataset["left"] ?? "#";
    const tick = (): void => {
      const seconds = Math.ceil((end - Date.now()) / 1000);
      left.textContent = words.replace("#", String(Math.max(seconds, 0)));
      if (seconds > 0) return;
      window.clearInterval(clock);
      closing.requestSubmit();
    };
    dialog.showModal();
    tick();
    clock = window.setInterval(tick, 1000);
  };

  dialog.querySelector("#kiosk-stay")?.addEventListener("click", stay);
  dialog.addEventListener("cancel", stay);
  for (const kind of ["pointerdown", "keydown", "scroll"]) {
    document.addEventListener(kind, () => (dialog.open ? undefined : wait()), { passive: true });
  }
  wait();
}

function empty(words: string | undefined): void {
  const status = document.createElement("div");
  status.setAttribute("role", "status");
  const main = document.querySelector("main");
  main?.replaceChildren(status);
  const heading = document.createElement("h1");
  heading.append(words ?? "");
  status.append(heading);
  document.title = words ?? "";
  main?.focus();
}

/** The server closes it; until it can be reached the machine stands empty, not on the browser's own error page. */
async function close(form: HTMLFormElement): Promise<void> {
  while (!(await reachesOffice())) await new Promise((resolve) => window.setTimeout(resolve, AGAIN_AFTER));
  form.submit();
}
