/** Summarizes the costs in one row of the streaming benchmark. */

import { median, ratio } from '../entry.ts';
import { nameOf, type StreamRow } from './streamRows.ts';
import {
  nothingDrawn,
  own,
  plainText,
  streamWays,
  type StreamCost,
  type StreamWay,
} from './streamWays.ts';

/** One row; all figures are medians over the rounds. */
export class StreamTable {
  readonly row: StreamRow;
  readonly #costs = new Map<StreamWay, StreamCost[]>();

  constructor(row: StreamRow) {
    this.row = row;
  }

  /** Adds the result of one round of one implementation. */
  add(way: StreamWay, cost: StreamCost): void {
    this.#costs.set(way, [...(this.#costs.get(way) ?? []), cost]);
  }

  of(way: StreamWay, what: keyof StreamCost): number {
    return median((this.#costs.get(way) ?? []).map((cost) => cost[what]));
  }

  /** CPU in addition to a page that renders nothing. */
  net(way: StreamWay): number {
    return Math.max(1, this.of(way, 'cpu') - this.of(nothingDrawn, 'cpu'));
  }

  netPerFrame(way: StreamWay): number {
    return this.net(way) / Math.max(1, this.of(way, 'frames'));
  }

  grossPerFrame(way: StreamWay): number {
    return this.of(way, 'cpu') / Math.max(1, this.of(way, 'frames'));
  }

  /** In percent of a page that renders nothing. */
  framesDrawn(way: StreamWay): number {
    return (100 * this.of(way, 'frames')) / Math.max(1, this.of(nothingDrawn, 'frames'));
  }

  /** Long tasks in addition to a page that renders nothing. */
  longTasks(way: StreamWay): number {
    return Math.max(0, this.of(way, 'longTasks') - this.of(nothingDrawn, 'longTasks'));
  }

  /** As Markdown. */
  lines(): readonly string[] {
    return [
      `**${nameOf(this.row)}**`,
      '',
      '| way | rounds | CPU | net, beside plain text | net a frame, beside ours | CPU a frame | frames | worst gap, ms | long tasks | first, ms | last, ms | wall, ms |',
      '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
      ...streamWays.filter((way) => this.#costs.has(way)).map((way) => this.#toLine(way)),
    ];
  }

  #toLine(way: StreamWay): string {
    const whole = (what: keyof StreamCost) => this.of(way, what).toFixed(0);
    const whenDrawn = (text: string) => (way === nothingDrawn ? '' : text);
    const drawn = this.of(way, 'drawn');
    const cells = [
      String(this.#costs.get(way)?.length),
      whole('cpu'),
      whenDrawn(ratio(this.net(way), this.net(plainText))),
      whenDrawn(ratio(this.netPerFrame(way), this.netPerFrame(own))),
      this.grossPerFrame(way).toFixed(1),
      whole('frames'),
      whole('worstGap'),
      whole('longTasks'),
      Number.isNaN(this.of(way, 'first')) ? '' : whole('first'),
      drawn < 1 || this.row.pace === 'flood' ? '' : whole('lag'),
      drawn < 1 ? `${(drawn * 100).toFixed(0)} % in ${whole('wall')}` : whole('wall'),
    ];
    return `| ${way} | ${cells.join(' | ')} |`;
  }
}
