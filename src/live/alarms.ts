import { lastWordOf, type Acknowledgement, type AlarmRecord } from '../alarms/model.ts';
import { alarmIn, idOfAlarm } from '../events/alarms.ts';
import type { EventRecord } from '../events/model.ts';
import { Cell } from '../kit/cell.ts';
import { SortedList } from '../kit/sorted.ts';
import { ALARMS } from '../tree/facets.ts';
import { compareText, type LiveNode } from './node.ts';
import type { LiveTree } from './tree.ts';
import { surviving } from './visible.ts';

/** An alarm as it is shown: by its global id, and with its acknowledgement only while that holds. */
export interface Alarm extends Omit<AlarmRecord, 'id'> {
  readonly id: string;
  readonly record: AlarmRecord;
}

const newestFirst = (a: Alarm, b: Alarm): number => b.lastSeenAt - a.lastSeenAt || compareText(a.id, b.id);

/** Every alarm that is kept, in memory as the log tells of them. */
export class AlarmBook {
  readonly byTime = new SortedList<Alarm>(newestFirst);
  /** Those that fire, or may. */
  readonly open = new SortedList<Alarm>(newestFirst);
  readonly cell = new Cell();
  readonly #alarms = new Map<string, Alarm>();
  /** How many fire below a node, as of this shape of the tree; made anew when either has changed. */
  #firing = new Map<LiveNode, number>();
  #firingAs = { shape: -1, version: -1 };

  constructor(
    private readonly tree: LiveTree,
    private readonly now: () => number,
  ) {}

  get size(): number {
    return this.#alarms.size;
  }

  get(id: string): Alarm | undefined {
    return this.#alarms.get(id);
  }

  hear(events: readonly EventRecord[]): void {
    for (const event of events) {
      const told = alarmIn(event);
      if (told) this.apply(told);
    }
  }

  /** What is older than what is known is no news. */
  apply(record: AlarmRecord): void {
    const held = this.#alarms.get(record.id);
    if (held && held.revision >= record.revision) return;
    this.#put(shown(record, this.now()), held);
  }

  /** As the store has them: what it let go of, or kept while this was let go of here, may differ. */
  async restore(read: () => Promise<{ readonly alarms: readonly AlarmRecord[] }>): Promise<void> {
    // What comes while they are read is newer than what was read.
    const before = [...this.#alarms.values()];
    const { alarms } = await read();
    const kept = new Set(alarms.map(({ id }) => id));
    for (const alarm of before) if (!kept.has(alarm.record.id) && this.get(alarm.record.id) === alarm) this.#drop(alarm);
    for (const alarm of alarms) this.apply(alarm);
  }

  /** Acknowledgements end by the clock alone; to be called every second. */
  expire(): void {
    for (const alarm of [...this.open.from()])
      if (alarm.acknowledgement && alarm.acknowledgement.until <= this.now()) this.#put(shown(alarm.record, this.now()), alarm);
  }

  /** Alarms that do not fire and are no longer kept. */
  forget(before: number): void {
    const old: Alarm[] = [];
    for (const alarm of this.byTime.backFrom()) {
      if (alarm.lastSeenAt >= before) break;
      if (alarm.state !== 'FIRING' && lastWordOf(alarm) < before) old.push(alarm);
    }
    for (const alarm of old) this.#drop(alarm);
  }

  nodeOf({ nodeId }: Pick<Alarm, 'nodeId'>): LiveNode | undefined {
    return nodeId === null ? undefined : surviving(this.tree, nodeId);
  }

  firingBelow(node: LiveNode): number {
    const { version } = this.cell;
    const shape = this.tree.shape.version;
    if (this.#firingAs.version !== version || this.#firingAs.shape !== shape) {
      this.#firing = new Map();
      this.#firingAs = { shape, version };
      for (const alarm of this.open.from()) {
        if (alarm.state !== 'FIRING') continue;
        for (let at: LiveNode | undefined = this.nodeOf(alarm) ?? this.tree.root; at; at = at.parent)
          this.#firing.set(at, (this.#firing.get(at) ?? 0) + 1);
      }
    }
    return this.#firing.get(node) ?? 0;
  }

  #put(alarm: Alarm, held: Alarm | undefined): void {
    if (held) this.#drop(held);
    this.#alarms.set(alarm.record.id, alarm);
    this.byTime.add(alarm);
    if (alarm.state !== 'OK') this.open.add(alarm);
    this.#raise(alarm);
  }

  #drop(alarm: Alarm): void {
    this.#alarms.delete(alarm.record.id);
    this.byTime.delete(alarm);
    this.open.delete(alarm);
    this.#raise(alarm);
  }

  #raise(alarm: Alarm): void {
    this.cell.raise();
    (this.nodeOf(alarm) ?? this.tree.root).raise(ALARMS);
  }
}

function shown(record: AlarmRecord, now: number): Alarm {
  const holds = (each: Acknowledgement | null) => (each && each.until > now ? each : null);
  return { ...record, id: idOfAlarm(record.id), acknowledgement: holds(record.acknowledgement), record };
}
