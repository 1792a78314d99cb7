import { OPEN, type AccessFacts, type Administrators, type Caller, type RoleBinding, type SignIn } from '../../src/access/model.ts';
import type { EventKind, EventRecord } from '../../src/events/model.ts';
import { systemClock, type Clock } from '../../src/kit/clock.ts';
import { AccessMirror } from '../../src/live/access.ts';
import type { Cursors } from '../../src/live/cursors.ts';
import type { Graph } from '../../src/live/graph.ts';
import { AccessReads } from '../../src/live/read-access.ts';
import type { Reading } from '../../src/live/reading.ts';
import { Scope } from '../../src/live/scope.ts';
import { LiveTree } from '../../src/live/tree.ts';
import { LiveView } from '../../src/live/view.ts';
import type { Store } from '../../src/plans/ports.ts';
import { anEvent } from '../store/records.ts';

type AccessStore = Pick<Store, 'access' | 'accessVersion' | 'signIn' | 'onEvents' | 'touchTokens' | 'write'>;

/** Who may what, kept in memory, as the test sets it. */
export class TestAccess implements AccessStore {
  facts: AccessFacts = { version: 0, bindings: [], tokens: [], signIns: [] };
  /** How often the version was asked for. */
  asked = 0;
  away = false;

  set(facts: Partial<Omit<AccessFacts, 'version'>>): void {
    this.facts = { ...this.facts, ...facts, version: this.facts.version + 1 };
  }

  async accessVersion(): Promise<number> {
    this.asked++;
    if (this.away) throw new Error('the store is away');
    return this.facts.version;
  }

  async access(): Promise<AccessFacts> {
    return this.facts;
  }

  async signIn(name: string): Promise<SignIn | undefined> {
    return this.facts.signIns.find((each) => each.name === name);
  }

  async touchTokens(): Promise<void> {}

  /** Tells the mirror that something of this has happened. */
  tell: (kind: EventKind) => void = () => {};

  onEvents(listener: (events: readonly EventRecord[]) => void): () => void {
    this.tell = (kind) => listener([{ ...anEvent({ kind }), severity: 'INFO', seq: 1 }]);
    return () => {};
  }

  write: Store['write'] = async (work) => {
    const tx = { putSignIn: async (signIn: AccessFacts['signIns'][number]) => this.set({ signIns: [signIn] }), audit: () => undefined };
    return { value: await work(tx as unknown as Parameters<typeof work>[0]), seq: 0 };
  };
}

let made = 0;
export const aBinding = (over: Partial<RoleBinding>): RoleBinding => ({
  ...{ id: `binding-${++made}`, nodeId: null, kind: 'USER', holder: 'acme:ann', role: 'VIEWER', setBy: 'test', setAt: 0 },
  ...over,
});

export function accessOf(
  tree: LiveTree = new LiveTree(),
  {
    clock = systemClock,
    administrators = { users: [], groups: [] },
  }: { readonly clock?: Clock; readonly administrators?: Administrators } = {},
): { readonly store: TestAccess; readonly access: AccessMirror } {
  const store = new TestAccess();
  return { store, access: new AccessMirror({ store, tree, clock, administrators, maxStaleMs: 10_000 }) };
}

/** The view of somebody with this scope; everything unless given. */
export function viewOf(
  graph: Graph,
  reading: Reading,
  cursors: Cursors,
  { scope = Scope.everything(graph.tree), caller = OPEN, access = accessOf(graph.tree).access }: Partial<Viewing> = {},
): LiveView {
  return new LiveView(graph, reading, cursors, scope, new AccessReads({ tree: graph.tree, access, scope, caller, reading }));
}

interface Viewing {
  readonly scope: Scope;
  readonly caller: Caller;
  readonly access: AccessMirror;
}
