/**
 * On the machine in the hall an open dossier is closed when nobody is there any more: the person is asked, has
 * half a minute to answer, and goes on by any touch or key (WCAG 2.2.1).
 */
const IDLE = 90_000;
const ASK_SECONDS = 30;

export function startKiosk(): void {
  if (document.querySelector("[data-print]") !== null) window.addEventListener("load", () => window.print());
  const dialog = document.querySelector<HTMLDialogElement>("#kiosk-idle");
  const left = document.querySelector<HTMLElement>("#kiosk-left");
  if (dialog === null || left === null) return;
  let timer = 0;
  let clock = 0;

  const wait = (): void => {
    window.clearTimeout(timer);
    timer = window.setTimeout(ask, IDLE);
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
      dialog.querySelector("form")?.requestSubmit();
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
