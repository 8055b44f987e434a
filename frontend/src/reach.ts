/**
 * Whether the office's server can be reached now. A device may be "connected" to a Wi-Fi that leads nowhere, or
 * to one that answers everything with its own sign-in page: the browser would put that in place of the form.
 */

/** A weak network may need this long for a few bytes. */
const WITHIN = 8000;
/** A page that came just now has shown that there is a network. */
const FRESH = 5000;

export type Ask = (url: string, options: RequestInit) => Promise<Response>;

/** Asks for the page's own icon: a file without a session, of a kind that no other server's page has. */
export async function reaches(url: string, ask: Ask = fetch, within = WITHIN): Promise<boolean> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), within);
  try {
    const reply = await ask(url, { method: "HEAD", cache: "no-store", redirect: "error", signal: patience.signal });
    // A server that is busy says so of the form too, on a page of ours. 511 is a network that wants a sign-in.
    if (reply.status >= 500 && reply.status !== 511) return true;
    return (reply.headers.get("Content-Type") ?? "").startsWith("image/");
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

/** Whether there is reason to ask before something is sent. */
export function mayBeAway(): boolean {
  return !navigator.onLine || performance.now() > FRESH;
}

export async function reachesOffice(): Promise<boolean> {
  const icon = document.querySelector<HTMLLinkElement>("link[rel=icon]");
  // window.fetch must keep its window.
  return icon === null || (await reaches(icon.href, (url, options) => window.fetch(url, options)));
}
