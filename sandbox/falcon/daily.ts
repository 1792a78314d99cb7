const DAY = 86_400;

/** What an app's tasks have in common; figures between 0 and 1. */
interface Character {
  readonly phase: number;
  readonly base: number;
  readonly swing: number;
  readonly memory: number;
  readonly rate: number;
  readonly slowness: number;
}

/**
 * Figures of what has no process: a daily curve per app, a little of its own per task. Pure, so that the
 * same seed tells the same past and future, and twenty thousand tasks cost nothing until somebody asks.
 */
export class Daily {
  readonly #seed: number;
  readonly #characters = new Map<string, Character>();

  constructor(seed: number) {
    this.#seed = seed;
  }

  value(metric: string, app: string, one: string, at: number): number {
    const character = this.#character(app);
    const own = hash(this.#seed, one);
    switch (metric) {
      case 'agent.alive':
        return 1;
      case 'cpu.idle':
        return 100 * (1 - this.#load(character, own, at));
      case 'mem.memfree.percent':
        return 85 - 55 * character.memory - 8 * daytime(character, at) - 4 * wave(own ^ 0x51, at, 1_800);
      case 'proc.qps':
        return (20 + 480 * character.rate) * this.#load(character, own, at);
      case 'proc.delay':
        return (4 + 40 * character.slowness) * (1 + 1.8 * this.#load(character, own, at) ** 2);
      default:
        return NaN;
    }
  }

  #load(character: Character, own: number, at: number): number {
    const skew = 0.9 + 0.2 * unit(own);
    const noise = 0.05 * wave(own, at, 60) + 0.05 * wave(own ^ 0x2f, at, 900);
    return bounded((character.base + character.swing * daytime(character, at)) * skew + noise, 0.01, 0.98);
  }

  #character(app: string): Character {
    const known = this.#characters.get(app);
    if (known) return known;
    const of = (salt: number) => unit(hash(this.#seed + salt, app));
    const character = {
      ...{ phase: 0.1 * of(1), base: 0.08 + 0.2 * of(2), swing: 0.15 + 0.4 * of(3) },
      ...{ memory: of(4), rate: of(5), slowness: of(6) },
    };
    if (this.#characters.size > 20_000) this.#characters.clear();
    this.#characters.set(app, character);
    return character;
  }
}

/** 0 in the small hours, 1 in the afternoon, less at weekends. */
function daytime({ phase }: Character, at: number): number {
  const day = Math.floor(at / DAY);
  const weekend = (day + 4) % 7 === 0 || (day + 4) % 7 === 6;
  const turn = at / DAY - day - 0.15 - phase;
  const curve = 0.5 - 0.5 * Math.cos(2 * Math.PI * turn) + 0.12 * Math.sin(4 * Math.PI * turn);
  return bounded(curve * (weekend ? 0.7 : 1), 0, 1);
}

/** Between -1 and 1, from one random height to the next without a corner. */
function wave(own: number, at: number, period: number): number {
  const turn = Math.floor(at / period);
  const part = at / period - turn;
  const ease = part * part * (3 - 2 * part);
  const height = (index: number) => 2 * unit(mix(own ^ Math.imul(index, 0x9e3779b1))) - 1;
  return height(turn) * (1 - ease) + height(turn + 1) * ease;
}

function hash(seed: number, text: string): number {
  let value = (0x811c9dc5 ^ seed) >>> 0;
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return mix(value);
}

function mix(value: number): number {
  let h = value >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

const unit = (value: number) => (value >>> 0) / 4_294_967_296;
const bounded = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));
