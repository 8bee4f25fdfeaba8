// A window over the page, which keeps the keyboard inside.

import { useEnvironment } from "../state/environment.js";
import { html, useLayoutEffect, useRef } from "../lib/html.js";

/** The window; `onClose` is called for Escape too. Without it, there is no way out. */
export function Dialog({ label, onClose, children }) {
  const dialog = useRef(null);
  const { production } = useEnvironment();
  // At once, not after the next paint: a key that is pressed meanwhile is not for the page below.
  useLayoutEffect(() => {
    const before = document.activeElement;
    dialog.current.showModal();
    return () => before?.focus?.();
  }, []);
  const cancel = (event) => {
    event.preventDefault();
    onClose?.();
  };
  // A second Escape closes it whatever is said to `cancel`.
  const closed = () => (onClose ? onClose() : dialog.current?.showModal());
  return html`<dialog ref=${dialog} class=${production ? "production" : ""} aria-label=${label} onCancel=${cancel} onClose=${closed}>
    ${children}
  </dialog>`;
}
