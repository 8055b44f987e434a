/**
 * Browsers keep pages that were left as they stood, some also those that say they must not be stored, and show
 * them again on "back": a dossier that was closed since, what another person opened here. So a page is left
 * empty, and what comes back is asked for anew, unless its owner was typing and still has it open.
 */
type Asks = (address: string) => Promise<{ readonly ok: boolean; readonly redirected: boolean }>;

export function startReturning(): void {
  window.addEventListener("pagehide", (event) => {
    if (event.persisted) document.body.hidden = true;
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) void comeBack(document, window.location, "kiosk" in document.body.dataset);
  });
}

async function comeBack(page: Document, at: Location, shared: boolean): Promise<void> {
  if (!shared && isTyped(page.querySelectorAll<Field>("input, textarea, select")) && (await isOpen(at.href))) {
    page.body.hidden = false;
  } else {
    at.reload();
  }
}

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/**
 * Whether anything stands in a field that the page did not come with. What asks that nothing be kept of it (a
 * code, a birth date) does not count: on a page that everybody may open it was another's.
 */
export function isTyped(fields: Iterable<Field>): boolean {
  for (const field of fields) {
    if (field.autocomplete === "off") continue;
    if ("options" in field) {
      if ([...field.options].some((option) => option.selected && !option.defaultSelected && option.index > 0)) return true;
    } else if (field.type === "checkbox" || field.type === "radio") {
      if ((field as HTMLInputElement).checked !== (field as HTMLInputElement).defaultChecked) return true;
    } else if (field.type !== "hidden" && field.type !== "file" && field.value !== field.defaultValue) {
      return true;
    }
  }
  return false;
}

/** Whether the page would be shown today: one that was closed leads elsewhere. No answer is a no. */
export async function isOpen(address: string, ask: Asks = head): Promise<boolean> {
  try {
    const answer = await ask(address);
    return answer.ok && !answer.redirected;
  } catch {
    return false;
  }
}

function head(address: string): Promise<Response> {
  return fetch(address, { method: "HEAD", cache: "no-store" });
}
