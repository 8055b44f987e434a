/** A row of tabs that scrolls on a narrow screen begins where the chosen one is seen. */
export function startTabs(): void {
  for (const row of document.querySelectorAll<HTMLElement>("[data-scrolls]")) {
    const chosen = row.querySelector<HTMLElement>("[aria-current]");
    if (chosen === null) continue;
    const [inside, around] = [chosen.getBoundingClientRect(), row.getBoundingClientRect()];
    row.scrollLeft += inside.left + inside.width / 2 - (around.left + around.width / 2);
  }
}
