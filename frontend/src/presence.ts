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
/** A frame that came late is followed by the next no sooner than this: a slow phone makes it last longer. */
const SOONEST = 350;
/** Where a phone is so slow that a part takes this many times its time, so many frames are enough. */
const PATIENCE = 3;
const LEAST = 3;
const LONGEST = 720;
const QUALITY = 0.82;
const WAITS = [800, 2000, 4000];
/** An answer that does not come is asked for again. */
const ANSWER_WITHIN = 20_000;
/** A camera that shows nothing new for so long has been taken away. */
const FROZEN_AFTER = 4000;
const LOOK_AGAIN = 40;

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

/** When a part's next frame is due, and when there are enough: time that a busy phone lost is given back. */
export class Rhythm {
  due: number;
  private count = 0;
  private readonly wanted: number;

  constructor(
    private readonly ms: number,
    private readonly began: number,
  ) {
    this.due = began + EVERY;
    this.wanted = Math.max(LEAST, Math.floor(ms / EVERY));
  }

  get share(): number {
    return this.count / this.wanted;
  }

  taken(now: number): void {
    this.count += 1;
    this.due = Math.max(this.due + EVERY, now + SOONEST);
  }

  over(now: number): boolean {
    return this.count >= this.wanted || (this.count >= LEAST && now - this.began > PATIENCE * this.ms);
  }
}

/**
 * Pictures of which none is the one before. A busy phone shows the same frame of the camera twice; the server
 * takes the same picture for one that was sent before, which no camera makes.
 */
export class Fresh {
  private last: Uint8Array | null = null;

  constructor(
    private readonly now: () => number = () => performance.now(),
    private readonly wait: (milliseconds: number) => Promise<void> = pause,
  ) {}

  /** Throws Refused without a message where the camera stands still. */
  async next(take: () => Promise<Blob>): Promise<Blob> {
    const until = this.now() + FROZEN_AFTER;
    for (;;) {
      const picture = await take();
      const bytes = new Uint8Array(await picture.arrayBuffer());
      const { last } = this;
      if (last?.length !== bytes.length || bytes.some((byte, at) => byte !== last[at])) {
        this.last = bytes;
        return picture;
      }
      if (this.now() > until) throw new Refused("");
      await this.wait(LOOK_AGAIN);
    }
  }
}

export class Presence {
  private over = false;
  private readonly line = new Line();
  private readonly fresh = new Fresh();

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
      const rhythm = new Rhythm(step.ms, performance.now());
      while (!rhythm.over(performance.now())) {
        await pause(rhythm.due - performance.now());
        const picture = await this.fresh.next(() => this.picture());
        const now = performance.now();
        if (this.over) throw new Refused("");
        if (wrong !== null) throw wrong;
        rhythm.taken(now);
        this.ring(rhythm.share);
        const body = this.body(challenge.token);
        body.set("number", String(number));
        body.set("part", String(part));
        body.set("at", String(Math.round(now - began)));
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
    last.set("camera", cameraName(this.video));
    const end = (await this.line.send(this.address("finish"), last)) as { next: string };
    return end.next;
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

/** What the browser calls the camera that a video shows: programs that stand in for one often say so. */
export function cameraName(video: HTMLVideoElement): string {
  const stream = video.srcObject;
  return stream instanceof MediaStream ? (stream.getVideoTracks()[0]?.label ?? "") : "";
}

function postForm(url: string, body: FormData): Promise<Response> {
  // Safari 15 does not know the time-out; there the browser's own has to do.
  const signal = "timeout" in AbortSignal ? AbortSignal.timeout(ANSWER_WITHIN) : null;
  return fetch(url, { method: "POST", headers: { Accept: "application/json" }, body, signal });
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    window.setTimeout(resolve, Math.max(0, milliseconds));
  });
}
