/**
 * Taking a photo in the page: a frame to hold the card or face in, a hint that says the one thing to change,
 * and the photo taken by itself when a card lies still and sharp. Without a camera, without permission or
 * without JavaScript the file input beside it does the same job.
 */
import { cameraName, Presence, Refused } from "./presence.ts";
import { Calm, cardHint, faceHint, measure, Steady, toGrey, Turned, type Grey, type Hint } from "./quality.ts";

const LOOK_EVERY = 120;
const STEADY_FOR = 600;
const CALM_LOOKS = 3;
/** A hint that stays is put there again after so long: who hears it once, and sees no frame, waits in silence. */
const SAY_AGAIN = 8000;
/** A hand turning a card changes the picture by more than this a look; a hand that holds still by far less. */
const TURN_MOTION = 15;
const TURN_TAKES = 4000;
/** Where several frames are asked for: the pause between two, in which a living face moves a little. */
const BETWEEN_FRAMES = 300;
const LOOK_WIDTH = 240;
/** The share of the view's width that the frame takes, as in photo.css; a wide picture leaves less height. */
const FRAME_WIDTH = { card: 0.9, face: 0.58 };
const WIDE_FRAME_WIDTH = 0.82;
const WIDE = 1.5;
const FRAME_RATIO = { card: 85.6 / 53.98, face: 3 / 4 };

type Kind = "card" | "face";

export function startCameras(): void {
  for (const box of document.querySelectorAll<HTMLElement>("[data-camera]")) {
    const camera = new Camera(box, box.dataset["camera"] === "face" ? "face" : "card");
    // Browsers have no camera for pages on http:// (except this machine). Where a photo can be chosen instead
    // nothing need be said; a page that takes no file must not stand there without a word.
    if (navigator.mediaDevices?.getUserMedia !== undefined) camera.offer();
    else if (box.dataset["frames"] !== undefined) camera.sayNone();
  }
}

class Camera {
  private stream: MediaStream | null = null;
  private before: Grey | null = null;
  private timer = 0;
  private readonly steady = new Steady(STEADY_FOR);
  private calm = new Calm(CALM_LOOKS);
  private turned: Turned | null = null;
  private presence: Presence | null = null;
  private saidAt = 0;
  private readonly canvas = document.createElement("canvas");

  constructor(
    private readonly box: HTMLElement,
    private readonly kind: Kind,
  ) {}

  offer(): void {
    const open = this.outside("[data-camera-open]");
    if (open !== null) {
      open.hidden = false;
      open.addEventListener("click", () => void this.open());
    }
    this.inside("[data-camera-shoot]")?.addEventListener("click", () => void this.shoot());
    this.inside("[data-presence-start]")?.addEventListener("click", () => void this.prove());
    this.inside("[data-camera-torch]")?.addEventListener("click", () => void this.toggleTorch());
    this.form?.addEventListener("motcua:refused", () => void this.open());
    this.form?.addEventListener("motcua:chosen", () => {
      this.close();
      this.outside("[data-camera-open]")?.classList.add("secondary"); // what is left to do is to send the photo
    });
    window.addEventListener("pagehide", () => this.close());
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.close();
    });
    void this.openIfAllowedBefore();
  }

  private get form(): HTMLFormElement | null {
    return this.box.closest("form");
  }

  private get video(): HTMLVideoElement {
    const video = this.box.querySelector("video");
    if (video === null) throw new Error("a camera has a video element");
    return video;
  }

  private inside(selector: string): HTMLElement | null {
    return this.box.querySelector<HTMLElement>(selector);
  }

  private outside(selector: string): HTMLElement | null {
    return (this.form ?? document).querySelector<HTMLElement>(selector);
  }

  /** A person who allowed the camera for the first photo is not asked to press a button for the next. */
  private async openIfAllowedBefore(): Promise<void> {
    if (this.form?.dataset["hasPhoto"] === "yes") return;
    try {
      const permission = await navigator.permissions.query({ name: "camera" as PermissionName });
      if (permission.state === "granted") await this.open(true);
    } catch {
      // Firefox and older Safari do not know this question: the button stays.
    }
  }

  private async open(byItself = false): Promise<void> {
    if (this.stream !== null) return;
    this.turned = byItself ? new Turned(TURN_MOTION, TURN_TAKES) : null;
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({
        audio: false,
        video: {
          facingMode: this.kind === "face" ? "user" : "environment",
          width: { ideal: this.kind === "face" ? 1280 : 2560 },
          height: { ideal: this.kind === "face" ? 960 : 1440 },
        },
      });
    } catch (error) {
      this.refused(error);
      return;
    }
    this.video.srcObject = this.stream;
    await this.video.play();
    this.box.dataset["shape"] = this.wide ? "wide" : "tall";
    this.box.hidden = false;
    const open = this.outside("[data-camera-open]");
    const pressed = open !== null && document.activeElement === open;
    if (open !== null) open.hidden = true;
    if (pressed) this.inside("[data-presence-start], [data-camera-shoot]")?.focus({ preventScroll: true });
    const preview = this.outside("[data-preview]");
    if (preview !== null) preview.hidden = true;
    this.offerTorch();
    this.say("start");
    this.calm = new Calm(CALM_LOOKS);
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.box.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" }); // the button must be in sight
    this.timer = window.setInterval(() => this.look(), LOOK_EVERY);
  }

  private get wide(): boolean {
    return this.kind === "card" && this.video.videoWidth > WIDE * this.video.videoHeight;
  }

  sayNone(): void {
    this.note(this.box.dataset["textNone"] ?? "");
  }

  private refused(error: unknown): void {
    if (error instanceof DOMException && error.name === "NotAllowedError") {
      this.note(this.box.dataset["textRefused"] ?? "");
    } else {
      this.sayNone();
    }
    this.outside("input[type=file]")?.focus();
  }

  private close(): void {
    window.clearInterval(this.timer);
    this.presence?.stop();
    this.presence = null;
    delete this.box.dataset["action"];
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = null;
    this.before = null;
    this.video.srcObject = null;
    this.box.hidden = true;
    this.inside("[data-camera-torch]")?.setAttribute("aria-pressed", "false"); // the light went out with it
    const open = this.outside("[data-camera-open]");
    if (open !== null) open.hidden = false;
  }

  private look(): void {
    const frame = this.frame();
    if (frame === null) return;
    const measures = measure(frame, this.before);
    this.before = frame;
    const hint = this.kind === "face" ? faceHint(measures) : cardHint(measures);
    this.say(this.calm.update(hint));
    // A face is photographed when its owner says so.
    const now = performance.now();
    const mayShoot = this.turned === null || this.turned.update(measures.motion, now);
    if (this.steady.update(mayShoot ? hint : "still", now) && this.kind === "card") void this.shoot();
  }

  /** The part of the video that lies in the frame on the screen, small and grey. */
  private frame(): Grey | null {
    const { videoWidth, videoHeight } = this.video;
    const view = this.video.getBoundingClientRect();
    if (videoWidth === 0 || view.width === 0) return null;
    const scale = Math.max(view.width / videoWidth, view.height / videoHeight); // object-fit: cover
    const width = (view.width * (this.wide ? WIDE_FRAME_WIDTH : FRAME_WIDTH[this.kind])) / scale;
    const height = Math.min(width / FRAME_RATIO[this.kind], videoHeight);
    this.canvas.width = LOOK_WIDTH;
    this.canvas.height = Math.round(LOOK_WIDTH / FRAME_RATIO[this.kind]);
    const context = this.canvas.getContext("2d", { willReadFrequently: true });
    if (context === null) return null;
    const left = (videoWidth - width) / 2;
    const top = (videoHeight - height) / 2;
    context.drawImage(this.video, left, top, width, height, 0, 0, this.canvas.width, this.canvas.height);
    const data = context.getImageData(0, 0, this.canvas.width, this.canvas.height);
    return toGrey(data.data, data.width, data.height);
  }

  private say(hint: Hint | "start" | "taken"): void {
    const now = performance.now();
    if (this.box.dataset["state"] === hint && now - this.saidAt < SAY_AGAIN) return;
    this.box.dataset["state"] = hint;
    this.saidAt = now;
    const text = this.inside("[data-camera-hint]");
    const words = this.box.dataset[`text${hint.charAt(0).toUpperCase()}${hint.slice(1)}`];
    if (text === null || words === undefined) return;
    text.textContent = text.textContent === words ? `${words}\u00a0` : words; // screen readers speak up at a change
  }

  /** Moves asked for by the server instead of a single photo; see presence.ts. */
  private async prove(): Promise<void> {
    if (this.stream === null || this.presence !== null || this.form === null) return;
    window.clearInterval(this.timer);
    this.note("");
    this.presence = new Presence(this.box, this.video, this.form);
    try {
      const next = await this.presence.run();
      this.close();
      window.location.assign(next);
    } catch (error) {
      this.close();
      const { textUnfinished, textOtherwise } = this.box.dataset;
      const what = (error instanceof Refused && error.message) || textUnfinished;
      this.note(`${what ?? ""} ${textOtherwise ?? ""}`.trim());
      this.outside("[data-camera-open]")?.focus(); // the button that had it is hidden now
    }
  }

  private note(words: string): void {
    const note = this.outside("[data-camera-note]");
    if (note === null) return;
    note.textContent = words;
    note.hidden = words === "";
  }

  private async shoot(): Promise<void> {
    if (this.stream === null || this.video.videoWidth === 0) return;
    window.clearInterval(this.timer);
    this.say("taken");
    const wanted = Number(this.box.dataset["frames"] ?? 1);
    const photos: Blob[] = [];
    for (let taken = 0; taken < wanted; taken++) {
      if (taken > 0) await new Promise((resolve) => window.setTimeout(resolve, BETWEEN_FRAMES));
      const photo = await this.still();
      if (photo !== null) photos.push(photo);
    }
    const camera = this.form?.querySelector<HTMLInputElement>("input[name=camera]");
    if (camera) camera.value = cameraName(this.video);
    this.close();
    const [first] = photos;
    if (first === undefined) return;
    const event = wanted > 1 ? { name: "motcua:frames", detail: photos } : { name: "motcua:photo", detail: first };
    this.form?.dispatchEvent(new CustomEvent(event.name, { detail: event.detail }));
  }

  private async still(): Promise<Blob | null> {
    const canvas = document.createElement("canvas");
    canvas.width = this.video.videoWidth;
    canvas.height = this.video.videoHeight;
    canvas.getContext("2d")?.drawImage(this.video, 0, 0);
    return new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.92));
  }

  private offerTorch(): void {
    const button = this.inside("[data-camera-torch]");
    const track = this.stream?.getVideoTracks()[0];
    const can = track?.getCapabilities?.() as { torch?: boolean } | undefined;
    if (button !== null) button.hidden = can?.torch !== true;
  }

  private async toggleTorch(): Promise<void> {
    const button = this.inside("[data-camera-torch]");
    const track = this.stream?.getVideoTracks()[0];
    if (button === null || track === undefined) return;
    const on = button.getAttribute("aria-pressed") !== "true";
    await track.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] });
    button.setAttribute("aria-pressed", String(on));
  }
}
