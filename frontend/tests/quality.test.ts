import assert from "node:assert/strict";
import { test } from "node:test";

import { Calm, cardHint, faceHint, isTooDark, measure, Steady, Turned, type Grey } from "../src/quality.ts";

const WIDTH = 240;
const HEIGHT = 151;

function picture(at: (x: number, y: number) => number): Grey {
  const pixels = new Uint8Array(WIDTH * HEIGHT);
  for (let y = 0; y < HEIGHT; y += 1) for (let x = 0; x < WIDTH; x += 1) pixels[y * WIDTH + x] = at(x, y);
  return { width: WIDTH, height: HEIGHT, pixels };
}

/** Print: dark strokes on a light card, hard edges. */
const print = (x: number, y: number): number => ((x >> 1) % 3 === 0 && (y >> 2) % 2 === 0 ? 60 : 190);
/** The same seen out of focus: a slow wave. */
const soft = (x: number, y: number): number => 125 + 60 * Math.sin(x / 12) * Math.sin(y / 12);

test("a still, sharp card in good light is good", () => {
  const card = picture(print);
  assert.equal(cardHint(measure(card, card)), "good");
});

test("the first frame is never good: nobody knows yet whether it is still", () => {
  assert.equal(cardHint(measure(picture(print), null)), "still");
});

test("darkness, glare, distance, motion and blur are each told apart", () => {
  const dark = picture((x, y) => print(x, y) / 5);
  assert.equal(cardHint(measure(dark, dark)), "dark");
  const glare = picture((x, y) => (x > 90 && x < 150 && y > 40 && y < 90 ? 255 : print(x, y)));
  assert.equal(cardHint(measure(glare, glare)), "glare");
  const far = picture((x, y) => (x > 90 && x < 150 && y > 50 && y < 100 ? print(x, y) : 150));
  assert.equal(cardHint(measure(far, far)), "closer");
  const moved = picture((x, y) => print(x + 2, y));
  assert.equal(cardHint(measure(moved, picture(print))), "still");
  const blurred = picture(soft);
  assert.equal(cardHint(measure(blurred, blurred)), "blurred");
});

test("a card far out of focus is not told to come closer, which would only blur it more", () => {
  const melted = picture((x, y) => 125 + 40 * Math.sin(x / 26) * Math.sin(y / 22));
  assert.equal(cardHint(measure(melted, melted)), "blurred");
  const shade = picture((x, y) => 90 + x / 4 + y / 8);
  assert.equal(cardHint(measure(shade, shade)), "closer", "light falling off over a bare table is no card");
});

test("a bare table is not photographed by itself", () => {
  const table = picture(() => 140);
  assert.notEqual(cardHint(measure(table, table)), "good");
});

test("a face in the dark is told so", () => {
  const dark = picture((x, y) => soft(x, y) / 4);
  assert.equal(faceHint(measure(dark, dark)), "dark");
});

test("the photo is taken only after the hint was good without a break", () => {
  const steady = new Steady(600);
  assert.equal(steady.update("good", 0), false);
  assert.equal(steady.update("good", 500), false);
  assert.equal(steady.update("still", 540), false);
  assert.equal(steady.update("still", 580), false);
  assert.equal(steady.update("good", 600), false);
  assert.equal(steady.update("still", 900), false, "one odd frame is forgiven");
  assert.equal(steady.update("good", 1199), false);
  assert.equal(steady.update("good", 1200), true);
});

test("a bright white card with print on it is not taken for glare", () => {
  const bright = picture((x, y) => Math.min(255, print(x, y) + 65));
  assert.notEqual(cardHint(measure(bright, bright)), "glare");
});

test("words on the screen do not flicker with every frame", () => {
  const calm = new Calm(3);
  assert.equal(calm.update("closer"), "closer");
  for (const hint of ["good", "closer", "good", "good"] as const) assert.equal(calm.update(hint), "closer");
  assert.equal(calm.update("good"), "good");
});

test("a camera that opened by itself waits until the card was turned", () => {
  const held = new Turned(15, 4000);
  assert.equal(held.update(255, 0), false); // the first frame
  for (let now = 120; now < 4000; now += 120) assert.equal(held.update(2, now), false);
  const turned = new Turned(15, 4000);
  turned.update(255, 0);
  assert.equal(turned.update(60, 120), false);
  assert.equal(turned.update(40, 240), true);
  assert.equal(turned.update(1, 360), true);
});

test("who turned the card before the camera opened does not wait for ever", () => {
  const turned = new Turned(15, 4000);
  turned.update(255, 1000);
  assert.equal(turned.update(1, 4900), false);
  assert.equal(turned.update(1, 5000), true);
});

test("a photo is called too dark before it is sent only where even its brightest parts are", () => {
  assert.equal(isTooDark(picture((x, y) => print(x, y) / 4)), true);
  assert.equal(isTooDark(picture(print)), false);
  // A card in good light on a black table: dark all around, and right.
  const onBlack = picture((x, y) => (x > 60 && x < 150 && y > 40 && y < 100 ? print(x, y) : 8));
  assert.equal(isTooDark(onBlack), false);
});
