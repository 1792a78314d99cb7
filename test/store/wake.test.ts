import { expect, it, onTestFinished } from 'vitest';
import { Secret } from '../../src/kit/secret.ts';
import { systemClock, type Clock } from '../../src/kit/clock.ts';
import { openWake } from '../../src/wake.ts';
import { keptLog, until } from '../support/canopy.ts';
import { StoppedClock } from '../support/clock.ts';
import { aGraph } from '../support/graph.ts';
import { redisInstalled, startRedis } from '../support/redis.ts';
import { onDrivers } from './drivers.ts';
import { anEvent } from './records.ts';

/** Nobody looks by themselves: what is heard is heard because of a bell. */
const asleep: Clock = {
  ...systemClock,
  sleep: (_ms, signal) => new Promise((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true })),
};

onDrivers('replicas that are woken', ['mariadb'], ({ open, fresh }) => {
  it.runIf(redisInstalled || process.env['CI'] === 'true')(
    'hear of what others commit, once for many commits, and never of their own',
    async () => {
      const options = await fresh();
      const redis = await startRedis();
      onTestFinished(() => redis.kill());
      const { log } = keptLog();
      const [one, two, deaf] = [
        await open(options, { clock: asleep }),
        await open(options, { clock: asleep }),
        await open(options, { clock: asleep }),
      ];
      const graphs = [one, two].map((store, n) => {
        const { graph } = aGraph(new StoppedClock());
        const wake = openWake({ redis: { url: new Secret(redis.url) }, store, graph, clock: systemClock, owner: `replica ${n}`, log });
        onTestFinished(() => wake.close());
        return graph;
      });
      await until(() => graphs.every(({ asked }) => asked.at(-1)?.standing().state === 'LIVE'));
      const heard: number[] = [];
      two.onEvents((events) => heard.push(...events.map(({ seq }) => seq)));
      await Promise.all(Array.from({ length: 100 }, () => one.write(async (tx) => tx.event(anEvent()))));
      await until(() => two.head().seq === 100);
      expect(heard).toEqual(Array.from({ length: 100 }, (_, n) => n + 1));
      await two.write(async (tx) => tx.event(anEvent()));
      await until(() => one.head().seq === 101);
      expect(deaf.head().seq).toBe(0);
    },
  );
});
