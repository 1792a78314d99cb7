import { hash } from 'node:crypto';
import type { AccessFacts, Administrators, ApiToken, Caller, RoleBinding } from '../access/model.ts';
import { keyOf, rightsOf, type Standing } from '../access/rights.ts';
import { isInForce } from '../access/token.ts';
import { Cell } from '../kit/cell.ts';
import type { Clock } from '../kit/clock.ts';
import { Fault } from '../kit/fault.ts';
import type { Store } from '../plans/ports.ts';
import type { LiveNode } from './node.ts';
import { Scope } from './scope.ts';
import type { LiveTree } from './tree.ts';

export interface AccessDeps {
  readonly store: Pick<Store, 'access' | 'accessVersion' | 'signIn' | 'onEvents' | 'touchTokens' | 'write'>;
  readonly tree: LiveTree;
  readonly clock: Clock;
  readonly administrators: Administrators;
  /** A copy that has not been confirmed for so long answers nobody. */
  readonly maxStaleMs: number;
}

const OF_ACCESS = /^(ROLE_|API_TOKEN_|TREE_NODE_DELETED)/;
/** Scopes of so many different rights are kept. */
const SCOPES = 2_000;
const MOST_GRANTERS = 5;
/** Of those that somebody came with, as the audit log keeps them. */
const MOST_GROUPS = 100;

/** Who may what, held in memory as the store has it: read again after each event of it, and whenever its version has moved. */
export class AccessMirror {
  /** Raised with every change. */
  readonly cell = new Cell();
  #facts: AccessFacts = { version: -1, bindings: [], tokens: [], signIns: [] };
  #tokens = new Map<string, ApiToken>();
  #confirmedMono = -Infinity;
  #held = new Map<string, RoleBinding[]>();
  #groups = new Map<string, readonly string[]>();
  readonly #standing: Standing;
  readonly #scopes = new Map<string, Scope>();
  #bindings: ReadonlyMap<string | null, readonly RoleBinding[]> = new Map();
  #looking: Promise<void> | undefined;
  #lookingNext: Promise<void> | undefined;
  /** Times that it was heard of a change, and those of them that the copy has. */
  #heard = 0;
  #taken = 0;
  readonly #listeners = new Set<() => void>();
  #used = new Map<string, number>();

  constructor(private readonly deps: AccessDeps) {
    this.#standing = {
      administrators: deps.administrators,
      bindingsOf: (kind, holder) => this.#held.get(`${kind} ${holder}`) ?? [],
      token: (id) => this.#tokens.get(id),
      groupsOf: (owner) => this.#groups.get(owner) ?? [],
    };
  }

  async start(): Promise<() => void> {
    const stop = this.deps.store.onEvents((events) => {
      if (!events.some(({ kind }) => OF_ACCESS.test(kind))) return;
      this.#heard++;
      // What cannot be read now is read at the next look.
      void this.look().catch(() => undefined);
    });
    await this.look();
    return stop;
  }

  get facts(): AccessFacts {
    return this.#facts;
  }

  /** Raised whenever somebody's rights may have changed. */
  get version(): number {
    return this.#facts.version;
  }

  token(id: string): ApiToken | undefined {
    return this.#tokens.get(id);
  }

  tokensOf(owner: string): readonly ApiToken[] {
    const now = this.deps.clock.now();
    return this.#facts.tokens
      .filter((each) => each.owner === owner && isInForce(each, now))
      .map((each) => this.#tokens.get(each.id) ?? each);
  }

  /** On this very node; null: at the root. */
  bindingsOn(nodeId: string | null): readonly RoleBinding[] {
    return this.#bindings.get(nodeId) ?? [];
  }

  /** Who could give a role there: the nearest owners first, then administrators; a few names are enough. */
  granters(node: LiveNode | undefined): readonly string[] {
    const found: string[] = [];
    for (let at = node; at && found.length < MOST_GRANTERS; at = at.parent)
      for (const { kind, holder, role } of this.bindingsOn(at.record?.id ?? null))
        if (kind !== 'TOKEN' && (role === 'OWNER' || role === 'ADMIN')) found.push(kind === 'GROUP' ? `the group ${holder}` : holder);
    return [...new Set(found)].slice(0, MOST_GRANTERS);
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /**
   * Makes sure of the copy; to be called every second, for rights that were taken away must not outlive it. What was
   * committed before the call is in it when it resolves.
   */
  look(): Promise<void> {
    if (!this.#looking) {
      this.#looking = this.#look().finally(() => (this.#looking = undefined));
      return this.#looking;
    }
    // The one under way may have begun too early.
    this.#lookingNext ??= this.#looking
      .catch(() => undefined)
      .then(() => {
        this.#lookingNext = undefined;
        return this.look();
      });
    return this.#lookingNext;
  }

  /** Resolves when all that was heard of so far is in the copy; rejects when it cannot be read. */
  settled(): Promise<void> {
    return this.#lookingNext ?? this.#looking ?? (this.isSettled ? Promise.resolve() : this.look());
  }

  get isSettled(): boolean {
    return this.#taken === this.#heard;
  }

  async #look(): Promise<void> {
    const began = this.deps.clock.monotonic();
    const heard = this.#heard;
    const version = await this.deps.store.accessVersion();
    if (version !== this.#facts.version) this.#take(await this.deps.store.access());
    this.#confirmedMono = began;
    this.#taken = heard;
  }

  /** Somebody has been able to say, not too long ago, that this still holds. */
  get isFresh(): boolean {
    return this.deps.clock.monotonic() - this.#confirmedMono <= this.deps.maxStaleMs;
  }

  requireFresh(): void {
    if (this.isFresh) return;
    throw new Fault('STORE_UNAVAILABLE', 'Who may what cannot be made sure of: the store does not answer.', { source: 'store' });
  }

  /** What the caller may see. Callers of equal rights have one. */
  scopeOf(caller: Caller): Scope {
    const rights = rightsOf(caller, this.#standing);
    const key = hash('sha1', keyOf(rights), 'base64');
    const held = this.#scopes.get(key);
    if (held) return held;
    const scope = new Scope(this.deps.tree, rights, key);
    this.#scopes.set(key, scope);
    if (this.#scopes.size > SCOPES) this.#scopes.delete(this.#scopes.keys().next().value as string);
    return scope;
  }

  /** Somebody came with other groups than last time: their tokens go by these. */
  async signedIn({ name, groups, issuedAt }: Caller, address: string | null): Promise<void> {
    const last = await this.deps.store.signIn(name);
    if (last && JSON.stringify(last.groups) === JSON.stringify(groups)) return;
    const now = this.deps.clock.now();
    const at = Math.min(issuedAt ?? now, now);
    // An older word of the issuer, that still holds for itself, is not its last.
    if (last && at < last.at) return;
    await this.deps.store.write(async (tx) => {
      await tx.putSignIn({ name, groups, at });
      tx.audit({
        ...{ at: now, actor: name, address, action: 'SIGN_IN', outcome: last ? 'CHANGED' : 'FIRST', code: null, subject: null },
        ...{ nodeId: null, jobName: null, planId: null, requestId: null, count: 1 },
        detail: { groups: groups.slice(0, MOST_GROUPS), before: last?.groups.slice(0, MOST_GROUPS) ?? null },
      });
    });
    if (this.tokensOf(name).length > 0) await this.look();
  }

  used(id: string): void {
    this.#used.set(id, this.deps.clock.now());
  }

  /** Tells the store when tokens were used last; now and then, for each use is too much to write. */
  async flush(): Promise<void> {
    if (this.#used.size === 0) return;
    const used = this.#used;
    this.#used = new Map();
    try {
      await this.deps.store.touchTokens(used);
    } catch (error) {
      // For the next time, unless they were used since.
      this.#used = new Map([...used, ...this.#used]);
      throw error;
    }
    for (const [id, at] of used) {
      const token = this.#tokens.get(id);
      if (token) this.#tokens.set(id, { ...token, lastUsedAt: at });
    }
  }

  #take(facts: AccessFacts): void {
    this.#facts = facts;
    this.#tokens = new Map(facts.tokens.map((each) => [each.id, each]));
    this.#bindings = Map.groupBy(facts.bindings, ({ nodeId }) => nodeId);
    this.#held = Map.groupBy(facts.bindings, ({ kind, holder }) => `${kind} ${holder}`);
    this.#groups = new Map(facts.signIns.map(({ name, groups }) => [name, groups]));
    this.cell.raise();
    for (const listener of this.#listeners) listener();
  }
}
