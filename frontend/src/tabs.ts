/** A row of tabs that scrolls on a narrow screen begins where the chosen one is seen, and does so again when a tab
 * gets another width: the typeface may arrive long after the page, and a phone may be turned. */
export function startTabs(): void {
  for (const row of document.querySelectorAll<HTMLElement>("[data-scrolls]")) {
    const chosen = row.querySelector<HTMLElement>("[aria-current]");
    if (chosen === null) continue;
    const show = (): void => {
      const [inside, around] = [chosen.getBoundingClientRect(), row.getBoundingClientRect()];
      row.scrollLeft += inside.left + inside.width / 2 - (around.left + around.width / 2);
    };
    show();
    const widths = new ResizeObserver(show);
    for (const tab of row.children) widths.observe(tab);
  }
}
