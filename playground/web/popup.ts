/** Places a popup: below its anchor, or above if there is more room. */

const gapPx = 4;
const marginPx = 8;

/** Both in the top layer's coordinates, which are the window's. */
export const placePopup = (anchor: Element | null, popup: HTMLElement | null, alignEnd = false): void => {
  if (!anchor || !popup) return;
  const { top, bottom, left, right, width } = anchor.getBoundingClientRect();
  const below = innerHeight - bottom - gapPx - marginPx;
  const above = top - gapPx - marginPx;
  const isAbove = below < Math.min(popup.scrollHeight, 240) && above > below;
  const { style } = popup;
  style.minWidth = `${width}px`;
  style.maxHeight = `${Math.max(120, isAbove ? above : below)}px`;
  style.top = isAbove ? 'auto' : `${bottom + gapPx}px`;
  style.bottom = isAbove ? `${innerHeight - top + gapPx}px` : 'auto';
  const wanted = alignEnd ? right - popup.offsetWidth : left;
  style.left = `${Math.max(marginPx, Math.min(wanted, innerWidth - popup.offsetWidth - marginPx))}px`;
};
