/** Loads a sibling script on first use. */

// Only while a script runs does the page say which one it is.
const own = document.currentScript instanceof HTMLScriptElement ? document.currentScript : null;
const asked = new Map<string, Promise<boolean>>();

/** Whether the script is there, once that is known; asked for once in the life of the page. */
export function loadSibling(file: string): Promise<boolean> {
  const known = asked.get(file);
  if (known !== undefined) return known;
  const loading = new Promise<boolean>((resolve) => {
    if (own === null) {
      resolve(false);
      return;
    }
    const script = document.createElement('script');
    // The page's policy lets nothing in without it.
    script.nonce = own.nonce;
    script.src = new URL(file, own.src).href;
    script.onload = () => resolve(true);
    script.onerror = () => resolve(false);
    document.head.append(script);
  });
  asked.set(file, loading);
  return loading;
}
