import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { systemClock } from '../../src/kit/clock.ts';
import { aDecision, aKey, aNode, anEvent, anIntent, aPlan } from './records.ts';
import { aRule, aTimedRule } from '../scaling/policy.ts';
import { EVERY_DRIVER, onDrivers } from './drivers.ts';

const longName = `cop.${'a'.repeat(60)}_owt.${'b'.repeat(500)}`;

onDrivers('what is written', EVERY_DRIVER, ({ open, fresh, driver }) => {
  it('comes back as it was, in one consistent read', async () => {
    const store = await open();
    const facts = {
      nodes: [aNode('n1', { name: 'acme' }), aNode('n2', { parentId: 'n1', depth: 1, name: 'infra' })],
      aliases: [{ jobName: longName, nodeId: 'n2', since: 5 }],
      attachments: [{ host: 'web-1', nodeId: 'n2' }],
      claims: [{ cluster: 'main', marathonId: `/${'x'.repeat(2_000)}`, nodeId: 'n2', confirmedBy: 'bob', confirmedAt: 7 }],
      freezes: [{ id: 'f1', nodeId: 'n1', reason: "holiday 🎄 it's", setBy: 'anna', from: 1, until: null }],
      watchRules: [
        {
          nodeId: 'n2',
          watches: [
            {
              metric: 'CPU_IDLE' as const,
              thresholds: [{ side: 'BELOW' as const, value: 0.5, points: 3, steps: 2, priority: 1, note: "it's 🔥" }],
            },
          ],
          ...{ teams: null, setBy: 'anna', setAt: 3 },
        },
      ],
      controllers: [{ name: 'COVERAGE' as const, mode: 'ACT' as const, setBy: 'bob', setAt: 4 }],
      scalingRules: [aRule({ id: 'r1', on: 'TreeNode:n2' }), aRule({ id: 'r2', on: `App:main:/${'x'.repeat(2_000)}`, mode: 'ACT' })],
      schedules: [aTimedRule(), aTimedRule({ on: `App:main:/${'x'.repeat(2_000)}`, executor: 'CHRONOS' }, 's2')],
      gone: new Map<string, string | null>(),
    };
    const { seq } = await store.write(async (tx) => {
      for (const node of facts.nodes) await tx.putNode(node);
      for (const alias of facts.aliases) await tx.putAlias(alias);
      for (const attachment of facts.attachments) await tx.putAttachment(attachment);
      for (const claim of facts.claims) await tx.putClaim(claim);
      for (const freeze of facts.freezes) await tx.putFreeze(freeze);
      for (const rule of facts.watchRules) await tx.putWatchRule(rule);
      for (const rule of facts.scalingRules) await tx.putScalingRule(rule);
      for (const rule of facts.schedules) await tx.putSchedule(rule);
      for (const mode of facts.controllers) await tx.putControllerMode(mode);
      tx.event(anEvent());
    });
    expect(await store.facts()).toEqual({ ...facts, seq });
  });

  it('is overwritten by its key and removed by its key', async () => {
    const store = await open();
    const claim = { cluster: 'main', marathonId: '/a', nodeId: 'n1', confirmedBy: 'bob', confirmedAt: 7 };
    await store.write(async (tx) => {
      await tx.putNode(aNode('n1'));
      await tx.putNode(aNode('n2'));
      await tx.putNode(aNode('n1', { name: 'acme' }), aNode('n1'));
      for (const nodeId of ['n1', 'n2']) {
        await tx.putAlias({ jobName: 'cop.old', nodeId, since: 1 });
        await tx.putAttachment({ host: 'web-1', nodeId: 'n1' });
        await tx.putClaim({ ...claim, nodeId });
        await tx.putFreeze({ id: 'f1', nodeId, reason: '', setBy: 'anna', from: 1, until: 2 });
        for (const setAt of [1, 2]) await tx.putSchedule(aTimedRule({ on: `TreeNode:${nodeId}`, setAt }, nodeId));
        for (const mode of ['OFF', 'ACT'] as const) await tx.putScalingRule(aRule({ id: nodeId, on: `TreeNode:${nodeId}`, mode }));
        for (const teams of [['a'], ['b']]) await tx.putWatchRule({ nodeId, watches: [], teams, setBy: 'anna', setAt: 1 });
        await tx.putControllerMode({ name: 'COVERAGE', mode: nodeId === 'n1' ? 'OFF' : 'ACT', setBy: 'anna', setAt: 1 });
      }
    });
    const { nodes, aliases, attachments, claims, freezes, watchRules, controllers, scalingRules, schedules } = await store.facts();
    expect(watchRules.map(({ nodeId, teams }) => [nodeId, teams])).toEqual([
      ['n1', ['b']],
      ['n2', ['b']],
    ]);
    expect(scalingRules.map(({ id, mode }) => [id, mode])).toEqual([
      ['n1', 'ACT'],
      ['n2', 'ACT'],
    ]);
    expect(schedules.map(({ schedule, setAt }) => [schedule.id, setAt])).toEqual([
      ['n1', 2],
      ['n2', 2],
    ]);
    expect(controllers.map(({ mode }) => mode)).toEqual(['ACT']);
    expect(nodes).toEqual([aNode('n1', { name: 'acme' }), aNode('n2')]);
    expect(attachments).toHaveLength(1);
    expect([aliases, claims, freezes].map((rows) => rows.map((row) => row.nodeId))).toEqual([['n2'], ['n2'], ['n2']]);

    await store.write(async (tx) => {
      await tx.removeAlias('cop.old');
      await tx.removeAttachment({ host: 'web-1', nodeId: 'n1' });
      await tx.removeClaim('main', '/a');
      await tx.removeFreeze('f1');
      await tx.removeWatchRule('n1');
      await tx.removeScalingRule('n1');
      await tx.removeSchedule('n1');
      // That of the other goes with its node.
      for (const node of nodes) await tx.deleteNode(node);
    });
    const empty = { nodes: [], aliases: [], attachments: [], claims: [], freezes: [], watchRules: [], scalingRules: [], schedules: [] };
    const after = await store.facts();
    expect(after).toMatchObject(empty);
    // Where they stood is known still: what they leave is for those above.
    expect(after.gone).toEqual(
      new Map([
        ['n1', null],
        ['n2', null],
      ]),
    );
  });

  it.each([
    ['at the top', { parentId: null, depth: 0 }],
    ['below a node', { parentId: 'n0', depth: 1 }],
  ])('refuses two nodes of one name %s, and keeps both as they were', async (_, place) => {
    const store = await open();
    await store.write((tx) => tx.putNode(aNode('n0')));
    await store.write((tx) => tx.putNode(aNode('n1', { ...place, name: 'acme' })));
    await store.write((tx) => tx.putNode(aNode('n2', { ...place, name: 'other' })));

    const taken = { code: 'ALREADY_EXISTS' };
    await expect(store.write((tx) => tx.putNode(aNode('n3', { ...place, name: 'acme' })))).rejects.toMatchObject(taken);
    const renamed = store.write((tx) => tx.putNode(aNode('n2', { ...place, name: 'acme' }), aNode('n2', { ...place, name: 'other' })));
    await expect(renamed).rejects.toMatchObject(taken);
    expect((await store.facts()).nodes.map(({ id, name }) => [id, name])).toEqual([
      ['n0', 'n0'],
      ['n1', 'acme'],
      ['n2', 'other'],
    ]);
  });

  it('compares names byte by byte: case, accents and trailing spaces count', async () => {
    const store = await open();
    const names = ['acme', 'Acme', 'acmé', 'acme '];
    await store.write(async (tx) => {
      for (const name of names) await tx.putNode(aNode(`id of ${name}.`, { name }));
    });
    expect((await store.facts()).nodes.map(({ name }) => name).sort()).toEqual([...names].sort());
  });

  it('keeps plans, and refuses a writer that read an older one', async () => {
    const store = await open();
    const plan = aPlan('p1');
    await store.write((tx) => tx.putPlan(plan));
    await store.write((tx) => tx.putPlan({ ...plan, state: 'RUNNING', revision: 1 }));

    for (const revision of [0, 1, 3]) {
      const late = store.write((tx) => tx.putPlan({ ...plan, state: 'DONE', revision }));
      await expect(late).rejects.toMatchObject({ code: 'CONFLICT' });
    }
    expect(await store.plan('p1')).toEqual({ ...plan, state: 'RUNNING', revision: 1 });
    expect(await store.plan('p2')).toBeUndefined();
    expect(await store.plansIn('PLANNED', 10)).toEqual([]);
  });

  it('lists the plans in a state, oldest first', async () => {
    const store = await open();
    await store.write(async (tx) => {
      for (const [id, createdAt] of [
        ['p1', 3],
        ['p2', 1],
        ['p3', 2],
      ] as const)
        await tx.putPlan(aPlan(id, { createdAt }));
    });
    expect((await store.plansIn('PLANNED', 2)).map(({ id }) => id)).toEqual(['p2', 'p3']);
  });

  it('holds one open intent per system and target', async () => {
    const store = await open();
    const opened = (id: string, over = {}) => store.write((tx) => tx.openIntent(anIntent(id, over)));
    expect((await opened('i1')).value).toBe(true);
    expect((await opened('i2')).value).toBe(false);
    expect((await opened('i3', { target: '/acme/other' })).value).toBe(true);
    expect((await store.openIntents()).map(({ id }) => id)).toEqual(['i1', 'i3']);
    expect((await store.openIntents())[0]).toEqual(anIntent('i1'));

    await store.write((tx) => tx.closeIntent('i1', 'UNKNOWN'));
    expect((await opened('i4')).value).toBe(true);
  });

  it('gives one of two simultaneous writers the intent', async () => {
    const options = await fresh();
    const one = await open(options);
    const other = driver === 'mariadb' ? await open(options) : one;
    const results = await Promise.all([
      one.write((tx) => tx.openIntent(anIntent('i1'))),
      other.write((tx) => tx.openIntent(anIntent('i2'))),
    ]);
    expect(results.map(({ value }) => value).sort()).toEqual([false, true]);
  });

  it('withdraws a claim unless it was confirmed anew', async () => {
    const store = await open();
    const claim = { cluster: 'main', marathonId: '/odd', nodeId: 'n1', confirmedBy: 'ann', confirmedAt: 5 };
    await store.write(async (tx) => {
      await tx.putNode(aNode('n1'));
      await tx.putClaim({ ...claim, confirmedAt: 6 });
    });
    const withdrawn = async (at: number) => (await store.write((tx) => tx.withdrawClaim({ ...claim, confirmedAt: at }))).value;
    expect([await withdrawn(5), await withdrawn(6), await withdrawn(6)]).toEqual([false, true, false]);
    expect((await store.facts()).claims).toEqual([]);
  });

  it('keeps decisions, newest of a subject first', async () => {
    const store = await open();
    await store.write(async (tx) => {
      await tx.putDecision(aDecision('d1', { at: 1 }));
      await tx.putDecision(aDecision('d2', { at: 2 }));
      await tx.putDecision(aDecision('d3', { at: 3, subject: null }));
    });
    expect(await store.decision('d1')).toEqual(aDecision('d1', { at: 1 }));
    expect((await store.decisionsOf('App:main:/acme/shop', 10)).map(({ id }) => id)).toEqual(['d2', 'd1']);
    expect(await store.decision('d9')).toBeUndefined();
  });

  it('finds the decisions up to a time, however many came after', async () => {
    const store = await open();
    await store.write(async (tx) => {
      for (let at = 1; at <= 120; at++) await tx.putDecision(aDecision(`d${at}`, { at }));
    });
    const until = async (time?: number) => (await store.decisionsOf('App:main:/acme/shop', 2, time)).map(({ id }) => id);
    expect(await until()).toEqual(['d120', 'd119']);
    expect(await until(3)).toEqual(['d3', 'd2']);
    expect(await until(0)).toEqual([]);
  });

  it('gives an idempotency key to the first who takes it, and shows the next what came of it', async () => {
    const store = await open();
    expect((await store.write((tx) => tx.takeKey(aKey()))).value).toBeNull();
    expect((await store.write((tx) => tx.takeKey(aKey({ inputHash: 'other' })))).value).toEqual(aKey());
    expect((await store.write((tx) => tx.takeKey(aKey({ caller: 'bob' })))).value).toBeNull();

    const outcome = { state: 'DONE', said: ['a', 1, null] };
    const { caller, mutation, key } = aKey();
    await store.write((tx) => tx.finishKey({ caller, mutation, key, planId: 'p1', outcome }));
    expect(await store.key(caller, mutation, key)).toEqual(aKey({ planId: 'p1', outcome }));
    expect(await store.key(caller, mutation, 'twice')).toBeUndefined();
  });

  it('keeps what each source has recorded', async () => {
    const store = await open();
    const app = `/${'long'.repeat(400)}`;
    await store.write(async (tx) => {
      await tx.putRecorded('marathon:main', new Map([[app, 'one']]));
      await tx.putRecorded('marathon:main', new Map([...[app, '/gone'].map((key) => [key, 'two'] as const)]));
      await tx.putRecorded('marathon:other', new Map([[app, 'three']]));
      await tx.putRecorded('marathon:main', new Map([['/gone', null]]));
    });
    expect(new Map(await store.recorded('marathon:main'))).toEqual(new Map([[app, 'two']]));
    expect(new Map(await store.recorded('nobody'))).toEqual(new Map());
  });

  it('keeps more of a source than one statement or one page holds', async () => {
    const store = await open();
    const many = new Map(Array.from({ length: 5_050 }, (_, n) => [`task ${n}`, `state ${n}`]));
    await store.write((tx) => tx.putRecorded('marathon:main', many));
    expect(new Map(await store.recorded('marathon:main'))).toEqual(many);
    await store.write((tx) => tx.putRecorded('marathon:main', new Map([...many.keys()].slice(0, 5_049).map((key) => [key, null]))));
    expect(new Map(await store.recorded('marathon:main'))).toEqual(new Map([['task 5049', 'state 5049']]));
  });
});

onDrivers('a batch', EVERY_DRIVER, ({ open }) => {
  it('rolls back the work that fails, alone', async () => {
    const store = await open();
    const failed = new Error('changed my mind');
    const results = await Promise.allSettled(
      Array.from({ length: 30 }, (_, n) =>
        store.write(async (tx) => {
          await tx.putNode(aNode(`n${n}`));
          tx.event(anEvent({ subject: `n${n}` }));
          if (n % 3 === 0) throw failed;
          return n;
        }),
      ),
    );
    const kept = [...Array(30).keys()].filter((n) => n % 3 !== 0);
    expect(results.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))).toEqual(
      kept.map((n, index) => ({ value: n, seq: index + 1 })),
    );
    expect(results.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []))).toEqual(Array(10).fill(failed));

    const { nodes, seq } = await store.facts();
    expect(new Set(nodes.map(({ id }) => id))).toEqual(new Set(kept.map((n) => `n${n}`)));
    const events = await store.events({ limit: 100, order: 'oldest' });
    expect(events.map((event) => event.subject)).toEqual(kept.map((n) => `n${n}`));
    expect(seq).toBe(20);
  });

  it('rolls back a work whose statement fails, and one that goes on after a refusal keeps the rest', async () => {
    const store = await open();
    await store.write((tx) => tx.putNode(aNode('n1', { name: 'acme' })));
    await store.write(async (tx) => {
      await expect(tx.putNode(aNode('n2', { name: 'acme' }))).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
      await tx.putNode(aNode('n2', { name: 'other' }));
    });
    expect((await store.facts()).nodes.map(({ name }) => name)).toEqual(['acme', 'other']);
  });

  it('shows nothing to readers before its commit', async () => {
    const store = await open();
    await store.write(async (tx) => {
      await tx.putNode(aNode('n1'));
      expect((await store.facts()).nodes).toEqual([]);
    });
    expect((await store.facts()).nodes).toHaveLength(1);
  });

  it('is never seen in part by a read of the facts', async () => {
    const store = await open();
    let writing = true;
    const writers = Promise.all(
      Array.from({ length: 10 }, async (_, writer) => {
        for (let n = 0; n < 30; n++) {
          await store.write(async (tx) => {
            await tx.putNode(aNode(`n${writer}.${n}`));
            await tx.putAttachment({ host: `h${writer}.${n}`, nodeId: `n${writer}.${n}` });
            tx.event(anEvent());
          });
        }
      }),
    ).finally(() => (writing = false));
    while (writing) {
      const { nodes, attachments, seq } = await store.facts();
      expect([nodes.length, attachments.length]).toEqual([seq, seq]);
      // SQLite answers without a turn of the loop: writers would never get theirs.
      await setImmediate();
    }
    await writers;
  });

  it('does not let a work write after it has ended, and waits for what the work did not wait for', async () => {
    const store = await open();
    let late = async () => {};
    await store.write(async (tx) => {
      void tx.putNode(aNode('n1'));
      late = async () => tx.putNode(aNode('n2'));
    });
    await expect(late()).rejects.toThrow('has ended');
    expect((await store.facts()).nodes.map(({ id }) => id)).toEqual(['n1']);
  });

  it.each([
    ['a JobName that is too long', anEvent({ jobName: 'x'.repeat(641) })],
    ['a time that is none', anEvent({ at: Number.NaN })],
  ])('fails only the work whose event has %s', async (_, bad) => {
    const store = await open();
    const [good, failing] = await Promise.allSettled([
      store.write(async (tx) => tx.event(anEvent())),
      store.write(async (tx) => tx.event(bad)),
    ]);
    expect([good.status, failing.status]).toEqual(['fulfilled', 'rejected']);
    expect(store.head().seq).toBe(1);
  });

  it('does not wait for a work that never ends', async () => {
    const clock = { ...systemClock, sleep: (_: number, signal?: AbortSignal) => systemClock.sleep(50, signal) };
    const store = await open(undefined, { clock });
    const hanging = store.write(async (tx) => {
      await tx.putNode(aNode('n1'));
      await new Promise(() => {});
    });
    const behind = store.write((tx) => tx.putNode(aNode('n2')));
    await expect(hanging).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', message: expect.stringContaining('4000 ms') });
    await behind;
    expect((await store.facts()).nodes.map(({ id }) => id)).toEqual(['n2']);
  });

  it('takes nothing more once it is closed, and finishes what it has taken', async () => {
    const store = await open();
    const last = store.write(async (tx) => tx.event(anEvent()));
    const closed = store.close();
    await expect(store.write(async () => {})).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
    await closed;
    await expect(last).resolves.toMatchObject({ seq: 1 });
  });
});
