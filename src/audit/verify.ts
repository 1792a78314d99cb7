import { anchorSignature, entryOf, macOf, ORIGIN, SHOWN, shownOf, type Entry, type Link, type Sign } from './chain.ts';
import type { AuditAnchor, AuditHead } from './model.ts';

/** A head that is known from elsewhere: the log holds that entry, as it was. */
export interface KnownHead extends AuditHead {
  /** Whose word it is, for people to read. */
  readonly from: string;
}

export interface Problem {
  /**
   * EDITED: not what was signed. MISSING: a hole, or the old end without its anchor. ORDER: at another place than it was written
   * at. FORKED: signed, but after another entry than the one before it. CUT: the new end is gone. HEAD: not the entry whose head is
   * known. ANCHOR: not signed by this log. KEY: nothing is.
   */
  readonly kind: 'EDITED' | 'MISSING' | 'ORDER' | 'FORKED' | 'CUT' | 'HEAD' | 'ANCHOR' | 'KEY';
  /** The places it is about; both ends are meant. */
  readonly from: number;
  readonly to: number;
  readonly said: string;
}

/**
 * Is fed the entries as they lie in the store, oldest first, and answers what is wrong as soon as it is known. Goes on after each
 * problem, and holds no more than one entry.
 */
export class ChainVerifier {
  readonly #sign: Sign;
  readonly #heads: readonly KnownHead[];
  readonly #anchor: AuditAnchor | null;
  readonly #anchored: boolean;
  #last: AuditHead;
  /** Whether the last one's signature is what the next one must name. */
  #trusted: boolean;
  /** Edited entries one after another, which are told together. */
  #edited: { from: number; to: number } | undefined;
  #entries = 0;
  #signed = 0;

  constructor(sign: Sign, anchor: AuditAnchor | null = null, heads: readonly KnownHead[] = []) {
    this.#sign = sign;
    this.#anchor = anchor;
    this.#anchored = anchor !== null && anchorSignature(sign, anchor) === anchor.signature;
    // Only before the first of all it is known without an anchor what there is: nothing.
    this.#last = anchor ?? ORIGIN;
    this.#trusted = anchor === null || this.#anchored;
    this.#heads = heads.filter(({ seq }) => seq > 0);
  }

  get entries(): number {
    return this.#entries;
  }

  /** The last one fed, or what was before the first. */
  get last(): AuditHead {
    return this.#last;
  }

  feed(link: Link): Problem[] {
    const found: Problem[] = [];
    if (this.#entries === 0) found.push(...this.#ofHeads(this.#last));
    this.#entries++;
    const { seq } = link;
    const expected = this.#last.seq + 1;
    if (seq < expected) found.push({ kind: 'ORDER', from: seq, to: seq, said: `entry ${seq} comes after entry ${this.#last.seq}` });
    if (seq > expected) found.push(...this.#flush(), missing(expected, seq - 1));

    const entry = macOf(this.#sign, link.text) === link.mac ? entryOf(link.text) : undefined;
    if (entry) {
      // What the key has signed tells that it is the key: what was held back until then is told now.
      if (this.#signed++ === 0) found.push(...this.#ofAnchor());
      found.push(...this.#flush(), ...this.#ofSigned(link, entry, seq === expected));
    } else if (this.#edited && this.#edited.to === seq - 1) this.#edited.to = seq;
    else {
      found.push(...this.#flush());
      this.#edited = { from: seq, to: seq };
    }
    this.#trusted = entry?.seq === seq;
    this.#last = { seq, mac: link.mac };
    return found;
  }

  /** What only the end can tell. */
  end(): Problem[] {
    if (this.#entries > 0 && this.#signed === 0) return [this.#nothingSigned()];
    const found = this.#entries === 0 ? [...this.#ofAnchor(), ...this.#ofHeads(this.#last)] : this.#flush();
    const [head] = this.#heads.toSorted((a, b) => b.seq - a.seq);
    const { seq } = this.#last;
    if (head && head.seq > seq)
      found.push({ kind: 'CUT', from: seq + 1, to: head.seq, said: `the tail after ${seq} is cut: ${head.from} is ${head.seq}` });
    return found;
  }

  #ofSigned(link: Link, entry: Entry, follows: boolean): Problem[] {
    const { seq } = link;
    const one = (kind: Problem['kind'], said: string): Problem => ({ kind, from: seq, to: seq, said });
    if (entry.seq !== seq) return [one('ORDER', `entry ${seq} is out of order: it was written as entry ${entry.seq}`)];
    const found: Problem[] = [];
    if (follows && this.#trusted && entry.previous !== this.#last.mac)
      found.push(one('FORKED', `entry ${seq} was not written after the entry ${seq - 1} that is there, but after another one`));
    const signed = shownOf(entry.draft);
    const changed = SHOWN.filter((name) => link.shown[name] !== signed[name]);
    if (changed.length > 0) found.push(one('EDITED', `entry ${seq} was edited: ${changed.join(', ')} beside the signed text`));
    return [...found, ...this.#ofHeads(link)];
  }

  #ofHeads({ seq, mac }: AuditHead): Problem[] {
    return this.#heads
      .filter((head) => head.seq === seq && head.mac !== mac)
      .map(({ from }) => ({ kind: 'HEAD', from: seq, to: seq, said: `entry ${seq} is another one than that of which ${from} tells` }));
  }

  #ofAnchor(): Problem[] {
    if (!this.#anchor || this.#anchored) return [];
    const { seq } = this.#anchor;
    const said = `the anchor at ${seq} was not signed by this log: what was before it may have been removed by anybody`;
    return [{ kind: 'ANCHOR', from: 1, to: seq, said }];
  }

  #flush(): Problem[] {
    const edited = this.#edited;
    this.#edited = undefined;
    if (!edited) return [];
    const { from, to } = edited;
    return [{ kind: 'EDITED', from, to, said: from === to ? `entry ${from} was edited` : `entries ${from} to ${to} were edited` }];
  }

  #nothingSigned(): Problem {
    const to = this.#last.seq;
    const said = `none of the ${this.#entries} entries was signed with this key: it is another one, or each of them was edited`;
    return { kind: 'KEY', from: to - this.#entries + 1, to, said };
  }
}

const missing = (from: number, to: number): Problem => ({
  kind: 'MISSING',
  from,
  to,
  said: from === to ? `entry ${from} is missing` : `entries ${from} to ${to} are missing`,
});
