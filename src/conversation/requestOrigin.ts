/** Checks where a stored request says it went, so that an imported chat cannot name another server than it shows. */

interface ParsedUrl {
  readonly href: string;
  readonly origin: string;
  readonly protocol: string;
}

/** The part of the global `URL` that is used; this room has neither the DOM's types nor those of Node. */
declare const URL: {
  canParse(address: string): boolean;
  new (address: string): ParsedUrl;
};

/** Whether a text is the origin of an HTTP address and nothing else: scheme, host and port, as `URL` writes them. */
export function isRequestOrigin(origin: string): boolean {
  const url = parse(origin);
  return url !== undefined && /^https?:$/.test(url.protocol) && url.origin === origin;
}

/** Whether a text is a path that stays on the origin it is appended to. */
export function isRequestPath(path: string): boolean {
  return joinedAddress('https://origin.invalid', path) !== undefined;
}

/** The address that an origin and a path make together; none where it would lead to another origin. */
export function joinedAddress(origin: string, path: string): string | undefined {
  if (!isRequestOrigin(origin) || !/^\/(?![/\\])[!-~]*$/.test(path)) return undefined;
  const address = `${origin}${path}`;
  const url = parse(address);
  // An address that `URL` writes in another way could be read in another way by another program, too.
  return url?.origin === origin && url.href === address ? address : undefined;
}

function parse(address: string): ParsedUrl | undefined {
  return URL.canParse(address) ? new URL(address) : undefined;
}
