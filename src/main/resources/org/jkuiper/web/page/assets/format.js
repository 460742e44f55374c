// Numbers as people read them.

const PERCENT = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });

const ROUGH = new Intl.NumberFormat("en", { style: "percent" });

export const percent = (fraction) => PERCENT.format(fraction);
export const roughPercent = (fraction) => ROUGH.format(fraction);

export function milliseconds(ms) {
  return ms >= 1000 ? `${(ms / 1000).toFixed(2)} s` : `${ms.toFixed(1)} ms`;
}

export const roughMilliseconds = (ms) => (ms >= 1000 ? milliseconds(ms) : `${Math.round(ms)} ms`);

export const megabytes = (bytes) => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;

export function duration(seconds) {
  if (seconds < 60) {
    return `${Math.floor(seconds)} s`;
  }
  return seconds < 3600
    ? `${Math.floor(seconds / 60)} min`
    : `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

export const clock = (date) => date.toLocaleTimeString("en", { hourCycle: "h23" });

/** "286:Egyptian cat", as the tutorial has it, in its parts; the index is empty if there is none. */
export function labelParts(label) {
  const [, index = "", name] = /^(?:(\d+):)?(.*)$/s.exec(label);
  return { index, name };
}
