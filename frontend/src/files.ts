/**
 * A browser names its file button in its own language. Here it stands in the page's: the browser's own lies over
 * it unseen and still takes the press, the keys and a file that is dropped. Without JavaScript it is seen itself.
 */
export function startFiles(root: ParentNode = document): void {
  const { file, noFile } = document.body.dataset;
  if (file === undefined || noFile === undefined) return;
  for (const input of root.querySelectorAll<HTMLInputElement>("input[type=file]:not([hidden])")) {
    const [box, face, button, name] = ["file", "file-face", "file-button", "file-name"].map((kind) => {
      const part = document.createElement("span");
      part.className = kind;
      return part;
    }) as [HTMLElement, HTMLElement, HTMLElement, HTMLElement];
    face.setAttribute("aria-hidden", "true"); // the browser's own says it to who listens
    button.textContent = file;
    input.before(box);
    box.append(input, face);
    face.append(button, " ", name);
    const show = (): void => {
      name.textContent = [...(input.files ?? [])].map((chosen) => chosen.name).join(", ") || noFile;
    };
    show();
    input.addEventListener("change", show);
    window.addEventListener("pageshow", show); // "back" may bring a choice with it
  }
}
