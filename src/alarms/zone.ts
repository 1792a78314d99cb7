const FIELDS = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)$/;
const MINUTE = 60_000;

/** Making one costs a hundred times what using it does, and a storm of callbacks is of one zone. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' },
  });
  formats.set(zone, made);
  return made;
}

/** How far the zone's clocks are ahead of UTC at that instant, in ms. */
function offsetAt(instant: number, zone: string): number {
  const parts = formatOf(zone).formatToParts(instant);
  const part = (type: string): number => Number(parts.find((each) => each.type === type)?.value ?? NaN);
  const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return shown - Math.floor(instant / 1000) * 1000;
}

/**
 * The instant of a local time without an offset. An hour that comes twice is read as the one that is nearer to when it was heard;
 * undefined for what is no time, or for one that the zone's clocks pass over.
 */
export function instantOf(local: string, zone: string, heardAt: number): number | undefined {
  const [, ...digits] = FIELDS.exec(local) ?? [];
  const [year = NaN, month = NaN, day = NaN, hour = NaN, minute = NaN, second = NaN] = digits.map(Number);
  const asUtc = Date.UTC(year, month - 1, day, hour, minute, second);
  if (Number.isNaN(asUtc) || new Date(asUtc).toISOString().slice(0, 19).replace('T', ' ') !== local) return undefined;
  // A day to either side has both offsets, wherever between them the clocks were changed.
  const offsets = new Set([-1, 0, 1].map((days) => offsetAt(asUtc + days * 1_440 * MINUTE, zone)));
  const found = [...offsets].map((offset) => asUtc - offset).filter((instant) => offsetAt(instant, zone) === asUtc - instant);
  return found.toSorted((a, b) => Math.abs(a - heardAt) - Math.abs(b - heardAt))[0];
}
