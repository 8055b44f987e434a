/**
 * Showing oneself before the camera: one plain instruction at a time, a ring that fills while it lasts, and
 * frames sent to the server as they are made. What is asked, and what the frames show, the server decides.
 */

export interface Step {
  readonly action: string;
  readonly ms: number;
}

interface Challenge {
  readonly token: string;
  readonly steps: readonly Step[];
}

export class Refused extends Error {}

const EVERY = 450;
const LONGEST = 720;
const QUALITY = 0.82;
const WAITS = [800, 2000, 4000];

export type Post = (url: string, body: FormData) => Promise<Response>;

/** Posts one after the other in the order given; after the first refusal nothing more is sent. */
export class Line {
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly post: Post = postForm,
    private readonly wait: (milliseconds: number) => Promise<void> = pause,
  ) {}

  send(url: string, body: FormData): Promise<unknown> {
    const sent = this.last.then(() => this.once(url, body));
    this.last = sent;
    sent.catch(() => undefined); // whoever waits for the end hears of it
    return sent;
  }

  private async once(url: string, body: FormData): Promise<unknown> {
    for (const wait of [...WAITS, null]) {
      let reply: Response | null = null;
      try {
        reply = await this.post(url, body);
      } catch {
        // no network: tried again
      }
      if (reply !== null && reply.status < 500) return read(reply);
      if (wait === null) break;
      await this.wait(wait);
    }
    throw new Refused("");
  }
}

async function read(reply: Response): Promise<unknown> {
  let data: unknown = null;
  try {
    data = await reply.json();
  } catch {
    throw new Refused("");
  }
  if (reply.ok) return data;
  const messages = (data as { message?: Record<string, string> }).message ?? {};
  const language = document.documentElement.lang.startsWith("en") ? "en" : "vi";
  throw new Refused(messages[language] ?? messages["vi"] ?? "");
}

export class Presence {
  private over = false;
  private readonly line = new Line();

  constructor(
    private readonly box: HTMLElement,
    private readonly video: HTMLVideoElement,
    private readonly form: HTMLFormElement,
  ) {}

  stop(): void {
    this.over = true;
  }

  /** Returns where to go on. Throws Refused with a message for the person, or an empty one. */
  async run(): Promise<string> {
    const challenge = (await this.line.send(this.address("begin"), this.body())) as Challenge;
    const began = performance.now();
    let number = 0;
    let wrong: unknown = null;
    for (const [part, step] of challenge.steps.entries()) {
      this.ask(step.action, part);
      const partBegan = performance.now();
      for (let due = partBegan + EVERY; due <= partBegan + step.ms; due += EVERY) {
        await pause(Math.max(0, due - performance.now()));
        if (this.over) throw new Refused("");
        if (wrong !== null) throw wrong;
        this.ring((performance.now() - partBegan) / step.ms);
        const at = Math.round(performance.now() - began);
        const picture = await this.picture();
        const body = this.body(challenge.token);
        body.set("number", String(number));
        body.set("part", String(part));
        body.set("at", String(at));
        body.set("frame", picture, "frame.jpg");
        this.line.send(this.address("frame"), body).catch((error: unknown) => {
          wrong = error;
        });
        number += 1;
      }
      navigator.vibrate?.(60);
    }
    this.ask("sending", challenge.steps.length);
    const last = this.body(challenge.token);
    last.set("camera", this.cameraName());
    const end = (await this.line.send(this.address("finish"), last)) as { next: string };
    return end.next;
  }

  private cameraName(): string {
    const stream = this.video.srcObject;
    return stream instanceof MediaStream ? (stream.getVideoTracks()[0]?.label ?? "") : "";
  }

  private address(what: string): string {
    return this.box.dataset[`presence${what.charAt(0).toUpperCase()}${what.slice(1)}`] ?? "";
  }

  private body(token = ""): FormData {
    const body = new FormData();
    const csrf = this.form.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]");
    body.set("csrfmiddlewaretoken", csrf?.value ?? "");
    body.set("token", token);
    return body;
  }

  private ask(action: string, part: number): void {
    this.box.dataset["action"] = action;
    this.ring(0);
    const name = action === "look" && part > 0 ? "look_again" : action;
    const words = this.box.dataset[`ask${name.replace(/(^|_)(\w)/g, (_all, _gap, letter: string) => letter.toUpperCase())}`];
    const text = this.box.querySelector<HTMLElement>("[data-camera-hint]");
    if (text !== null && words !== undefined) text.textContent = words;
  }

  private ring(share: number): void {
    const left = 100 - Math.round(Math.min(share, 1) * 100);
    this.box.querySelector("[data-presence-ring]")?.setAttribute("stroke-dashoffset", String(left));
  }

  /** The whole picture as the camera gives it, not mirrored. */
  private picture(): Promise<Blob> {
    const { videoWidth, videoHeight } = this.video;
    const scale = Math.min(1, LONGEST / Math.max(videoWidth, videoHeight, 1));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(videoWidth * scale);
    canvas.height = Math.round(videoHeight * scale);
    canvas.getContext("2d")?.drawImage(this.video, 0, 0, canvas.width, canvas.height);
    return new Promise((resolve, reject) => {
      canvas.toBlob((made) => (made === null ? reject(new Refused("")) : resolve(made)), "image/jpeg", QUALITY);
    });
  }
}

function postForm(url: string, body: FormData): Promise<Response> {
  return fetch(url, { method: "POST", headers: { Accept: "application/json" }, body });
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    window.setTimeout(resolve, milliseconds);
  });
}
