/** Which fields of a request hold credentials, judged by their names. */

/** Stands for a value that is not kept. */
export const masked = '***';

/** Objects nested deeper than this are masked as a whole. */
const maxDepth = 64;

/** Parts of names, and whole words of names, that stand for a credential. */
const parts =
  /passw|passphrase|passcode|secret|credential|cookie|bearer|jwt|signature|session|auth(?!or(?!i[sz]))/;
const words =
  /^(?:pass|pwd|pswd|psw|creds?|keys?|otp|totp|mfa|pin|pat|sid|sig|hmac|dsn|csrf|xsrf|nonce|token)$/;
/** Names that end in a word glued to others. */
const glued = /(?:api|access|account|app|client|private|public|secret|service|sub|subscription|user)keys?$/;
const tokens = /(?:access|api|auth|bearer|client|csrf|id|private|refresh|secret|session|user|xsrf)tokens?$/;
/** A token that a text is made of, and not one that opens a door: `max_tokens`, `stop_token_ids`, `eos_token`. */
const textToken =
  /^(?:(?:ban|bos|cls|eos|image|mask|max|min|pad|sep|skip|special|stop|think|unk)\w*tokens?|tokens?)(?:ids?|count|limit|budget|type|length|usage)$|(?:bos|cls|eos|mask|pad|sep|unk)token$/;

/** Whether a field with this name could hold a credential. */
export function isCredentialField(name: string): boolean {
  const plain = name.normalize('NFKC').replace(/[\p{Cf}\p{M}]/gu, '');
  const compact = plain.toLowerCase().replace(/[^a-z0-9]/g, '');
  if (parts.test(compact) || glued.test(compact) || tokens.test(compact)) return true;
  if (textToken.test(compact)) return false;
  const split = plain.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return split.split(/[^a-z]+/).some((word) => words.test(word));
}
