/** Chooses the default model from a server's list. */

/** Names of models that cannot chat: non-text input or output, or no dialogue. */
const cannotChat = [
  /embed|rerank|whisper|speech|transcri|dall-?e|imag(?:e|in)|diffusion|moderation|midjourney|video|music|voice/,
  /reward|similarity|classif|minilm|mpnet|colbert|paraformer|cogview|kolors|seedream|realtime|davinci|babbage|turbo-instruct/,
  // Short words must match a complete segment, optionally followed by a version.
  /(?:^|[^a-z0-9])(?:ttsd?|asr|stt|[ti]2[vi]|audio|ocr|flux|sd(?:xl)?|bge|bce|gte|e5|m3e|clip|siglip|vae|veo|sora|wan|guard|safeguard|base)(?![a-z])/,
];

/** Exact ids in order of preference. */
const known = ['deepseek-flash', 'deepseek-v4-pro', 'deepseek-chat'];

/**
 * DeepSeek model names without vendor and variant, in order of preference; within one pattern, the newest version wins.
 */
const families: readonly RegExp[] = [
  /^deepseek-flash$/,
  /^deepseek-v4-pro$/,
  /^deepseek-chat$/,
  /^deepseek-v(\d+(?:[.p]\d+)?)(?!.*distill)/,
  /^deepseek-chat/,
  /^deepseek-(?!.*distill|coder|math|prover|vl)/,
  /^deepseek/,
];

/** The name without vendor and variant: `deepseek-chat` of `deepseek/deepseek-chat:free`. */
function nameOf(id: string): string {
  const name = id.toLowerCase().split('/').at(-1) ?? '';
  return name.split(':')[0] ?? '';
}

function canChat(id: string): boolean {
  const segments = id.toLowerCase().split('/');
  const name = segments.slice(segments.length > 1 ? 1 : 0).join('/');
  return !cannotChat.some((pattern) => pattern.test(name));
}

interface Candidate {
  readonly id: string;
  readonly family: number;
  readonly version: number;
}

function toCandidate(id: string): Candidate {
  const name = nameOf(id);
  const family = families.findIndex((pattern) => pattern.test(name));
  const version = Number(families[family]?.exec(name)?.[1]?.replace('p', '.') ?? 0);
  return { id, family: family < 0 ? families.length : family, version };
}

/** The preferred chat model: a known id, else the best DeepSeek model, else the first; undefined for an empty list. */
export function preferredModel(ids: readonly string[]): string | undefined {
  const exact = known.find((id) => ids.includes(id));
  if (exact !== undefined) return exact;
  const candidates = ids.filter(canChat).map(toCandidate);
  const [best] = candidates.toSorted((a, b) => a.family - b.family || b.version - a.version);
  return best?.id ?? ids[0];
}
