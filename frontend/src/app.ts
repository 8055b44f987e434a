import htmx from "htmx.org";

import { startCameras } from "./camera.ts";
import { startFiles } from "./files.ts";
import { startForms } from "./forms.ts";
import { startFrames } from "./frames.ts";
import { startKiosk } from "./kiosk.ts";
import { startPicks } from "./pick.ts";
import { startReturning } from "./returning.ts";
import { startTabs } from "./tabs.ts";
import { startUploads } from "./uploads.ts";

// Settings stand here and not in the page: no inline styles, no eval, only our own host (strict CSP).
htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0; // pages hold personal data: none of them is kept in local storage

// A page that answers what was sent would be asked for by sending it again: going back to it, or loading it anew,
// led to the browser's own page about a lost form. Now it is asked for like any other.
if ("posted" in document.body.dataset) window.history.replaceState(window.history.state, "", window.location.href);
document.documentElement.classList.add("js");
// Uploads and the hall's machine first: they take over what is sent before the guard against sending twice sees it.
startReturning();
startUploads();
startKiosk();
startForms();
startPicks();
startFiles();
startFrames();
startCameras();
startTabs();
