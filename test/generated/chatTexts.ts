/** Random texts like those of users and models in a coding chat: English, Chinese and code. */

import type { SeededRandom } from './seededRandom.ts';

/** The language of a chat; `mixed` varies by paragraph. */
export type ChatLanguage = 'english' | 'chinese' | 'mixed';

const english = words(`the a to of in is that it for this with on not be you as can if value when
  function type error return file string number code use your will which array object test first list
  call because then one each read write line class module import async await promise handler request
  response server client token cache index query buffer stream parse parser event state update render
  component hook reducer dispatch context thread process memory pointer stack queue lock deadlock
  race condition timeout retry exception undefined null default branch commit merge rebase conflict
  config option flag path folder package version dependency build compile linker debugger breakpoint
  performance latency throughput profile measure allocate garbage collector iterate recursion closure
  generic interface inherit override abstract decorator middleware router endpoint schema migration
  transaction rollback constraint foreign primary column table join select insert delete regex match
  group capture encode decode unicode utf escape quote bracket semicolon indentation format lint`);
const chinese =
  words(`的 是 在 这个 我们 可以 如果 需要 使用 因为 所以 然后 一个 没有 问题 函数 变量 类型 错误
  返回 文件 字符串 数组 对象 测试 列表 调用 读取 写入 异步 请求 响应 服务器 客户端 缓存 索引 查询 数据库 事务
  线程 进程 内存 指针 死锁 超时 重试 异常 默认 分支 提交 合并 冲突 配置 选项 路径 版本 依赖 编译 调试 性能 延迟
  测量 递归 闭包 接口 继承 中间件 路由 迁移 编码 解码 正则表达式 格式 循环 条件 实现 优化 建议 首先 其次 最后
  注意 例如 代码 结果 原因 方法 部分 同时 避免 检查 处理`);
const syllables = words('ka to mi re sol ven dar pix lo qua ner tis um bel fro gan hex jun zor wy');
const languages = ['typescript', 'python', 'go', 'rust', 'bash'];

/** Generates the texts of one chat; lengths are in UTF-16 code units, rounded up to a paragraph. */
export class ChatTexts {
  readonly #random: SeededRandom;
  readonly #language: ChatLanguage;

  constructor(random: SeededRandom, language: ChatLanguage) {
    this.#random = random;
    this.#language = language;
  }

  /** A question of one or two sentences with an identifier unique to the chat. */
  question(): string {
    const sentences = this.#random.happens(0.3) ? 2 : 1;
    return `${this.#sentences(sentences)} \`${this.#name()}\`?`;
  }

  /** Plain paragraphs, such as reasoning. */
  prose(length: number): string {
    return this.#fill(length, () => this.#sentences(2 + this.#random.below(3)));
  }

  /** An answer in Markdown: paragraphs, lists and code. */
  answer(length: number): string {
    return this.#fill(length, () => {
      const kind = this.#random.next();
      if (kind < 0.2) return this.#code();
      if (kind < 0.35) return this.#bullets();
      if (kind < 0.42) return `## ${this.#sentences(1)}`;
      return this.#sentences(2 + this.#random.below(3));
    });
  }

  #fill(length: number, block: () => string): string {
    const blocks: string[] = [];
    for (let left = length; left > 0; left -= (blocks.at(-1) ?? '').length + 2) {
      blocks.push(block());
    }
    return blocks.join('\n\n');
  }

  #sentences(count: number): string {
    const isChinese =
      this.#language === 'chinese' || (this.#language === 'mixed' && this.#random.happens(0.5));
    const made: string[] = [];
    for (let index = 0; index < count; index++) made.push(this.#sentence(isChinese));
    return made.join(isChinese ? '' : ' ');
  }

  #sentence(isChinese: boolean): string {
    const vocabulary = isChinese ? chinese : english;
    const picked: string[] = [];
    for (let left = 6 + this.#random.below(12); left > 0; left--) {
      // A power of a uniform random number: few words are frequent, most are rare.
      const at = Math.floor(this.#random.next() ** 2 * vocabulary.length);
      picked.push(this.#random.happens(0.03) ? `\`${this.#name()}\`` : (vocabulary[at] ?? ''));
    }
    return isChinese ? `${picked.join('')}。` : `${picked.join(' ')}.`;
  }

  #bullets(): string {
    const made: string[] = [];
    for (let left = 2 + this.#random.below(4); left > 0; left--) {
      made.push(`- ${this.#sentences(1)}`);
    }
    return made.join('\n');
  }

  #code(): string {
    const lines: string[] = [];
    for (let left = 3 + this.#random.below(12); left > 0; left--) {
      const depth = '  '.repeat(this.#random.below(3));
      lines.push(`${depth}const ${this.#name()} = ${this.#name()}(${this.#random.below(1000)});`);
    }
    return `\`\`\`${this.#random.pick(languages) ?? ''}\n${lines.join('\n')}\n\`\`\``;
  }

  /** A random program identifier, rarely repeated. */
  #name(): string {
    const parts: string[] = [];
    for (let left = 2 + this.#random.below(3); left > 0; left--) {
      parts.push(this.#random.pick(syllables) ?? '');
    }
    return parts.join('');
  }
}

function words(text: string): readonly string[] {
  return text.split(/\s+/);
}
