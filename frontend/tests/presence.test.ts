import assert from "node:assert/strict";
import { test } from "node:test";

import { Fresh, Line, Refused, Rhythm } from "../src/presence.ts";

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

const picture = (text: string): (() => Promise<Blob>) => async () => new Blob([text]);

test("a busy phone that shows the same frame of its camera twice sends it once", async () => {
  const fresh = new Fresh(() => 0, async () => undefined);
  await fresh.next(picture("one"));
  const shown = ["one", "one", "two"];
  let looked = 0;
  const next = await fresh.next(async () => new Blob([shown[looked++] ?? ""]));
  assert.equal(await next.text(), "two");
  assert.equal(looked, 3);
});

test("a camera that was taken away ends it instead of waiting for ever", async () => {
  let now = 0;
  const fresh = new Fresh(
    () => now,
    async () => {
      now += 500;
    },
  );
  await fresh.next(picture("one"));
  await assert.rejects(fresh.next(picture("one")), Refused);
});

/** Takes a part's frames on a phone that needs so long for each; returns when they were taken. */
function walk(ms: number, needs: (frame: number) => number): number[] {
  const rhythm = new Rhythm(ms, 0);
  const times: number[] = [];
  let now = 0;
  while (!rhythm.over(now)) {
    now = Math.max(now, rhythm.due) + needs(times.length);
    times.push(now);
    rhythm.taken(now);
  }
  return times;
}

test("a part lasts its time, and longer by what a busy phone lost, never with frames in a bunch", () => {
  assert.deepEqual(walk(2000, () => 0), [450, 900, 1350, 1800]);
  const stalled = walk(3400, (frame) => (frame === 1 ? 4500 : 0));
  assert.equal(stalled.length, 7);
  assert.ok(stalled.every((time, at) => at === 0 || time - (stalled[at - 1] ?? 0) >= 350));
  assert.equal(walk(3400, () => 4000).length, 3, "a very slow phone is not kept for minutes");
});
