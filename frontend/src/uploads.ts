/**
 * A photo page's form: the chosen file is made smaller for weak networks, shown, and sent in the background.
 * Everything here rests on a plain form that works by itself; see templates/portal/photo.html.
 */
import { isTooDark, toGrey } from "./quality.ts";
import { reachesOffice } from "./reach.ts";
import { send } from "./send.ts";

const LONGEST = 2600;
const QUALITY = 0.9;

export function startUploads(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-photo-form]")) new PhotoForm(form).start();
}

export class PhotoForm {
  private chosen: Blob | null = null;
  private busy = false;

  constructor(private readonly form: HTMLFormElement) {}

  start(): void {
    this.offerToSend(false); // a button that sends nothing only confuses
    this.input.addEventListener("change", () => void this.choose());
    this.form.addEventListener("submit", (event) => {
      const pressed = event.submitter;
      if (pressed instanceof HTMLButtonElement && pressed.name === "skip") return; // "go on without it"
      if (this.chosen === null) return; // nothing chosen: the server says so
      event.preventDefault();
      event.stopImmediatePropagation();
      void this.send(this.chosen, "file");
    });
    // The camera hands its photo over as an event, so that neither module knows the other.
    this.form.addEventListener("motcua:photo", (event) => {
      const photo = (event as CustomEvent<Blob>).detail;
      this.chosen = photo;
      this.show(photo);
      this.warn(false); // the camera has said so while it looked
      this.offerToKeep(false);
      void this.send(photo, "camera");
    });
    this.part("[data-retry]")?.addEventListener("click", () => {
      if (this.chosen !== null) void this.send(this.chosen, this.form.dataset["lastCapture"] ?? "file");
    });
  }

  private get input(): HTMLInputElement {
    const input = this.form.querySelector<HTMLInputElement>("input[type=file]");
    if (input === null) throw new Error("a photo form has a file input");
    return input;
  }

  private offerToSend(shown: boolean): void {
    const button = this.part("[data-send]");
    if (button !== null) button.hidden = !shown;
  }

  private offerToKeep(shown: boolean): void {
    const link = this.part("[data-keep]");
    if (link === null) return;
    link.hidden = !shown;
    this.part("[data-send]")?.classList.toggle("secondary", shown);
  }

  private part(selector: string): HTMLElement | null {
    return this.form.querySelector<HTMLElement>(selector);
  }

  private async choose(): Promise<void> {
    const file = this.input.files?.[0];
    if (file === undefined) return;
    this.complain("");
    const { photo, dark } = await smaller(file);
    this.chosen = photo;
    this.show(photo);
    this.warn(dark);
    this.offerToSend(true);
    this.offerToKeep(false); // the photo in sight is another now: "keep this one" would drop it
    this.form.dispatchEvent(new CustomEvent("motcua:chosen"));
  }

  private show(photo: Blob): void {
    const preview = this.form.querySelector<HTMLImageElement>("[data-preview]");
    if (preview === null) return;
    if (preview.src.startsWith("blob:")) URL.revokeObjectURL(preview.src);
    preview.onerror = () => {
      preview.hidden = true; // a format this browser cannot show (HEIC): the server can
    };
    preview.src = URL.createObjectURL(photo);
    preview.hidden = false;
  }

  private warn(dark: boolean): void {
    const note = this.part("[data-dark]");
    if (note !== null) note.hidden = !dark;
  }

  private async send(photo: Blob, capture: string): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.form.dataset["lastCapture"] = capture;
    this.complain("");
    this.setBusy(true);
    const body = new FormData(this.form);
    body.set("photo", photo, photo instanceof File ? photo.name : "photo.jpg");
    body.set("capture", capture);
    let outcome = await send(this.form.getAttribute("action") ?? "", body, (share) => this.progress(share));
    // A Wi-Fi's own sign-in page is an answer too: that is no page of ours which stood open too long.
    if (outcome.kind === "failed" && !(await reachesOffice())) outcome = { kind: "offline" };
    this.busy = false;
    if (outcome.kind === "next") {
      window.location.assign(outcome.url);
      return;
    }
    this.setBusy(false);
    const retry = this.part("[data-retry]");
    if (retry !== null) retry.hidden = outcome.kind === "refused";
    const { textOffline, textBusy, textFailed } = this.form.dataset;
    const texts = { offline: textOffline, busy: textBusy, failed: textFailed };
    this.complain(outcome.kind === "refused" ? outcome.message : (texts[outcome.kind] ?? ""));
    if (capture === "camera") this.form.dispatchEvent(new CustomEvent("motcua:refused"));
  }

  private setBusy(busy: boolean): void {
    const box = this.part("[data-progress]");
    if (box !== null) box.hidden = !busy;
    this.form.setAttribute("aria-busy", String(busy));
    this.form.querySelectorAll<HTMLButtonElement>("button").forEach((button) => {
      button.disabled = busy;
    });
  }

  private progress(share: number): void {
    const bar = this.form.querySelector<HTMLProgressElement>("progress");
    if (bar !== null) bar.value = Math.round(share * 100);
  }

  private complain(message: string): void {
    const box = this.part("[data-problem]");
    if (box === null) return;
    const text = box.querySelector("[data-problem-text]");
    if (text !== null) text.textContent = message;
    box.hidden = message === "";
    if (message !== "") box.focus();
  }
}

/** How wide a photo is looked at. */
const LOOK_WIDTH = 160;

interface Chosen {
  readonly photo: Blob;
  readonly dark: boolean;
}

/** A JPEG of at most 2600 px; the file itself when the browser cannot open it or gains nothing by it. */
async function smaller(file: File): Promise<Chosen> {
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return { photo: file, dark: false };
  }
  const dark = looksDark(picture);
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  if (scale === 1 && file.size < 1_500_000) {
    picture.close();
    return { photo: file, dark };
  }
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const made = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  return { photo: made !== null && made.size < file.size ? made : file, dark };
}

function looksDark(picture: ImageBitmap): boolean {
  const canvas = document.createElement("canvas");
  canvas.width = LOOK_WIDTH;
  canvas.height = Math.max(1, Math.round((LOOK_WIDTH * picture.height) / picture.width));
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) return false;
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
  return isTooDark(toGrey(data, width, height));
}
