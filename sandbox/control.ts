import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { z } from 'zod';
import type { Falcon } from './falcon/falcon.ts';
import { falconControl } from './falcon/control.ts';
import { FaultChange, type Faults } from './faults.ts';
import type { Ledger } from './ledger.ts';
import type { Election } from './marathon/election.ts';
import { isObject, parseJson, readBody, wire, send, type Answer, type Json, type JsonObject } from './web.ts';

/** What tests may do to the sandbox besides its fault switches. */
export interface Levers {
  crash(taskId: string): boolean;
  sicken(taskId: string): boolean;
  /** Tells of a kill for want of memory in a task's container. */
  oom(taskId: string): boolean;
  scale(apps: number, tasksPerApp: number): JsonObject;
  churn(perSecond: number, forMs: number, under: string): JsonObject;
  change(wanted: { taskIds?: readonly string[] | undefined; app?: string | undefined; count?: number | undefined }): Promise<JsonObject>;
  /** Cuts a host off from the master, or joins it again. */
  lose(hostname: string, lost: boolean): boolean;
  publish(eventType: string, fields: JsonObject): void;
  status(): JsonObject;
}

interface Deps {
  readonly faults: Faults;
  readonly ledger: Ledger;
  readonly election: Election;
  readonly levers: Levers;
  /** Undefined when there is none. */
  readonly falcon: Falcon | undefined;
}

const TaskId = z.strictObject({ taskId: z.string() });
const Publish = z.strictObject({ eventType: z.string(), fields: z.record(z.string(), z.unknown()).default({}) });
const Raw = z.strictObject({ text: z.string() });
const Host = z.strictObject({ hostname: z.string(), lost: z.boolean() });
const Leader = z.strictObject({
  to: z.union([z.number().int().min(0), z.literal('none')]).optional(),
  events: z.enum(['redirect', 'eof', 'proxy']).nullish(),
});
const Scale = z.strictObject({
  apps: z.number().int().positive(),
  tasksPerApp: z.number().int().min(0),
});
const Churn = z.strictObject({
  perSecond: z.number().positive(),
  forMs: z.number().positive(),
  under: z.string().default('/'),
});
const Change = z.strictObject({
  taskIds: z.array(z.string()).optional(),
  app: z.string().optional(),
  count: z.number().int().positive().optional(),
});

/** The switches, on a port of their own behind a random token: nothing that reads Marathon can touch them. */
export class Control {
  readonly token = randomBytes(24).toString('base64url');
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  server(): Server {
    return createServer((request, response) => {
      this.#serve(request).then(
        (answer) => send(request, response, answer),
        (error: unknown) => send(request, response, problem(error)),
      );
    });
  }

  async #serve(request: IncomingMessage): Promise<Answer> {
    const body = await readBody(request);
    if (!this.#knows(request.headers.authorization ?? '')) return { status: 401, body: { message: 'wrong token' } };
    const name = `${request.method} ${(request.url ?? '/').split('?')[0]}`;
    const asked: Json = body === '' ? {} : parseJson(body);
    const { falcon } = this.#deps;
    return (falcon && (await falconControl(name, asked, falcon))) ?? this.#act(name, asked);
  }

  async #act(name: string, asked: Json): Promise<Answer> {
    const { ledger, levers, faults } = this.#deps;
    switch (name) {
      case 'GET /faults':
        return ok({ ...faults });
      case 'POST /faults':
        return this.#switch(FaultChange.parse(asked));
      case 'POST /leader':
        return this.#lead(Leader.parse(asked));
      case 'POST /stop-leader':
        this.#deps.election.elect(null);
        return ok({});
      case 'POST /kill':
        return found(levers.crash(TaskId.parse(asked).taskId));
      case 'POST /sick':
        return found(levers.sicken(TaskId.parse(asked).taskId));
      case 'POST /oom':
        return found(levers.oom(TaskId.parse(asked).taskId));
      case 'POST /host': {
        const { hostname, lost } = Host.parse(asked);
        return found(levers.lose(hostname, lost));
      }
      case 'POST /publish': {
        const { eventType, fields } = Publish.parse(asked);
        levers.publish(eventType, wire(fields));
        return ok({});
      }
      case 'POST /raw': {
        const { text } = Raw.parse(asked);
        for (const instance of this.#deps.election.instances) instance.writeRaw(text);
        return ok({});
      }
      case 'GET /ledger':
        return ok(wire(ledger.read()));
      case 'POST /ledger/take': {
        const taken = wire(ledger.read());
        ledger.clear();
        return ok(taken);
      }
      case 'DELETE /ledger':
        ledger.clear();
        return ok({});
      case 'GET /status':
        return ok(levers.status());
      case 'POST /scale': {
        const { apps, tasksPerApp } = Scale.parse(asked);
        return ok(levers.scale(apps, tasksPerApp));
      }
      case 'POST /churn': {
        const { perSecond, forMs, under } = Churn.parse(asked);
        return ok(levers.churn(perSecond, forMs, under));
      }
      case 'POST /change':
        return ok(await levers.change(Change.parse(asked)));
      default:
        return { status: 404, body: { message: `no control ${name}` } };
    }
  }

  #switch(change: z.infer<typeof FaultChange>): Answer {
    const { closeStreams, ...rest } = change;
    Object.assign(this.#deps.faults, withoutUndefined(rest));
    if (closeStreams) for (const instance of this.#deps.election.instances) instance.closeStreams();
    return ok({ ...this.#deps.faults });
  }

  #lead({ to, events }: z.infer<typeof Leader>): Answer {
    const { election } = this.#deps;
    if (events !== undefined) election.standbyEvents = events;
    if (typeof to === 'number' && to >= election.instances.length) {
      return { status: 400, body: { message: `there are ${election.instances.length} instances` } };
    }
    if (to !== undefined) election.elect(to === 'none' ? null : to);
    return ok({ leader: election.hostPort() });
  }

  #knows(header: string): boolean {
    const given = Buffer.from(header);
    const right = Buffer.from(`Bearer ${this.token}`);
    return given.length === right.length && timingSafeEqual(given, right);
  }
}

const ok = (body: JsonObject): Answer => ({ status: 200, body });
const found = (is: boolean): Answer => (is ? ok({}) : { status: 404, body: { message: 'there is no such task or host' } });

function withoutUndefined(value: object): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined));
}

function problem(error: unknown): Answer {
  if (error instanceof z.ZodError) return { status: 400, body: { message: z.prettifyError(error) } };
  if (error instanceof SyntaxError) return { status: 400, body: { message: error.message } };
  if (isObject(error)) console.error(error);
  return { status: 500, body: { message: error instanceof Error ? error.message : String(error) } };
}
