interface Parts {
  readonly date: string;
  readonly time: string;
}

/** Times as a server in a certain zone tells them; most of them without saying which zone. */
export class Zone {
  readonly #format: Intl.DateTimeFormat;

  constructor(timeZone: string) {
    const two = '2-digit';
    this.#format = new Intl.DateTimeFormat('en-GB', {
      ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: two, day: two, hour: two, minute: two, second: two },
    });
  }

  /** `2016-11-30 16:00:00` */
  local(seconds: number): string {
    const { date, time } = this.#parts(seconds);
    return `${date} ${time}`;
  }

  /** `16:00` */
  clock(seconds: number): string {
    return this.#parts(seconds).time.slice(0, 5);
  }

  /** `2016-11-30T16:00:00+08:00`, and `Z` where there is no offset. */
  rfc3339(seconds: number): string {
    const { date, time } = this.#parts(seconds);
    const minutes = Math.round((Date.parse(`${date}T${time}Z`) / 1000 - seconds) / 60);
    if (minutes === 0) return `${date}T${time}Z`;
    const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
    const size = Math.abs(minutes);
    return `${date}T${time}${minutes < 0 ? '-' : '+'}${two(size / 60)}:${two(size % 60)}`;
  }

  #parts(seconds: number): Parts {
    const part = Object.fromEntries(this.#format.formatToParts(seconds * 1000).map(({ type, value }) => [type, value]));
    const of = (name: string) => part[name] ?? '';
    return { date: `${of('year')}-${of('month')}-${of('day')}`, time: `${of('hour')}:${of('minute')}:${of('second')}` };
  }
}
