/** Chooses the default among the models that a server lists. */

/** What cannot chat, by the name after the vendor's: other input or output than text, or no dialogue. */
const cannotChat = [
  /embed|rerank|whisper|speech|transcri|dall-?e|imag(?:e|in)|diffusion|moderation|midjourney|video|music|voice/,
  /reward|similarity|classif|minilm|mpnet|colbert|paraformer|cogview|kolors|seedream|realtime|davinci|babbage|turbo-instruct/,
  // Short words only by themselves, with a version behind them at most.
  /(?:^|[^a-z0-9])(?:ttsd?|asr|stt|[ti]2[vi]|audio|ocr|flux|sd(?:xl)?|bge|bce|gte|e5|m3e|clip|siglip|vae|veo|sora|wan|guard|safeguard|base)(?![a-z])/,
];

/** Ids that are used as they stand, best first. */
const known = ['deepseek-flash', 'deepseek-v4-pro', 'deepseek-chat'];

/** DeepSeek's names without a vendor's before them and a variant behind them, best first; in a row the newest version. */
const families: readonly RegExp[] = [
  /^deepseek-flash$/,
  /^deepseek-v4-pro$/,
  /^deepseek-chat$/,
  /^deepseek-v(\d+(?:[.p]\d+)?)(?!.*distill)/,
  /^deepseek-chat/,
  /^deepseek-(?!.*distill|coder|math|prover|vl)/,
  /^deepseek/,
];

/** The name after the vendor's: `deepseek-chat` of `deepseek/deepseek-chat:free`. */
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

/** DeepSeek's models first, the rest in the order of the list; none where the list is empty. */
export function preferredModel(ids: readonly string[]): string | undefined {
  const exact = known.find((id) => ids.includes(id));
  if (exact !== undefined) return exact;
  const candidates = ids.filter(canChat).map(toCandidate);
  const [best] = candidates.toSorted((a, b) => a.family - b.family || b.version - a.version);
  return best?.id ?? ids[0];
}
