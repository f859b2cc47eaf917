/** A chart of values over time, drawn by uPlot, with the same numbers as a table beside it. */
import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'

import { theme } from '../state/look.ts'
import { t } from '../words/words.ts'

export interface Series {
  readonly title: string
  readonly values: readonly (number | null)[]
  readonly look: 'bars' | 'line'
  /** On the axis and in the table; without decimals. */
  readonly show: (value: number | null) => string
}

interface ChartProps {
  readonly label: string
  /** Under the axis, one a value. */
  readonly marks: readonly string[]
  readonly series: readonly Series[]
}

const HEIGHT = 240

export function Chart({ label, marks, series }: ChartProps) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const target = box.current
    if (target === null) return
    const plot = new uPlot(optionsOf(target, marks, series), dataOf(marks, series), target)
    const observer = new ResizeObserver(() =>
      plot.setSize({ width: target.clientWidth, height: HEIGHT }),
    )
    observer.observe(target)
    return () => {
      observer.disconnect()
      plot.destroy()
    }
  }, [marks, series, theme.value])
  return (
    <figure class="chart">
      <div class="chart-keys">
        {series.map(({ title, look }) => (
          <span key={title} class={`chart-key ${look}`}>
            {title}
          </span>
        ))}
      </div>
      <div ref={box} role="img" aria-label={label} class="chart-box" />
      <details>
        <summary>{t('chart.table')}</summary>
        <ChartTable marks={marks} series={series} />
      </details>
    </figure>
  )
}

function ChartTable({ marks, series }: Omit<ChartProps, 'label'>) {
  return (
    <div class="scroll-x">
      <table class="plain-table">
        <thead>
          <tr>
            <th scope="col">{t('clicks.time')}</th>
            {series.map(({ title }) => (
              <th scope="col" class="end" key={title}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {marks.map((mark, at) => (
            <tr key={mark}>
              <th scope="row">{mark}</th>
              {series.map(({ title, values, show }) => (
                <td class="end" key={title}>
                  {show(values[at] ?? null)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function dataOf(marks: readonly string[], series: readonly Series[]): uPlot.AlignedData {
  return [marks.map((_, at) => at), ...series.map(({ values }) => [...values])]
}

/** Between two marks of an axis: whole numbers, because that is how they are shown. */
const WHOLE_STEPS = Array.from({ length: 13 }, (_, power) =>
  [1, 2, 5].map((step) => step * 10 ** power),
).flat()

/** A bar that does not begin at zero lies about its length. */
const FROM_ZERO: uPlot.Range.Config = {
  min: { pad: 0.1, soft: 0, mode: 1 },
  max: { pad: 0.1, soft: 0, mode: 1 },
}

function optionsOf(
  box: HTMLElement,
  marks: readonly string[],
  series: readonly Series[],
): uPlot.Options {
  const style = getComputedStyle(box)
  const color = (name: string) => style.getPropertyValue(name).trim()
  const [text, line] = [color('--chart-text'), color('--chart-line')]
  const looks = {
    bars: { stroke: color('--chart-bars'), fill: color('--chart-bars'), paths: bars() },
    line: { stroke: color('--chart-stroke'), width: 2 },
  }
  const axis = {
    stroke: text,
    grid: { stroke: line, width: 1 },
    ticks: { show: false },
    font: '12px system-ui',
  }
  return {
    width: box.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false } },
    scales: {
      x: { time: false, range: (_, from, to) => [from - 0.6, to + 0.6] },
      ...Object.fromEntries(series.map((_, at) => [`y${at}`, { range: FROM_ZERO }])),
    },
    axes: [
      {
        ...axis,
        size: 32,
        grid: { show: false },
        values: (_, at) => at.map((index) => marks[index] ?? ''),
      },
      ...series.map(({ show }, at) => ({
        ...axis,
        scale: `y${at}`,
        side: (at === 0 ? 3 : 1) as uPlot.Axis.Side,
        size: (_: uPlot, shown: string[] | null) => axisWidth(shown ?? []),
        incrs: WHOLE_STEPS,
        grid: at === 0 ? axis.grid : { show: false },
        values: (_: uPlot, values: number[]) => values.map(show),
      })),
    ],
    series: [
      {},
      ...series.map(({ title, look }, at) => ({
        label: title,
        scale: `y${at}`,
        points: { show: false },
        ...looks[look],
      })),
    ],
  }
}

/** Of a digit, and beside the longest number. */
const DIGIT = 7.5
const BESIDE = 18

function axisWidth(shown: readonly string[]): number {
  return BESIDE + DIGIT * Math.max(0, ...shown.map((text) => text.length))
}

function bars(): uPlot.Series.PathBuilder {
  return uPlot.paths.bars?.({ size: [0.7, 40], radius: 0.2 }) ?? (() => null)
}
