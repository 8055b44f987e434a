/**
 * A page that needs several frames of a live face: the camera hands them over, the form sends them as it would
 * send files. There is no way to choose files here: a photo somebody has proves nobody's presence.
 */
export function startFrames(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-frames-form]")) {
    form.addEventListener("motcua:frames", (event) => {
      const frames = (event as CustomEvent<Blob[]>).detail;
      const input = form.querySelector<HTMLInputElement>("input[name=frames]");
      const capture = form.querySelector<HTMLInputElement>("input[name=capture]");
      if (input === null || capture === null) return;
      const files = new DataTransfer();
      frames.forEach((frame, at) => files.items.add(new File([frame], `${at}.jpg`, { type: "image/jpeg" })));
      input.files = files.files;
      capture.value = "camera";
      if ("requestSubmit" in form) form.requestSubmit();
      else (form as HTMLFormElement).submit(); // Safari 15
    });
  }
}
