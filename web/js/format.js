/** Numbers as people read them. All functions are pure. */

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** 135790000 as "129.5 MiB": three digits that matter, so that columns do not jump. */
export function bytes(number) {
  let value = Math.max(0, number);
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

/** Bytes that stay as they are: 65536 as "64 KiB". */
export function size(number) {
  return bytes(number).replace('.0 ', ' ');
}

/** Bytes per second; nothing moving is a dash, which is quieter than a zero. */
export function rate(bytesPerSecond) {
  return bytesPerSecond > 0 ? `${bytes(bytesPerSecond)}/s` : '–';
}

/** Seconds as "45 s", "3 min 20 s", "2 h 5 min", "4 d 3 h". */
export function duration(seconds) {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return two(Math.floor(s / 60), 'min', s % 60, 's');
  if (s < 86400) return two(Math.floor(s / 3600), 'h', Math.floor((s % 3600) / 60), 'min');
  return two(Math.floor(s / 86400), 'd', Math.floor((s % 86400) / 3600), 'h');
}

const grouped = new Intl.NumberFormat('en');

/** 1234567 as "1,234,567". */
export function count(number) {
  return grouped.format(number);
}

/** Orders names; numbers in them as numbers. */
export const byName = new Intl.Collator('en', { numeric: true }).compare;

function two(large, largeUnit, small, smallUnit) {
  return small ? `${large} ${largeUnit} ${small} ${smallUnit}` : `${large} ${largeUnit}`;
}

/** A part of 1 as a whole percentage that reaches 100 only when nothing is missing. */
export function percent(fraction) {
  return fraction >= 1 ? 100 : Math.min(99, Math.floor(fraction * 100));
}

export function plural(number, one, many = `${one}s`) {
  return `${count(number)} ${number === 1 ? one : many}`;
}

/** How many copies there are: a whole number, or one and a half for what is known as a mean only. */
export function copies(number) {
  if (Number.isInteger(number)) return plural(number, 'copy', 'copies');
  return `${Math.floor(number)} to ${Math.ceil(number)} copies`;
}

export function timeOfDay(instant) {
  return new Date(instant).toLocaleTimeString('en-GB');
}

/** An instant as "Today", "Yesterday" or "Sunday, 22 November 2026". */
export function day(instant, now = new Date()) {
  const date = new Date(instant);
  const yesterday = new Date(now);
  yesterday.setDate(now.getDate() - 1);
  if (date.toDateString() === now.toDateString()) return 'Today';
  if (date.toDateString() === yesterday.toDateString()) return 'Yesterday';
  return date.toLocaleDateString('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
}
