import assert from "node:assert/strict";
import { test } from "node:test";

import { Line, Refused } from "../src/presence.ts";

const reply = (status: number, data: unknown): Response => new Response(JSON.stringify(data), { status });

test("frames go one after the other, and one that was lost goes again before the next", async () => {
  const seen: string[] = [];
  const waits: number[] = [];
  let lost = true;
  const line = new Line(
    async (_url, body) => {
      const number = String(body.get("number"));
      seen.push(number);
      if (number === "1" && lost) {
        lost = false;
        throw new TypeError("no network");
      }
      return reply(200, { taken: true });
    },
    async (milliseconds) => {
      waits.push(milliseconds);
    },
  );
  const bodies = ["0", "1", "2"].map((number) => {
    const body = new FormData();
    body.set("number", number);
    return body;
  });
  await Promise.all(bodies.map((body) => line.send("/hinh/", body)));
  assert.deepEqual(seen, ["0", "1", "1", "2"]);
  assert.equal(waits.length, 1);
});

test("a network that stays away ends it without a message", async () => {
  const line = new Line(
    async () => {
      throw new TypeError("no network");
    },
    async () => undefined,
  );
  await assert.rejects(line.send("/hinh/", new FormData()), Refused);
});
