/** Sending a form in the background: with progress, tried again on a weak network, never losing the photo. */

export type Outcome =
  | { readonly kind: "next"; readonly url: string }
  | { readonly kind: "refused"; readonly message: string }
  | { readonly kind: "failed" }
  | { readonly kind: "busy" }
  | { readonly kind: "offline" };

const WAITS = [1000, 3000, 6000];
/** So long nothing has moved on its way: the connection is gone, though nobody has said so. */
const STILL_FOR = 90_000;
/** Gateways and an overloaded server: worth another try. */
const PASSING = new Set([0, 408, 502, 503, 504]);

export async function send(
  url: string,
  body: FormData,
  progress: (share: number) => void,
  wait: (milliseconds: number) => Promise<void> = pause,
  post: typeof postOnce = postOnce,
): Promise<Outcome> {
  for (let attempt = 0; ; attempt += 1) {
    progress(0);
    const reply = await post(url, body, progress);
    if (!PASSING.has(reply.status)) return understand(reply);
    const next = WAITS[attempt];
    // A server that answers, be it that it is busy, is no matter of the visitor's network.
    if (next === undefined) return { kind: reply.status >= 500 ? "busy" : "offline" };
    await wait(next);
  }
}

export interface Reply {
  readonly status: number;
  readonly text: string;
}

/**
 * XMLHttpRequest, because fetch still cannot tell how much has been sent. Status 0 is no answer.
 *
 * Given up when nothing moves any more, however long all of it takes: a photo of 1.4 MB needs two minutes on a
 * signal of one bar, and what is given up begins anew.
 */
export function postOnce(url: string, body: FormData, progress: (share: number) => void): Promise<Reply> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    let patience = 0;
    const moved = (): void => {
      window.clearTimeout(patience);
      patience = window.setTimeout(() => request.abort(), STILL_FOR);
    };
    const end = (): void => {
      window.clearTimeout(patience);
      resolve({ status: request.status, text: request.responseText });
    };
    request.open("POST", url);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      moved();
      if (event.lengthComputable) progress(event.loaded / event.total);
    });
    for (const name of ["load", "error", "abort"]) request.addEventListener(name, end);
    moved();
    request.send(body);
  });
}

export function understand(reply: Reply, language = pageLanguage()): Outcome {
  let data: unknown;
  try {
    data = JSON.parse(reply.text);
  } catch {
    return { kind: "failed" }; // an answer, but not from us: a proxy, or a page that stood open too long
  }
  if (typeof data === "object" && data !== null) {
    if ("next" in data && typeof data.next === "string") return { kind: "next", url: data.next };
    if ("message" in data && typeof data.message === "object" && data.message !== null) {
      const messages = data.message as Record<string, unknown>;
      const message = messages[language] ?? messages["vi"];
      if (typeof message === "string") return { kind: "refused", message };
    }
  }
  return { kind: "failed" };
}

function pageLanguage(): string {
  return document.documentElement.lang.startsWith("en") ? "en" : "vi";
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    window.setTimeout(resolve, milliseconds);
  });
}
