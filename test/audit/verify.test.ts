import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anchorSignature, macOf, ORIGIN, shownOf, textOf, type Link } from '../../src/audit/chain.ts';
import type { AuditAnchor, AuditDraft, AuditHead } from '../../src/audit/model.ts';
import { ChainVerifier, type KnownHead } from '../../src/audit/verify.ts';
import { hmac } from '../../src/kit/hmac.ts';
import { canonical } from '../../src/kit/json.ts';
import { anAudit } from '../store/records.ts';

const sign = hmac(new Uint8Array(32).fill(7));

function chained(drafts: readonly AuditDraft[], after: AuditHead = ORIGIN): Link[] {
  let head = after;
  return drafts.map((draft) => {
    const text = textOf(head, canonical(draft));
    head = { seq: head.seq + 1, mac: macOf(sign, text) };
    return { ...head, text, shown: shownOf(draft) };
  });
}

const aLog = (entries: number) => chained(Array.from({ length: entries }, (_, n) => anAudit({ actor: `acme:${n}` })));
const at = (log: readonly Link[], seq: number): Link => log[seq - 1]!;
const replaced = (log: readonly Link[], ...links: readonly Link[]) => log.map((link) => links.find(({ seq }) => seq === link.seq) ?? link);
const without = (log: readonly Link[], ...places: readonly number[]) => log.filter(({ seq }) => !places.includes(seq));
const edited = (link: Link): Link => ({ ...link, text: link.text.replace('scaleApp', 'stopApp') });
const asHead = ({ seq, mac }: AuditHead, from = 'the head given'): KnownHead => ({ seq, mac, from });

function said(log: readonly Link[], { anchor, heads, key = sign }: { anchor?: AuditAnchor; heads?: KnownHead[]; key?: typeof sign } = {}) {
  const verifier = new ChainVerifier(key, anchor, heads);
  return [...log.flatMap((link) => verifier.feed(link)), ...verifier.end()].map((problem) => problem.said);
}

describe('an audit log', () => {
  const log = aLog(20);
  const anchorAt = (seq: number, over: Partial<AuditAnchor> = {}): AuditAnchor => {
    const { mac } = at(log, seq);
    return { seq, mac, at: 5, signature: anchorSignature(sign, { seq, mac, at: 5 }), ...over };
  };

  it('that nobody touched is found whole', () => {
    expect(said(log, { heads: [asHead(at(log, 20)), asHead(at(log, 3))] })).toEqual([]);
    expect(said(log.slice(8), { anchor: anchorAt(8), heads: [asHead(at(log, 3)), asHead(at(log, 8))] })).toEqual([]);
    expect(said([], { anchor: anchorAt(20), heads: [asHead(at(log, 20))] })).toEqual([]);
    expect(said([])).toEqual([]);
  });

  it.each<[string, readonly Link[], string[]]>([
    ['edited', replaced(log, edited(at(log, 17))), ['entry 17 was edited']],
    ['edited in its signature', replaced(log, { ...at(log, 17), mac: at(log, 3).mac }), ['entry 17 was edited']],
    ['edited into no JSON', replaced(log, { ...at(log, 17), text: '{' }), ['entry 17 was edited']],
    ['edited in places', replaced(log, edited(at(log, 3)), edited(at(log, 17))), ['entry 3 was edited', 'entry 17 was edited']],
    [
      'edited in a row',
      replaced(log, ...[3, 4, 5, 20].map((n) => edited(at(log, n)))),
      ['entries 3 to 5 were edited', 'entry 20 was edited'],
    ],
    [
      'edited in its columns',
      replaced(log, { ...at(log, 17), shown: { ...at(log, 17).shown, actor: 'x', at: 1 } }),
      ['entry 17 was edited: at, actor beside the signed text'],
    ],
    ['without one', without(log, 18), ['entry 18 is missing']],
    ['without some', without(log, 18, 19, 3), ['entry 3 is missing', 'entries 18 to 19 are missing']],
    ['without its beginning', without(log, 1, 2, 3), ['entries 1 to 3 are missing']],
    [
      'with two swapped',
      replaced(log, { ...at(log, 6), seq: 5 }, { ...at(log, 5), seq: 6 }),
      ['entry 5 is out of order: it was written as entry 6', 'entry 6 is out of order: it was written as entry 5'],
    ],
    [
      'with one doubled in the place of another',
      replaced(log, { ...at(log, 6), seq: 9 }),
      ['entry 9 is out of order: it was written as entry 6'],
    ],
    [
      'that was written on from an older copy of it',
      [...log.slice(0, 10), ...chained([anAudit()], at(log, 10)), ...log.slice(11)],
      ['entry 12 was not written after the entry 11 that is there, but after another one'],
    ],
    ['fed in no order', [at(log, 1), at(log, 3), at(log, 2)], ['entry 2 is missing', 'entry 2 comes after entry 3']],
  ])('%s', (_, log, problems) => {
    expect(said(log)).toEqual(problems);
  });

  it('whose tail is cut, by a head from elsewhere alone', () => {
    const cut = log.slice(0, 12);
    expect(said(cut)).toEqual([]);
    expect(said(cut, { heads: [asHead(at(log, 14), "the store's own head"), asHead(at(log, 20))] })).toEqual([
      'the tail after 12 is cut: the head given is 20',
    ]);
    expect(said([], { heads: [asHead(at(log, 20))] })).toEqual(['the tail after 0 is cut: the head given is 20']);
  });

  it('whose tail was cut and grown again, even with the key', () => {
    const grown = [...log.slice(0, 12), ...chained([anAudit(), anAudit()], at(log, 12))];
    expect(said(grown)).toEqual([]);
    expect(said(grown, { heads: [asHead(at(log, 13))] })).toEqual(['entry 13 is another one than that of which the head given tells']);
  });

  it('with a forged anchor', () => {
    const forged = 'the anchor at 8 was not signed by this log: what was before it may have been removed by anybody';
    expect(said(log.slice(8), { anchor: anchorAt(8, { signature: at(log, 8).mac }) })).toEqual([forged]);
    expect(said(log.slice(8), { anchor: anchorAt(8, { at: 6 }) })).toEqual([forged]);
    expect(said(log.slice(8), { anchor: { ...anchorAt(7), seq: 8 } })).toEqual([forged]);
    expect(said([], { anchor: anchorAt(8, { at: 6 }) })).toEqual([forged]);
    // A true one, of an earlier day.
    expect(said(log.slice(8), { anchor: anchorAt(6) })).toEqual(['entries 7 to 8 are missing']);
    expect(said(log.slice(8), { anchor: anchorAt(8), heads: [asHead({ seq: 8, mac: 'x' })] })).toEqual([
      'entry 8 is another one than that of which the head given tells',
    ]);
  });

  it('under another key', () => {
    const key = hmac(new Uint8Array(32).fill(8));
    const wrong = (entries: number) => [
      `none of the ${entries} entries was signed with this key: it is another one, or each of them was edited`,
    ];
    expect(said(log, { key })).toEqual(wrong(20));
    expect(said(log.slice(8), { key, anchor: anchorAt(8), heads: [asHead(at(log, 20))] })).toEqual(wrong(12));
  });

  it('is never found whole when anything about it was changed', () => {
    const size = fc.integer({ min: 0, max: 19 });
    const fields = fc.constantFrom('text' as const, 'mac' as const);
    fc.assert(
      fc.property(size, size, fields, fc.integer({ min: 0, max: 500 }), (one, other, field, place) => {
        const text = log[one]![field];
        const index = place % text.length;
        const flipped = text.slice(0, index) + (text[index] === 'A' ? 'B' : 'A') + text.slice(index + 1);
        const problems = said(log.map((link, index) => (index === one ? { ...link, [field]: flipped } : link)));
        expect(problems).toEqual([`entry ${one + 1} was edited`]);

        const moved = log.toSpliced(one, 1).toSpliced(other, 0, log[one]!);
        const renumbered = moved.map((link, index) => ({ ...link, seq: index + 1 }));
        expect(said(renumbered).length > 0).toBe(one !== other);
        if (one < 19) expect(said(without(log, one + 1))).toEqual([`entry ${one + 1} is missing`]);
      }),
    );
  });
});
