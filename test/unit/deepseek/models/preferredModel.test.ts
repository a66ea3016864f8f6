/** The model that is used by default (contract 3, 19). */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { preferredModel } from '../../../../src/deepseek/models/preferredModel.ts';

describe('The default model', () => {
  // Fault G8
  it('can chat', () => {
    for (const id of [
      'text-embedding-3-large',
      'BAAI/bge-m3',
      'bge-reranker-v2-m3',
      'nomic-embed-text:latest',
      'all-minilm',
      'netease-youdao/bce-embedding-base_v1',
      'whisper-1',
      'openai/whisper/large-v3',
      'tts-1-hd',
      'gpt-4o-mini-tts',
      'gpt-4o-transcribe',
      'gpt-4o-realtime-preview',
      'FunAudioLLM/SenseVoiceSmall',
      'fnlp/MOSS-TTSD-v0.5',
      'dall-e-3',
      'gpt-image-1',
      'black-forest-labs/FLUX.1-schnell',
      'stabilityai/stable-diffusion-xl',
      'sd3.5-large',
      'Wan-AI/Wan2.2-T2V',
      'omni-moderation-latest',
      'meta-llama/Llama-Guard-3-8B',
      'openai/gpt-oss-safeguard-20b',
      'deepseek-ai/DeepSeek-OCR',
      'deepseek-ai/DeepSeek-V3.1-Base',
      'davinci-002',
      'gpt-3.5-turbo-instruct',
    ]) {
      assert.equal(preferredModel([id, 'qwen3-32b']), 'qwen3-32b', id);
      assert.equal(preferredModel([id]), id, 'where there is nothing else');
    }
  });

  it('is not rejected for resembling a model that cannot chat', () => {
    for (const id of [
      'gpt-4o',
      'qwen3',
      'some-model',
      'gemma-3-27b-it',
      'claude-opus-4',
      'mistralai/Mistral-Small-Instruct',
      'moonshotai/kimi-k2',
      'voyager-7b',
      'wanderer-1',
      'bgemini',
      'imagehub/llama-3.3-70b',
      'database-expert',
      'llama3.2-vision',
    ]) {
      assert.equal(preferredModel([id, 'zzz']), id);
    }
  });

  // Fault G8
  it('is one of DeepSeek’s, even with a vendor prefix', () => {
    for (const id of [
      'deepseek/deepseek-chat',
      'deepseek/deepseek-chat:free',
      'deepseek-ai/DeepSeek-V3',
      'deepseek-ai/DeepSeek-V3.2-Exp',
      'accounts/fireworks/models/deepseek-v3',
      'Pro/deepseek-ai/DeepSeek-V3.1-Terminus',
      'deepseek-r1:7b',
      'deepseek-r1-70b',
      'deepseek-reasoner',
      'deepseek_v3',
    ]) {
      const others = ['openai/gpt-5-pro', 'text-embedding-3-small', 'anthropic/claude'];
      assert.equal(preferredModel([...others, id]), id);
    }
  });

  it('is the best of them', () => {
    const order = [
      'deepseek-flash',
      'deepseek-v4-pro',
      'deepseek-chat',
      'deepseek/deepseek-flash',
      'deepseek/deepseek-v4-pro',
      'deepseek/deepseek-chat',
      'deepseek-ai/DeepSeek-V3.2',
      'deepseek-ai/DeepSeek-V3',
      'deepseek-chat-v3-0324',
      'deepseek-ai/DeepSeek-R1',
      'deepseek-r1-distill-llama-70b',
      'gpt-4o',
      'whisper-1',
    ];
    for (const [at, id] of order.entries()) {
      assert.equal(preferredModel(order.slice(at).reverse()), id);
    }
    assert.equal(preferredModel([]), undefined);
  });
});
