import { cpus, totalmem } from 'node:os';
import { short, type Spread } from './figures.ts';

/** A promise of the product with what was measured of it. */
export interface Check {
  readonly what: string;
  readonly measured: Spread;
  readonly floor: number;
  readonly goal?: number | undefined;
  /** True: smaller is better. */
  readonly atMost?: boolean | undefined;
  readonly unit?: string | undefined;
}

export type Verdict = 'goal reached' | 'floor reached' | 'reached' | 'MISSED';

export function verdict({ measured: { middle }, floor, goal, atMost = false }: Check): Verdict {
  const holds = (limit: number) => (atMost ? middle <= limit : middle >= limit);
  if (goal !== undefined && holds(goal)) return 'goal reached';
  if (!holds(floor)) return 'MISSED';
  return goal === undefined ? 'reached' : 'floor reached';
}

export const shown = ({ middle, lowest, highest }: Spread): string =>
  lowest === highest ? short(middle) : `${short(middle)} (${short(lowest)}-${short(highest)})`;

/** Rows in columns of equal width, the first one to the left. */
export function columns(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((each, i) => Math.max(each.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((each, i) => (i === 0 ? each.padEnd(widths[i] ?? 0) : each.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  return [line(head), ...rows.map(line)].join('\n');
}

export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (row: readonly string[]) => `| ${row.join(' | ')} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

/** Collects what the bench found: to the terminal as it comes, and as one Markdown page at the end. */
export class Report {
  readonly #body: string[] = [];
  readonly #checks: Check[] = [];

  section(title: string, ...words: readonly string[]): void {
    console.log(`\n== ${title}\n${words.join('\n')}`);
    this.#body.push(`## ${title}`, ...words);
  }

  table(caption: string, head: readonly string[], rows: readonly (readonly string[])[]): void {
    console.log(`\n${caption}\n${columns(head, rows)}`);
    this.#body.push(`**${caption}**`, markdownTable(head, rows));
  }

  note(text: string): void {
    console.log(text);
    this.#body.push(text);
  }

  check(check: Check): void {
    this.#checks.push(check);
    const { what, measured, unit = '' } = check;
    console.log(`${verdict(check).padEnd(14)} ${what}: ${shown(measured)}${unit} (${this.#wanted(check)})`);
  }

  get missed(): readonly Check[] {
    return this.#checks.filter((check) => verdict(check) === 'MISSED');
  }

  markdown(preface: readonly string[]): string {
    const head = ['what it must reach', 'measured', 'wanted', 'verdict'];
    const rows = this.#checks.map((check) => [
      check.what,
      `${shown(check.measured)}${check.unit ?? ''}`,
      this.#wanted(check),
      verdict(check),
    ]);
    return `${['# Performance', ...preface, '## Floors and goals', markdownTable(head, rows), ...this.#body].join('\n\n')}\n`;
  }

  #wanted({ floor, goal, atMost = false, unit = '' }: Check): string {
    const limit = `${atMost ? 'at most' : 'at least'} ${short(floor)}${unit}`;
    return goal === undefined ? limit : `${limit}, goal ${short(goal)}${unit}`;
  }
}

/** What the figures were measured on, without anything that names the machine. */
export function machine(): string {
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} cores, ${memory} GiB, ${process.platform}/${process.arch}, Node ${process.versions.node}`;
}
