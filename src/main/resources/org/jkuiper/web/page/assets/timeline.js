// A chart of the last two minutes that grows on the right.
import uPlot from "./uPlot.esm.js";

const SECONDS = 120;
const MARKS = [0, 30, 60, 90, 120];
const MARK_NAMES = ["now", "−30 s", "−60 s", "−90 s", ""];
const INSET = 10;

const last = (values) => values[values.length - 1];

/** Line styles, by the colours of the theme that is on. */
export const filled = ({ accent }) => ({
  stroke: accent,
  width: 1.5,
  fill: `color-mix(in srgb, ${accent} 18%, transparent)`,
});
export const stepped = (colours) => ({ ...filled(colours), paths: uPlot.paths.stepped({ align: -1 }) });
export const solid = ({ accent }) => ({ stroke: accent, width: 2 });
export const dotted = ({ quiet }) => ({ stroke: quiet, width: 2, dash: [2, 3] });

/**
 * Draws into a place as many lines as there are styles, on an axis from 0 to `least` or more. Returns what takes a time
 * in ms and the lines' values, null where there is none.
 */
export function timeline(place, least, ...styles) {
  const data = [[], ...styles.map(() => [])];
  const began = Date.now() / 1000;
  const now = () => last(data[0]) ?? began;
  let chart;

  const draw = () => {
    chart?.destroy();
    const colours = coloursOf(place);
    const axis = {
      stroke: colours.quiet,
      font: "11px Inter, system-ui, sans-serif",
      grid: { stroke: colours.line, width: 1 },
      ticks: { show: false },
    };
    const options = {
      ...size(),
      padding: [6, INSET, 0, 0],
      cursor: { show: false },
      legend: { show: false },
      scales: {
        x: { time: false, range: () => [now() - SECONDS, now()] },
        y: { range: (_, __, high) => [0, Math.max(high ?? 0, least) * 1.1] },
      },
      series: [{}, ...styles.map((style) => ({ points: { show: false }, ...style(colours) }))],
      axes: [
        { ...axis, size: 22, splits: () => MARKS.map((back) => now() - back), values: () => MARK_NAMES },
        { ...axis, size: 36, gap: 6, space: 28 },
      ],
    };
    chart = new uPlot(options, data, place);
  };
  const size = () => ({ width: Math.max(place.clientWidth, 100), height: place.clientHeight });

  draw();
  document.addEventListener("theme", draw);
  new ResizeObserver(() => chart.setSize(size())).observe(place);

  return (time, ...values) => {
    [time / 1000, ...values].forEach((value, at) => data[at].push(value));
    while (data[0][0] < now() - SECONDS) {
      data.forEach((column) => column.shift());
    }
    chart.setData(data);
  };
}

/** A canvas knows no custom properties, so they are read from what has their colours. */
function coloursOf(place) {
  const { color, accentColor, outlineColor } = getComputedStyle(place);
  return { quiet: color, accent: accentColor, line: outlineColor };
}
