import { Cell } from '../kit/cell.ts';
import { insertSorted, removeSorted } from '../kit/sorted.ts';
import type { WatchRule } from '../monitoring/model.ts';
import { FIRST_MODES, type ControllerMode, type ControllerModeName, type ControllerName } from '../plans/model.ts';
import type { ScalingRule } from '../scaling/model.ts';
import { levelOf, printJobName } from '../tree/jobname.ts';
import {
  idOfNode,
  TreeNode,
  type Freeze,
  type HostAttachment,
  type PlacementClaim,
  type TreeAlias,
  type TreeNodeRecord,
} from '../tree/model.ts';
import { DEFINITION } from '../tree/facets.ts';
import { byName, compareText, LiveNode, type AppSlot } from './node.ts';
import { TimedBook } from './timed-book.ts';

/** The service tree in memory, as the store holds it. Apps hang on its nodes; apps without a place hang on the root. */
export class LiveTree {
  /** Above the companies; has no record and is never shown. */
  readonly root = new LiveNode(undefined, undefined);
  /** Raised when a path, a place or an alias changes. */
  readonly shape = new Cell();
  readonly nodes = new Map<string, LiveNode>();
  readonly aliases = new Map<string, TreeAlias>();
  readonly claims = new Map<string, PlacementClaim>();
  readonly freezes = new Map<string, Freeze>();
  readonly freezeCell = new Cell();
  /** What is set on nodes, by their ids, and how far controllers may go. */
  readonly watchRules = new Map<string, WatchRule>();
  readonly controllers = new Map<string, ControllerMode>();
  /** Raised when either changes. */
  readonly watchCell = new Cell();
  /** By the global id of what each is set on. */
  readonly scalingRules = new Map<string, ScalingRule>();
  readonly scalingCell = new Cell();
  readonly timed = new TimedBook();
  #scalingList: readonly ScalingRule[] = [];
  #scalingById: ReadonlyMap<string, ScalingRule> = new Map();
  #scalingAt = -1;
  /** Of nodes that were deleted: the id of the one that each stood below. */
  gone: ReadonlyMap<string, string | null> = new Map();
  readonly hostNodes = new Map<string, Set<string>>();
  readonly #byJobName = new Map<string, LiveNode>();
  #aliasesByNode: ReadonlyMap<string, readonly TreeAlias[]> = new Map();
  #aliasesAt = -1;
  synced = false;

  /** How far a controller may go: what it was set to, or what it begins with. */
  modeOf(name: ControllerName): ControllerModeName {
    return this.controllers.get(name)?.mode ?? FIRST_MODES[name];
  }

  find(jobName: string): LiveNode | undefined {
    const here = this.#byJobName.get(jobName);
    if (here) return here;
    const alias = this.aliases.get(jobName);
    return alias && this.nodes.get(alias.nodeId);
  }

  /** The old names of a node. Gathered once for each shape of the tree: lists ask it of every node. */
  aliasesOf(nodeId: string): readonly TreeAlias[] {
    if (this.#aliasesAt !== this.shape.version) {
      this.#aliasesByNode = Map.groupBy(this.aliases.values(), (alias) => alias.nodeId);
      this.#aliasesAt = this.shape.version;
    }
    return this.#aliasesByNode.get(nodeId) ?? [];
  }

  /** As `find`: Marathon ids cannot follow a rename, so an app on an old path still hangs on the node that had it. */
  findByNames(names: readonly string[]): LiveNode | undefined {
    return this.find(printJobName(names));
  }

  namesOf(node: LiveNode): string[] {
    const names: string[] = [];
    for (let at: LiveNode | undefined = node; at?.record; at = at.parent) names.unshift(at.record.name);
    return names;
  }

  /** Creates the node, or takes over its new name or place. */
  put(record: TreeNodeRecord): void {
    this.change([record], []);
  }

  /**
   * Takes over many changes at once, in whatever order they came: everything that changes leaves its place first, so that
   * names may be swapped and a node may leave one that goes.
   */
  change(put: readonly TreeNodeRecord[], gone: readonly LiveNode[]): void {
    if (put.length === 0 && gone.length === 0) return;
    this.#check(put, gone);
    this.shape.raise();
    const held = put.flatMap((record) => this.nodes.get(record.id) ?? []);
    for (const node of [...held, ...gone].sort((a, b) => depthOf(b) - depthOf(a))) this.#takeOut(node);
    for (const node of gone) if (node.record) this.nodes.delete(node.record.id);

    const placed: LiveNode[] = [];
    for (const record of [...put].sort((a, b) => a.depth - b.depth)) {
      const parent = record.parentId === null ? this.root : (this.nodes.get(record.parentId) as LiveNode);
      const node = this.nodes.get(record.id) ?? new LiveNode(record, undefined);
      this.nodes.set(record.id, node);
      node.record = record;
      node.parent = parent;
      insertSorted(parent.children, node, byName);
      parent.addSubtree(node, 1);
      placed.push(node);
    }
    for (const node of placed) {
      this.#name(node);
      node.raise(DEFINITION);
    }
  }

  /** Before anything changes: half a change would be wrong for good. */
  #check(put: readonly TreeNodeRecord[], gone: readonly LiveNode[]): void {
    const ids = new Set(put.map(({ id }) => id));
    const going = new Set(gone.map(({ record }) => record?.id));
    const isThere = (id: string) => ids.has(id) || (this.nodes.has(id) && !going.has(id));
    const orphan = put.find(({ parentId }) => parentId !== null && !isThere(parentId));
    if (orphan) throw new Error(`Node ${orphan.id} names a parent that is not there.`);
  }

  #takeOut(node: LiveNode): void {
    const { parent } = node;
    if (!parent) return;
    this.#forgetNames(node);
    removeSorted(parent.children, node, byName);
    parent.addSubtree(node, -1);
    parent.raise(DEFINITION);
    node.parent = undefined;
  }

  attach({ host, nodeId }: HostAttachment): void {
    this.nodes.get(nodeId)?.attached.add(host);
    const nodes = this.hostNodes.get(host) ?? new Set();
    this.hostNodes.set(host, nodes.add(nodeId));
    this.nodes.get(nodeId)?.raise(DEFINITION);
    this.shape.raise();
  }

  detach({ host, nodeId }: HostAttachment): void {
    this.nodes.get(nodeId)?.attached.delete(host);
    this.hostNodes.get(host)?.delete(nodeId);
    this.nodes.get(nodeId)?.raise(DEFINITION);
    this.shape.raise();
  }

  /** The freezes in force on a node: its own and those above it. */
  freezesOn(node: LiveNode, now: number): Freeze[] {
    return [...this.freezes.values()].filter((freeze) => {
      if (freeze.from > now || (freeze.until !== null && freeze.until <= now)) return false;
      const at = this.nodes.get(freeze.nodeId);
      return at !== undefined && node.isWithin(at);
    });
  }

  /** What is set on the node and on those above it, the nearest first. */
  watchRulesOn(node: LiveNode | undefined): WatchRule[] {
    const rules: WatchRule[] = [];
    for (let at = node; at; at = at.parent) {
      const rule = this.watchRules.get(at.record?.id ?? '');
      if (rule) rules.push(rule);
    }
    return rules;
  }

  /** What is set on the app, if one is named, on its node and on those above it: the nearest first, which is the one that counts. */
  scalingRulesOn(node: LiveNode | undefined, app?: string): ScalingRule[] {
    const rules: ScalingRule[] = [];
    const own = app === undefined ? undefined : this.scalingRules.get(app);
    if (own) rules.push(own);
    for (let at = node; at?.record; at = at.parent) {
      const rule = this.scalingRules.get(idOfNode(at.record.id));
      if (rule) rules.push(rule);
    }
    return rules;
  }

  /** All of them, by their ids. */
  scalingList(): readonly ScalingRule[] {
    this.#sortScaling();
    return this.#scalingList;
  }

  scalingRuleById(id: string): ScalingRule | undefined {
    this.#sortScaling();
    return this.#scalingById.get(id);
  }

  #sortScaling(): void {
    if (this.#scalingAt === this.scalingCell.version) return;
    this.#scalingList = [...this.scalingRules.values()].sort((a, b) => compareText(a.id, b.id));
    this.#scalingById = new Map(this.#scalingList.map((rule) => [rule.id, rule]));
    this.#scalingAt = this.scalingCell.version;
  }

  /** Every app slot of a subtree, in the order of the tree. */
  *slots(node: LiveNode): Generator<AppSlot> {
    for (const child of node.children) yield* this.slots(child);
    yield* node.apps;
  }

  #name(node: LiveNode): void {
    const record = node.record as TreeNodeRecord;
    node.entity = new TreeNode(record, levelOf(record.depth), printJobName(this.namesOf(node)));
    this.#byJobName.set(node.entity.jobName, node);
    for (const child of node.children) this.#name(child);
  }

  #forgetNames(node: LiveNode): void {
    const name = node.entity?.jobName;
    if (name !== undefined && this.#byJobName.get(name) === node) this.#byJobName.delete(name);
    for (const child of node.children) this.#forgetNames(child);
  }
}

const depthOf = (node: LiveNode): number => node.record?.depth ?? 0;
