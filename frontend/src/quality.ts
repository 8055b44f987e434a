/**
 * What can be said about a camera frame while it moves: measured on a small grey picture, many times a second.
 * These are hints for the hand that holds the phone. Whether a photo is good is decided on the server.
 */

export interface Grey {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

export interface Measures {
  /** Mean grey level, 0 to 255. */
  readonly brightness: number;
  /** Share of 8-pixel squares that are burnt out all over, 0 to 1: print under them is lost. */
  readonly glare: number;
  /** Variance of the Laplacian divided by the variance of the picture: falls with blur, whatever the contrast. */
  readonly sharpness: number;
  /** Share of a 6 by 4 grid whose cells hold print: small when the card is far away or not there. */
  readonly filled: number;
  /** Share of the same cells that are not plain, however soft: large where a card fills the frame out of focus. */
  readonly covered: number;
  /** Mean grey difference from the frame before, 0 to 255. */
  readonly motion: number;
}

export type Hint = "dark" | "glare" | "closer" | "still" | "blurred" | "good";

/** Grey picture of RGBA pixels (Rec. 601 weights). */
export function toGrey(rgba: Uint8ClampedArray, width: number, height: number): Grey {
  const pixels = new Uint8Array(width * height);
  for (let i = 0, j = 0; i < pixels.length; i += 1, j += 4) {
    pixels[i] = ((rgba[j] ?? 0) * 77 + (rgba[j + 1] ?? 0) * 150 + (rgba[j + 2] ?? 0) * 29) >> 8;
  }
  return { width, height, pixels };
}

export function measure(frame: Grey, before: Grey | null): Measures {
  const { width, height, pixels } = frame;
  let sum = 0;
  let squares = 0;
  for (const value of pixels) {
    sum += value;
    squares += value * value;
  }
  const count = pixels.length;
  const mean = sum / count;
  const variance = Math.max(squares / count - mean * mean, 1);
  return {
    brightness: mean,
    glare: burntShare(frame),
    sharpness: laplacianVariance(frame) / variance,
    ...shares(frame),
    motion: before !== null && before.width === width && before.height === height ? difference(frame, before) : 255,
  };
}

/** As dark as the server calls too dark (papers/quality.py), even at the brightest twentieth of the whole photo. */
const DARK_PHOTO = 75;

/** Whether a photo is surely too dark to read: said before it is sent, which takes minutes on a weak network. */
export function isTooDark({ pixels }: Grey): boolean {
  const levels = Uint8Array.from(pixels).sort();
  return (levels[Math.floor(0.95 * levels.length)] ?? 255) < DARK_PHOTO;
}

const SQUARE = 8;
const BURNT = 252;

function burntShare({ width, height, pixels }: Grey): number {
  let burnt = 0;
  let count = 0;
  for (let top = 0; top + SQUARE <= height; top += SQUARE) {
    for (let left = 0; left + SQUARE <= width; left += SQUARE) {
      let lost = 0;
      for (let y = top; y < top + SQUARE; y += 1) {
        for (let x = left; x < left + SQUARE; x += 1) if ((pixels[y * width + x] ?? 0) >= BURNT) lost += 1;
      }
      if (lost >= 0.9 * SQUARE * SQUARE) burnt += 1;
      count += 1;
    }
  }
  return burnt / Math.max(count, 1);
}

function laplacianVariance({ width, height, pixels }: Grey): number {
  let sum = 0;
  let squares = 0;
  let count = 0;
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const at = y * width + x;
      const value =
        4 * (pixels[at] ?? 0) -
        (pixels[at - 1] ?? 0) -
        (pixels[at + 1] ?? 0) -
        (pixels[at - width] ?? 0) -
        (pixels[at + width] ?? 0);
      sum += value;
      squares += value * value;
      count += 1;
    }
  }
  const mean = sum / Math.max(count, 1);
  return squares / Math.max(count, 1) - mean * mean;
}

const COLUMNS = 6;
const ROWS = 4;
/** Mean step between neighbours in a cell with print or a portrait; a bare table or wall stays well below. */
const PRINT_STEP = 2;

/** Spread of the grey levels in a cell that a card reaches into; light falling off over a bare table has less. */
const CARD_SPREAD = 8;

function shares({ width, height, pixels }: Grey): Pick<Measures, "filled" | "covered"> {
  let filled = 0;
  let covered = 0;
  for (let row = 0; row < ROWS; row += 1) {
    for (let column = 0; column < COLUMNS; column += 1) {
      const left = Math.floor((column * width) / COLUMNS);
      const right = Math.floor(((column + 1) * width) / COLUMNS);
      const top = Math.floor((row * height) / ROWS);
      const bottom = Math.floor(((row + 1) * height) / ROWS);
      let steps = 0;
      let sum = 0;
      let squares = 0;
      let count = 0;
      for (let y = top; y < bottom - 1; y += 1) {
        for (let x = left; x < right - 1; x += 1) {
          const at = y * width + x;
          const here = pixels[at] ?? 0;
          steps += Math.abs(here - (pixels[at + 1] ?? 0)) + Math.abs(here - (pixels[at + width] ?? 0));
          sum += here;
          squares += here * here;
          count += 1;
        }
      }
      const cells = Math.max(count, 1);
      if (steps / (2 * cells) >= PRINT_STEP) filled += 1;
      if (squares / cells - (sum / cells) ** 2 >= CARD_SPREAD ** 2) covered += 1;
    }
  }
  return { filled: filled / (COLUMNS * ROWS), covered: covered / (COLUMNS * ROWS) };
}

function difference(a: Grey, b: Grey): number {
  let sum = 0;
  for (let i = 0; i < a.pixels.length; i += 1) sum += Math.abs((a.pixels[i] ?? 0) - (b.pixels[i] ?? 0));
  return sum / a.pixels.length;
}

const FILLED = 0.55;
const BLURRED = 0.035;

/** The one thing to say about a card in the frame: the first that matters. */
export function cardHint(measures: Measures): Hint {
  if (measures.brightness < 60) return "dark";
  if (measures.glare > 0.05) return "glare";
  // Out of focus a card has no print to see: whoever is told to come closer then only makes it worse.
  const soft = measures.sharpness < BLURRED && measures.covered >= FILLED;
  if (measures.filled < FILLED && !soft) return "closer";
  if (measures.motion > 9) return "still";
  if (measures.sharpness < BLURRED) return "blurred";
  return "good";
}

/** The same for a face: no print to look for, and skin is smoother than print. */
export function faceHint(measures: Measures): Hint {
  if (measures.brightness < 60) return "dark";
  if (measures.glare > 0.15) return "glare";
  if (measures.motion > 10) return "still";
  if (measures.sharpness < 0.004) return "blurred";
  return "good";
}

/** Says when the hint has been good for long enough to take the photo; one odd frame between is forgiven. */
export class Steady {
  private since: number | null = null;
  private odd = 0;

  constructor(private readonly milliseconds: number) {}

  update(hint: Hint, now: number): boolean {
    if (hint !== "good") {
      this.odd += 1;
      if (this.odd > 1) this.since = null;
      return false;
    }
    this.odd = 0;
    this.since ??= now;
    return now - this.since >= this.milliseconds;
  }
}

/**
 * Whether the hand has had the chance to turn the card: a camera that opens by itself for the back still sees the
 * front. It waits for the picture to change, or for as long as turning a card takes.
 */
export class Turned {
  private since: number | null = null;
  private moved = 0;

  constructor(
    private readonly motion: number,
    private readonly milliseconds: number,
  ) {}

  update(motion: number, now: number): boolean {
    if (this.since === null) {
      this.since = now; // the first frame has none before it to differ from
      return false;
    }
    if (motion >= this.motion) this.moved += 1;
    return this.moved > 1 || now - this.since >= this.milliseconds;
  }
}

/** Keeps a hint until another has been seen several times running: words that flicker cannot be read. */
export class Calm {
  private shown: Hint | null = null;
  private next: Hint | null = null;
  private times = 0;

  constructor(private readonly needed: number) {}

  update(hint: Hint): Hint {
    if (this.shown === null) this.shown = hint;
    if (hint === this.shown) {
      this.next = null;
      this.times = 0;
    } else if (hint === this.next) {
      this.times += 1;
      if (this.times >= this.needed) {
        this.shown = hint;
        this.next = null;
        this.times = 0;
      }
    } else {
      this.next = hint;
      this.times = 1;
    }
    return this.shown;
  }
}
