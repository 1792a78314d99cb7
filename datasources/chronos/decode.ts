import { fields, flagAt, instantAt, listAt, Misfit, needText, numberAt, textAt, type Fields } from '../../src/kit/fields.ts';
import { each, type Readings } from '../../src/kit/readings.ts';
import type { JobRecord, JobState } from './model.ts';

/** What is known of each job's state by its name; and what could not be read of it. */
export interface States {
  readonly states: ReadonlyMap<string, JobState>;
  readonly problem: string | null;
}

/** A list of jobs, as all of them or some are told. One that cannot be read harms only itself. */
export function decodeJobs(cluster: string, value: unknown): Readings<JobRecord> {
  if (!Array.isArray(value)) throw new Misfit('', 'a list');
  return each(value, 'jobs', (job) => jobOf(cluster, fields(job)), 'name');
}

function jobOf(cluster: string, wire: Fields): JobRecord {
  const parents = listAt(wire, 'parents').filter((parent) => typeof parent === 'string');
  return {
    cluster,
    name: needText(wire, 'name'),
    command: textAt(wire, 'command') ?? '',
    schedule: wire['parents'] === undefined ? needText(wire, 'schedule') : null,
    scheduleTimeZone: wordsAt(wire, 'scheduleTimeZone'),
    parents,
    disabled: flagAt(wire, 'disabled') ?? false,
    owner: wordsAt(wire, 'owner'),
    description: wordsAt(wire, 'description'),
    successCount: numberAt(wire, 'successCount') ?? 0,
    errorCount: numberAt(wire, 'errorCount') ?? 0,
    errorsSinceLastSuccess: numberAt(wire, 'errorsSinceLastSuccess') ?? 0,
    lastSuccess: lastAt(wire, 'lastSuccess'),
    lastError: lastAt(wire, 'lastError'),
    state: null,
  };
}

/** Empty stands for nothing. */
const wordsAt = (wire: Fields, key: string): string | null => textAt(wire, key) || null;
const lastAt = (wire: Fields, key: string): number | null => (wordsAt(wire, key) === null ? null : instantAt(wire, key));

/** `/jobs/summary` of 3.x. */
export function decodeSummary(value: unknown): States {
  const jobs = listAt(fields(value), 'jobs');
  return statesOf(each(jobs, 'jobs', (job) => pairOf(needText(fields(job), 'name'), needText(fields(job), 'state')), 'name'));
}

/** `/graph/csv`: `node,<job>,<outcome>,<state>`, and `link,<parent>,<child>`. */
export function decodeCsv(text: string): States {
  const nodes = text.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('link,'));
  return statesOf(
    each(nodes, 'line', (node) => {
      const [, name = '', state = ''] = /^node,(.+),[^,]*,([^,]*)$/.exec(String(node)) ?? [];
      if (name === '') throw new Misfit('', 'node,<job>,<outcome>,<state>');
      return pairOf(name, state);
    }),
  );
}

const pairOf = (name: string, text: string): readonly [string, JobState] => [name, stateOf(text)];

function stateOf(text: string): JobState {
  const running = /^(?:(\d{1,9}) )?running$/.exec(text);
  if (running) return { running: Number(running[1] ?? 1), queued: false };
  if (text === 'idle' || text === 'queued') return { running: 0, queued: text === 'queued' };
  throw new Misfit('state', 'idle, queued or running');
}

function statesOf({ items, unreadable }: Readings<readonly [string, JobState]>): States {
  const [first] = unreadable;
  return { states: new Map(items), problem: first ? `${first.id}: ${first.problem}` : null };
}
