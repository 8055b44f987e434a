import assert from "node:assert/strict";
import { test } from "node:test";

import { reaches } from "../src/reach.ts";

const answers = (status: number, type: string) => () =>
  Promise.resolve(new Response(null, { status, headers: { "Content-Type": type } }));

test("our own icon shows that the office is reached, and so does our server when it is busy", async () => {
  assert.equal(await reaches("/icon.svg", answers(200, "image/svg+xml")), true);
  assert.equal(await reaches("/icon.svg", answers(503, "text/html")), true);
});

test("a Wi-Fi's sign-in page in the place of the icon is not the office", async () => {
  assert.equal(await reaches("/icon.svg", answers(200, "text/html; charset=utf-8")), false);
  assert.equal(await reaches("/icon.svg", answers(511, "text/html")), false);
});

test("no answer, an answer from elsewhere and silence are no way to the office", async () => {
  assert.equal(await reaches("/icon.svg", () => Promise.reject(new TypeError("failed to fetch"))), false);
  const silent = (_: string, { signal }: RequestInit): Promise<Response> =>
    new Promise((_resolve, reject) => signal?.addEventListener("abort", () => reject(signal.reason as Error)));
  assert.equal(await reaches("/icon.svg", silent, 5), false);
});
