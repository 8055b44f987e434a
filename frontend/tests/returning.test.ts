import assert from "node:assert/strict";
import { test } from "node:test";

import { isOpen, isTyped } from "../src/returning.ts";

type Fields = Parameters<typeof isTyped>[0];
const field = (type: string, value: string, more = {}): object => ({ type, value, defaultValue: "", autocomplete: "", ...more });
const typed = (...fields: object[]): boolean => isTyped(fields as unknown as Fields);

test("what somebody was writing is kept for them", () => {
  assert.equal(typed(field("text", "Bánh mì")), true);
  assert.equal(typed(field("textarea", "Thưa cơ quan")), true);
  assert.equal(typed(field("radio", "yes", { checked: true, defaultChecked: false })), true);
  assert.equal(typed(field("text", "same", { defaultValue: "same" })), false);
  assert.equal(typed(field("hidden", "token"), field("file", "a.jpg")), false);
});

test("a code or birth date that the one before typed is not", () => {
  assert.equal(typed(field("text", "H29.26.740-261128-0001", { autocomplete: "off" })), false);
});

test("a page that was closed, that is gone or that cannot be asked for does not come back as it stood", async () => {
  assert.equal(await isOpen("/ho-so/1/", () => Promise.resolve({ ok: true, redirected: false })), true);
  assert.equal(await isOpen("/ho-so/1/", () => Promise.resolve({ ok: true, redirected: true })), false);
  assert.equal(await isOpen("/ho-so/1/", () => Promise.resolve({ ok: false, redirected: false })), false);
  assert.equal(await isOpen("/ho-so/1/", () => Promise.reject(new TypeError("failed to fetch"))), false);
});
