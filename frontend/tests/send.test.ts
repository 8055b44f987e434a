import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { postOnce, send, understand, type Reply } from "../src/send.ts";

// The only thing of a page that sending needs: its language.
Object.assign(globalThis, { document: { documentElement: { lang: "vi" } } });

const noWait = (): Promise<void> => Promise.resolve();
const replies =
  (...list: Reply[]) =>
  (): Promise<Reply> =>
    Promise.resolve(list.length > 1 ? (list.shift() as Reply) : (list[0] as Reply));

test("a network that fails twice and then works loses nothing", async () => {
  const post = replies({ status: 0, text: "" }, { status: 503, text: "" }, { status: 200, text: '{"next": "/b/"}' });
  const outcome = await send("/a/", new FormData(), () => undefined, noWait, post);
  assert.deepEqual(outcome, { kind: "next", url: "/b/" });
});

test("a network that stays away ends in words, not in an endless wait", async () => {
  const outcome = await send("/a/", new FormData(), () => undefined, noWait, replies({ status: 0, text: "" }));
  assert.deepEqual(outcome, { kind: "offline" });
});

test("a server that stays away is not called the visitor's network", async () => {
  const outcome = await send("/a/", new FormData(), () => undefined, noWait, replies({ status: 503, text: "{}" }));
  assert.deepEqual(outcome, { kind: "busy" });
});

test("a refusal is shown in the page's language and is not sent again", () => {
  const text = JSON.stringify({ code: "photo_empty", message: { vi: "Tệp ảnh trống.", en: "Empty file." } });
  assert.deepEqual(understand({ status: 422, text }, "vi"), { kind: "refused", message: "Tệp ảnh trống." });
  assert.deepEqual(understand({ status: 422, text }, "en"), { kind: "refused", message: "Empty file." });
});

test("an answer that is no JSON (a proxy's page, a page open too long) is not called a weak network", () => {
  assert.deepEqual(understand({ status: 413, text: "<html>" }, "vi"), { kind: "failed" });
});

/** A request whose bytes go when the test says so. */
class SlowRequest extends EventTarget {
  static last: SlowRequest;
  readonly upload = new EventTarget();
  status = 0;
  responseText = "";
  timeout = 0;
  open(): void {}
  setRequestHeader(): void {}
  send(): void {
    SlowRequest.last = this;
    // What a browser does with `timeout`: it counts from here, whatever has been sent meanwhile.
    if (this.timeout) setTimeout(() => this.dispatchEvent(new Event("timeout")), this.timeout);
  }
  abort(): void {
    this.dispatchEvent(new Event("abort"));
  }
  answer(): void {
    Object.assign(this, { status: 200, responseText: '{"next": "/b/"}' });
    this.dispatchEvent(new Event("load"));
  }
}

test("a photo that takes minutes is sent as long as it moves, and one that stands still is given up", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const browser = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };
  Object.assign(globalThis, { XMLHttpRequest: SlowRequest, window: browser });
  const sent = postOnce("/a/", new FormData(), () => undefined);
  for (let part = 0; part < 6; part += 1) {
    mock.timers.tick(80_000);
    SlowRequest.last.upload.dispatchEvent(new Event("progress"));
  }
  SlowRequest.last.answer();
  assert.equal((await sent).status, 200);
  const stuck = postOnce("/a/", new FormData(), () => undefined);
  mock.timers.tick(91_000);
  assert.equal((await stuck).status, 0);
  mock.timers.reset();
});
