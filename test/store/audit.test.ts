import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { KnownHead } from '../../src/audit/verify.ts';
import { ChainVerifier } from '../../src/audit/verify.ts';
import type { AuditRecord } from '../../src/audit/model.ts';
import { hmac } from '../../src/kit/hmac.ts';
import type { AuditQuery, PruneLimits, Store } from '../../src/plans/ports.ts';
import { readAuditLog } from '../../src/store/audit-log.ts';
import type { StoreOptions } from '../../src/store/store.ts';
import { AUDIT_KEY } from '../support/audit-key.ts';
import { EVERY_DRIVER, onDrivers, runSql } from './drivers.ts';
import { anAudit, aNode, anEvent } from './records.ts';

const all = { limit: 10_000 } as const;
const LIMITS: PruneLimits = {
  now: 0,
  eventAgeMs: 1e9,
  eventCount: 1e9,
  planAgeMs: 1e9,
  decisionAgeMs: 1e9,
  keyAgeMs: 1e9,
  auditAgeMs: 0,
  windowAgeMs: 1e9,
  alarmAgeMs: 1e9,
  lookAgeMs: 1e9,
};

const append = (store: Store, from: number, to: number) =>
  store.write(async (tx) => {
    for (let n = from; n <= to; n++) tx.audit(anAudit({ at: n, actor: `acme:${n}`, subject: `s${n}` }));
  });

/** What a verifier of the whole log says of it. */
function verified(options: StoreOptions, { heads = [], key = AUDIT_KEY }: { heads?: readonly KnownHead[]; key?: Uint8Array } = {}) {
  return readAuditLog(options, async (log) => {
    const verifier = new ChainVerifier(hmac(key), log.anchor, [{ ...log.head, from: "the store's own head" }, ...heads]);
    const said: string[] = [];
    for await (const link of log.links()) said.push(...verifier.feed(link).map((problem) => problem.said));
    return [...said, ...verifier.end().map((problem) => problem.said)];
  });
}

onDrivers('the audit log', EVERY_DRIVER, ({ open }) => {
  it('gives every entry the next place, in the order of the commits, and tells it back whole', async () => {
    const store = await open();
    expect(await store.auditHead()).toEqual({ seq: 0, mac: '' });
    const draft = anAudit({
      at: 1_763_888_888_123,
      actor: "o'hara 🎄 \\ ? \u0000 \ud83c",
      address: '2001:db8:85a3:8d3:1319:8a2e:370:7348',
      code: 'FORBIDDEN',
      subject: `App:${'x'.repeat(3_000)}`,
      detail: { list: [1, 0.5, null, 'a"b'], deep: { er: true } },
      count: 7,
    });
    const nothing = anAudit({ address: null, subject: null, nodeId: null, jobName: null, planId: null, requestId: null, detail: {} });
    await store.write(async (tx) => {
      tx.audit(draft);
      tx.audit(nothing);
    });
    const [last, first] = await store.audits(all);
    expect(first).toEqual({ ...draft, seq: 1, mac: expect.stringMatching(/^[\w-]{43}$/) });
    expect(last).toEqual({ ...nothing, seq: 2, mac: (await store.auditHead()).mac });
    expect(await store.auditHead()).toMatchObject({ seq: 2 });
  });

  it('has an entry exactly when its work was committed, beside the events of the work', async () => {
    const store = await open();
    const results = await Promise.allSettled(
      Array.from({ length: 30 }, (_, n) =>
        store.write(async (tx) => {
          await tx.putNode(aNode(`n${n}`));
          tx.event(anEvent({ subject: `n${n}` }));
          tx.audit(anAudit({ subject: `n${n}` }));
          if (n % 3 === 0) throw new Error('changed my mind');
        }),
      ),
    );
    const kept = [...Array(30).keys()].filter((n) => n % 3 !== 0).map((n) => `n${n}`);
    expect(results.map(({ status }) => status).filter((status) => status === 'fulfilled')).toHaveLength(20);
    expect((await store.audits(all)).map(({ subject }) => subject).toReversed()).toEqual(kept);
    expect((await store.events({ limit: 100, order: 'oldest' })).map(({ seq, subject }) => [seq, subject])).toEqual(
      kept.map((id, index) => [index + 1, id]),
    );
    expect(store.head().seq).toBe(20);
  });

  it('takes a batch that is longer than a packet, without events and with them', async () => {
    const store = await open();
    await append(store, 1, 600);
    const { seq } = await store.write(async (tx) => {
      for (let n = 601; n <= 1_200; n++) {
        tx.audit(anAudit({ at: n }));
        tx.event(anEvent());
      }
    });
    expect(seq).toBe(600);
    expect((await store.audits(all)).map(({ seq, at }) => [seq, at])).toEqual(
      Array.from({ length: 1_200 }, (_, n) => [1_200 - n, 1_200 - n]),
    );
  });

  it.each([
    ['a time that is none', anAudit({ at: 0.5 })],
    ['no count', anAudit({ count: 0 })],
    ['an actor that is too long', anAudit({ actor: 'x'.repeat(256) })],
    ['a request id that is too long', anAudit({ requestId: 'x'.repeat(256) })],
    ['an address that is too long', anAudit({ address: 'x'.repeat(61) })],
  ])('fails only the work whose entry has %s', async (_, bad) => {
    const store = await open();
    const [good, failing] = await Promise.allSettled([append(store, 1, 1), store.write(async (tx) => tx.audit(bad))]);
    expect([good.status, failing.status]).toEqual(['fulfilled', 'rejected']);
    expect(await store.auditHead()).toMatchObject({ seq: 1 });
  });

  it('answers every query as a walk over all entries would', async () => {
    const store = await open();
    const jobNames = [null, 'cop.acme', 'cop.acme_owt.infra', 'cop.acme-two'];
    await store.write(async (tx) => {
      for (let seq = 1; seq <= 120; seq++)
        tx.audit(
          anAudit({
            at: (seq * 7) % 50,
            nodeId: seq % 5 === 0 ? null : `n${seq % 5}`,
            jobName: jobNames[seq % 4] ?? null,
            actor: `actor ${seq % 6}`,
            action: seq % 2 ? 'scaleApp' : 'SIGN_IN',
            outcome: seq % 3 ? 'DONE' : 'REFUSED',
          }),
        );
    });
    const everything = await store.audits(all);
    expect(everything).toHaveLength(120);
    const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });
    const queries: fc.Arbitrary<AuditQuery> = fc.record({
      before: maybe(fc.integer({ min: 0, max: 125 })),
      nodeIds: maybe(fc.subarray(['n1', 'n2', 'n3', 'n9'])),
      under: maybe(fc.constantFrom('cop.acme', 'cop.acme_owt.infra', 'cop.%')),
      actor: maybe(fc.constantFrom('actor 1', 'nobody')),
      action: maybe(fc.constantFrom('scaleApp', 'stopApp')),
      outcome: maybe(fc.constantFrom('DONE', 'REFUSED')),
      since: maybe(fc.integer({ min: 0, max: 50 })),
      until: maybe(fc.integer({ min: 0, max: 50 })),
      limit: fc.integer({ min: 1, max: 130 }),
    });
    const asked = fc.asyncProperty(queries, async (query) => {
      expect(await store.audits(query)).toEqual(walk(everything, query));
    });
    await fc.assert(asked, { numRuns: 60 });
    const nodeIds = Array.from({ length: 40_000 }, (_, n) => `n${n}`);
    expect(await store.audits({ nodeIds, limit: 3 })).toEqual(walk(everything, { nodeIds, limit: 3 }));
  });

  it('finds what few entries fulfil in a long log', async () => {
    const store = await open();
    for (let from = 1; from <= 9_000; from += 500) {
      await store.write(async (tx) => {
        for (let n = from; n < from + 500; n++)
          tx.audit(anAudit({ at: n, actor: n === 17 ? 'rare' : 'acme:ann', action: n === 40 ? 'SIGN_IN' : 'scaleApp' }));
      });
    }
    const places = async (query: Partial<AuditQuery>) => (await store.audits({ limit: 2, ...query })).map(({ seq }) => seq);
    expect(await places({ actor: 'rare' })).toEqual([17]);
    expect(await places({ action: 'SIGN_IN' })).toEqual([40]);
    expect(await places({ until: 4 })).toEqual([3, 2]);
  });
});

onDrivers('the chain of the audit log', ['sqlite', 'mariadb'], ({ open, fresh, driver }) => {
  /** Twelve entries, and the head as it was logged. */
  const written = async () => {
    const options = await fresh();
    const store = await open(options);
    await append(store, 1, 12);
    const head = { ...(await store.auditHead()), from: 'the head given' };
    return { options, store, head, change: (sql: string) => runSql(options, sql) };
  };

  it('is whole while it is written, and after it was opened again', async () => {
    const { options, store, head } = await written();
    expect(await verified(options, { heads: [head] })).toEqual([]);
    await store.close();
    const again = await open(options);
    await append(again, 13, 20);
    expect(await verified(options, { heads: [head] })).toEqual([]);
    expect(await verified(options, { key: new Uint8Array(32) })).toEqual([
      'none of the 20 entries was signed with this key: it is another one, or each of them was edited',
    ]);
  });

  it.each([
    ['at', 'at + 1', 'at'],
    ['actor', "'acme:eve'", 'actor'],
    ['address', "'10.0.0.8'", 'address'],
    ['action', "'stopApp'", 'action'],
    ['outcome', "'PLANNED'", 'outcome'],
    ['code', "''", 'code'],
    ['subject', 'null', 'subject'],
    ['node_id', "'N1'", 'nodeId'],
    ['job_name', "'cop.acme '", 'jobName'],
    ['plan_id', 'null', 'planId'],
    ['request_id', "'r2'", 'requestId'],
  ])('shows an edit of %s', async (column, value, name) => {
    const { options, change } = await written();
    await change(`update audit set ${column} = ${value} where seq = 7`);
    expect(await verified(options)).toEqual([`entry 7 was edited: ${name} beside the signed text`]);
  });

  it.each([
    ['the text', "body = replace(body, 'scaleApp', 'stopApp')"],
    ['text and column', "body = replace(body, 'acme:7', 'acme:8'), actor = 'acme:8'"],
    ['a detail', `body = replace(body, '"instances":5', '"instances":6')`],
    ['the signature', "mac = replace(mac, substr(mac, 5, 1), '.')"],
  ])('shows an edit of %s, and the next one', async (_, set) => {
    const { options, change } = await written();
    await change(`update audit set ${set} where seq = 7`);
    await change(`update audit set ${set.replace('acme:7', 'acme:10')} where seq = 10`);
    expect(await verified(options)).toEqual(['entry 7 was edited', 'entry 10 was edited']);
  });

  it('shows what was removed, and what was made up', async () => {
    const { options, store, change } = await written();
    await change('delete from audit where seq in (3, 8, 9)');
    expect(await verified(options)).toEqual(['entry 3 is missing', 'entries 8 to 9 are missing']);
    const columns = 'at, actor, address, action, outcome, code, subject, node_id, job_name, plan_id, request_id, body, mac';
    await change(`insert into audit (seq, ${columns}) select 3, ${columns} from audit where seq = 4`);
    expect(await verified(options)).toEqual(['entry 3 is out of order: it was written as entry 4', 'entries 8 to 9 are missing']);
    expect((await store.audits(all)).map(({ seq }) => seq)).toEqual([12, 11, 10, 7, 6, 5, 4, 3, 2, 1]);
  });

  it('shows two that were swapped', async () => {
    const { options, change } = await written();
    for (const [from, to] of [
      [5, 100],
      [9, 5],
      [100, 9],
    ])
      await change(`update audit set seq = ${to} where seq = ${from}`);
    expect(await verified(options)).toEqual([
      'entry 5 is out of order: it was written as entry 9',
      'entry 9 is out of order: it was written as entry 5',
    ]);
  });

  it('shows a tail that was cut: by the store itself, and by a head from elsewhere when that was set back as well', async () => {
    const { options, store, head, change } = await written();
    await change('delete from audit where seq > 10');
    expect(await verified(options)).toEqual(["the tail after 10 is cut: the store's own head is 12"]);
    await change('update audit_head set seq = 10, mac = (select mac from audit where seq = 10)');
    expect(await verified(options)).toEqual([]);
    expect(await verified(options, { heads: [head] })).toEqual(['the tail after 10 is cut: the head given is 12']);
    // What is written from then on does not heal it.
    await append(store, 13, 15);
    expect(await verified(options, { heads: [head] })).toEqual(['entry 12 is another one than that of which the head given tells']);
  });

  it('shows an entry whose text is none any more, and the page still has it', async () => {
    const { options, store, change } = await written();
    await change("update audit set body = '{' where seq = 7");
    expect(await verified(options)).toEqual(['entry 7 was edited']);
    expect((await store.audits({ limit: 1, before: 8 }))[0]).toMatchObject({ seq: 7, actor: 'acme:7', detail: {} });
  });

  it('goes on from an anchor when the oldest entries were pruned, all of them even', async () => {
    const options = await fresh();
    const store = await open(options);
    await append(store, 1, 700);
    const head = { ...(await store.auditHead()), from: 'the head given' };
    const prune = (now: number) => store.prune({ ...LIMITS, now });
    expect(await prune(1)).toMatchObject({ audits: 0 });
    expect(await prune(501)).toMatchObject({ audits: 500 });
    expect((await store.audits(all)).map(({ seq }) => seq).at(-1)).toBe(501);
    expect(await verified(options, { heads: [head] })).toEqual([]);
    expect(await prune(1e6)).toMatchObject({ audits: 200 });
    expect(await verified(options, { heads: [head] })).toEqual([]);
    await append(store, 701, 702);
    expect(await verified(options, { heads: [head] })).toEqual([]);
    expect((await store.audits(all)).map(({ seq }) => seq)).toEqual([702, 701]);
  });

  it('shows an anchor that was forged or is gone', async () => {
    const { options, store, change } = await written();
    await store.prune({ ...LIMITS, now: 5 });
    expect(await verified(options)).toEqual([]);
    await change('delete from audit where seq < 8');
    expect(await verified(options)).toEqual(['entries 5 to 7 are missing']);
    await change('update audit_anchor set seq = 7, mac = (select mac from audit where seq = 8)');
    const forged = (seq: number) => `the anchor at ${seq} was not signed by this log: what was before it may have been removed by anybody`;
    expect(await verified(options)).toEqual([forged(7)]);
    await change('delete from audit_anchor');
    expect(await verified(options)).toEqual(['entries 1 to 7 are missing']);
  });

  it('is not pruned where it was changed: nobody has Canopy itself remove and sign for what they would be rid of', async () => {
    const options = await fresh();
    const errors: object[] = [];
    const log = { info: () => {}, warn: () => {}, error: (details: object) => void errors.push(details) };
    const store = await open(options, { log });
    await append(store, 1, 12);
    await runSql(options, 'update audit set at = 1');
    expect(await store.prune({ ...LIMITS, now: 5 })).toMatchObject({ audits: 1 });
    await runSql(options, 'update audit set at = seq');
    await runSql(options, "update audit set mac = replace(mac, substr(mac, 5, 1), '.') where seq = 4");
    expect(await store.prune({ ...LIMITS, now: 9 })).toMatchObject({ audits: 2 });
    expect(errors).toEqual([
      { problem: expect.objectContaining({ kind: 'EDITED', from: 2 }) },
      { problem: expect.objectContaining({ kind: 'EDITED', from: 4 }) },
    ]);
    expect(await verified(options)).toEqual(['entry 4 was edited']);
  });

  it('is refused to another key, and to the same key is not', async () => {
    const { options, store } = await written();
    await store.close();
    const refused = { code: 'STORE_UNAVAILABLE', message: expect.stringMatching(/begun with another key.*audit\.keyFile/) };
    await expect(open(options, { auditKey: new Uint8Array(32) })).rejects.toMatchObject(refused);
    await expect(open(options)).resolves.toBeDefined();
  });

  it('goes on when the row of the head is gone', async () => {
    const { options, store, change } = await written();
    await store.close();
    await change('delete from audit_head');
    await append(await open(options), 13, 14);
    expect(await verified(options)).toEqual([]);
  });

  it('takes a batch back whole when an entry of it cannot be written', async () => {
    const options = await fresh();
    const store = await open(options);
    const refuse = `create trigger refuse before insert on audit for each row`;
    await runSql(
      options,
      driver === 'sqlite'
        ? `${refuse} when new.subject = 's2' begin select raise(abort, 'refused'); end`
        : `${refuse} begin if new.subject = 's2' then signal sqlstate '45000'; end if; end`,
    );
    const results = await Promise.allSettled([append(store, 1, 1), append(store, 2, 2)]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await store.auditHead()).toEqual({ seq: 0, mac: '' });
    await append(store, 3, 4);
    expect(await verified(options)).toEqual([]);
  });
});

onDrivers('the audit log of replicas', ['mariadb'], ({ open, fresh }) => {
  it('is one chain, in the order of the commits, whoever appends', async () => {
    const options = await fresh();
    const stores = await Promise.all([open(options), open(options), open(options)]);
    const place = async (store: Store, name: string) => {
      for (let n = 0; n < 60; n++) {
        await store.write(async (tx) => {
          tx.audit(anAudit({ subject: `${name} ${n}` }));
          if (n % 2) tx.event(anEvent({ subject: `${name} ${n}` }));
        });
      }
    };
    await Promise.all(stores.flatMap((store, one) => Array.from({ length: 4 }, (_, lane) => place(store, `${one}.${lane}`))));
    expect(await verified(options)).toEqual([]);
    const audits = (await stores[0].audits(all)).toReversed();
    expect(audits.map(({ seq }) => seq)).toEqual(Array.from({ length: 720 }, (_, n) => n + 1));
    expect(new Set(audits.map(({ subject }) => subject)).size).toBe(720);
    const events = await stores[0].events({ limit: 1_000, order: 'oldest' });
    const told = new Set(events.map(({ subject }) => subject));
    expect(audits.map(({ subject }) => subject).filter((subject) => told.has(subject))).toEqual(events.map(({ subject }) => subject));
  });

  it('has one entry for a work that was run twice', async () => {
    const options = await fresh();
    const stores = await Promise.all([open(options), open(options)]);
    let inside = 0;
    let runs = 0;
    const crossing = stores.map((store, index) =>
      store.write(async (tx) => {
        runs++;
        const [mine = '', theirs = ''] = index === 0 ? ['cop.a', 'cop.b'] : ['cop.b', 'cop.a'];
        tx.audit(anAudit({ subject: `store ${index}` }));
        await tx.putAlias({ jobName: mine, nodeId: 'n', since: 1 });
        inside++;
        while (inside < 2) await new Promise((resolve) => setTimeout(resolve, 5));
        await tx.putAlias({ jobName: theirs, nodeId: 'n', since: 1 });
      }),
    );
    await Promise.all(crossing);
    expect(runs).toBe(3);
    expect((await stores[0].audits(all)).map(({ subject }) => subject).sort()).toEqual(['store 0', 'store 1']);
    expect(await verified(options)).toEqual([]);
  });

  it('is pruned by several at once, while others append', async () => {
    const options = await fresh();
    const stores = await Promise.all([open(options), open(options)]);
    await append(stores[0], 1, 1_500);
    const appending = (async () => {
      for (let n = 1_501; n <= 1_540; n++) await append(stores[0], n, n);
    })();
    const pruned = await Promise.all(stores.map((store) => store.prune({ ...LIMITS, now: 1_400 })));
    await appending;
    expect(pruned.map(({ audits }) => audits).reduce((a, b) => a + b)).toBe(1_399);
    expect(await verified(options)).toEqual([]);
  });

  it('is open to others while a work that will append is still under way', async () => {
    const options = await fresh();
    const store = await open(options);
    const others = await open(options);
    await append(store, 1, 1);
    const holding = store.write(async (tx) => {
      await tx.putAlias({ jobName: 'cop.a', nodeId: 'n', since: 1 });
      tx.audit(anAudit({ subject: 'late' }));
      // What has no entry does not take the head, and waits for nobody.
      await others.write(async (tx) => tx.event(anEvent()));
      await append(others, 2, 2);
    });
    await holding;
    expect(await verified(options)).toEqual([]);
    expect((await store.audits(all)).map(({ subject }) => subject)).toEqual(['late', 's2', 's1']);
  });
});

function walk(newestFirst: readonly AuditRecord[], query: AuditQuery): AuditRecord[] {
  const { before = Infinity, since = -Infinity, until = Infinity, nodeIds, under, actor, action, outcome, limit } = query;
  return newestFirst
    .filter(
      (entry) =>
        entry.seq < before &&
        entry.at >= since &&
        entry.at < until &&
        (!nodeIds || (entry.nodeId !== null && nodeIds.includes(entry.nodeId))) &&
        (under === undefined || entry.jobName === under || entry.jobName?.startsWith(`${under}_`)) &&
        (actor === undefined || entry.actor === actor) &&
        (action === undefined || entry.action === action) &&
        (outcome === undefined || entry.outcome === outcome),
    )
    .slice(0, limit);
}
