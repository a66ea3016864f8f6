/**
 * Validates the stored origin of a request, so that an imported chat cannot name a server other than the one it shows.
 */

/** An address as the WHATWG standard takes it apart, in Node as in the page. */
interface Address {
  readonly origin: string;
  readonly href: string;
}

// This room is compiled without the types of either.
declare const URL: { parse(text: string): Address | null };

/** Whether a text is the origin of an HTTP address and nothing else: scheme, host and port, as `URL` writes them. */
export function isRequestOrigin(origin: string): boolean {
  // Other signs are taken in a host, too, but could mean more than themselves to a shell or to curl.
  const isPlain = /^https?:\/\/(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d+)?$/.test(origin);
  return isPlain && URL.parse(origin)?.origin === origin;
}

/** Whether a text is a path that stays on the origin it is appended to. */
export function isRequestPath(path: string): boolean {
  return joinedAddress('https://origin.invalid', path) !== undefined;
}

/** The address that an origin and a path make together; none where it would lead to another origin. */
export function joinedAddress(origin: string, path: string): string | undefined {
  if (!isRequestOrigin(origin) || !/^\/(?![/\\])[!-~]*$/.test(path)) return undefined;
  const address = `${origin}${path}`;
  const url = URL.parse(address);
  // An address that `URL` writes in another way could be read in another way by another program, too.
  return url?.origin === origin && url.href === address ? address : undefined;
}
