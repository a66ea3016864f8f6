/** Validates the stored origin of a request, so that an imported chat cannot name a different server than it shows. */

/** A URL as parsed by the WHATWG standard, in Node and in browsers. */
interface Address {
  readonly origin: string;
  readonly href: string;
}

// This folder is compiled without the types of either.
declare const URL: { parse(text: string): Address | null };

/** Whether a text is exactly an HTTP origin: scheme, host and port, as `URL` serializes them. */
export function isRequestOrigin(origin: string): boolean {
  // Other characters are valid in a host, but may be special to a shell or to curl.
  const isPlain = /^https?:\/\/(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d+)?$/.test(origin);
  return isPlain && URL.parse(origin)?.origin === origin;
}

/** Whether a text is a path that stays on its origin when appended. */
export function isRequestPath(path: string): boolean {
  return joinedAddress('https://origin.invalid', path) !== undefined;
}

/** The URL made of an origin and a path; undefined if it would lead to another origin. */
export function joinedAddress(origin: string, path: string): string | undefined {
  if (!isRequestOrigin(origin) || !/^\/(?![/\\])[!-~]*$/.test(path)) return undefined;
  const address = `${origin}${path}`;
  const url = URL.parse(address);
  // Other programs may parse a URL differently if `URL` would serialize it differently.
  return url?.origin === origin && url.href === address ? address : undefined;
}
