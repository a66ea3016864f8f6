/** Bars by day as SVG, distinguished by pattern as well as by colour; the table below has the same figures. */

import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import type { UsageBar, UsageStrings } from '../../src/protocol/usageReport.ts';

const height = 120;
const step = 16;
const barWidth = 12;

const segments = ['cached', 'uncached', 'answers'] as const;

/** What the plot shows. */
export type Measure = 'cost' | 'tokens';

/** The plot of the chosen measure, with a legend where a bar has parts. */
export function usagePlot(
  bars: readonly UsageBar[],
  measure: Measure,
  strings: UsageStrings,
): TemplateResult {
  const width = bars.length * step;
  const label = measure === 'cost' ? strings.plotCost : strings.plotTokens;
  return html`<figure class="us-figure">
    <svg
      class="us-plot"
      viewBox="0 0 ${width} ${height}"
      preserveAspectRatio="none"
      role="img"
      aria-label=${label}
    >
      <defs>
        <pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse">
          <path class="us-hatch" d="M0 4 L4 0"></path>
        </pattern>
      </defs>
      ${bars.map((bar, index) => (measure === 'cost' ? cost(bar, index) : tokens(bar, index)))}
    </svg>
    <figcaption>
      <span class="us-ends"
        ><span>${bars[0]?.label ?? ''}</span><span>${bars.at(-1)?.label ?? ''}</span></span
      >
      ${
        measure === 'cost'
          ? ''
          : html`<span class="us-legend">
              ${segments.map(
                (name) =>
                  html`<span
                    ><svg class="us-key" viewBox="0 0 10 10" aria-hidden="true">
                      ${rectangles(name, 0, 0, 10, 10)}</svg
                    >${strings[name]}</span
                  >`,
              )}
            </span>`
      }
    </figcaption>
  </figure>`;
}

function cost(bar: UsageBar, index: number): SVGTemplateResult {
  const high = bar.cost * height;
  return svg`<g><title>${bar.description}</title>
    ${rectangles('uncached', index * step, height - high, barWidth, high)}
    ${hitArea(index)}
  </g>`;
}

function tokens(bar: UsageBar, index: number): SVGTemplateResult {
  let top = height;
  const parts = segments.map((name, part) => {
    const high = (bar.tokens[part] ?? 0) * height;
    top -= high;
    return rectangles(name, index * step, top, barWidth, high);
  });
  return svg`<g><title>${bar.description}</title>${parts}${hitArea(index)}</g>`;
}

/** Lets the description of a low bar be found by the pointer as easily as that of a high one. */
function hitArea(index: number): SVGTemplateResult {
  return svg`<rect class="us-hit" x=${index * step} y="0" width=${step} height=${height}></rect>`;
}

function rectangles(
  name: (typeof segments)[number],
  x: number,
  y: number,
  width: number,
  high: number,
): SVGTemplateResult {
  const look = `us-part us-part--${name}`;
  return svg`<rect class=${look} x=${x} y=${y} width=${width} height=${high}></rect>
    ${
      name === 'answers'
        ? svg`<rect fill="url(#hatch)" x=${x} y=${y} width=${width} height=${high}></rect>`
        : ''
    }`;
}
