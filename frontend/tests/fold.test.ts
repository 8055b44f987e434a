import assert from "node:assert/strict";
import { test } from "node:test";

import { fold } from "../src/fold.ts";

test("words typed without diacritics find Vietnamese text, composed or not", () => {
  assert.equal(fold("Cà phê ĐƯỜNG"), "ca phe duong");
  assert.equal(fold("Cà phê".normalize("NFD")), "ca phe");
});
