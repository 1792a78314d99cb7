import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LEVEL_TAGS, namesOfAppId, nameProblem, parseJobName, parseNodeName, printJobName } from '../../src/tree/jobname.ts';

const letter = fc.constantFrom(...'abcxyz0189');
const inner = fc.constantFrom(...'abcxyz0189-');
const name = fc.oneof(
  letter,
  fc.tuple(letter, fc.array(inner, { maxLength: 61 }), letter).map(([first, middle, last]) => first + middle.join('') + last),
);
const names = fc.array(name, { minLength: 1, maxLength: 8 });
const selectors = fc.record({ loc: name, idc: name, status: name }, { requiredKeys: [] });

describe('JobName', () => {
  it('reads what it prints, whatever the names and selectors', () => {
    fc.assert(
      fc.property(names, selectors, (some, chosen) => {
        expect(parseJobName(printJobName(some, chosen))).toEqual({ ok: true, value: { names: some, selectors: chosen } });
      }),
    );
  });

  it('prints what it reads, or refuses, for any text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          names.map((some) => printJobName(some)),
          fc.array(fc.constantFrom('cop', 'owt', '.', '_', 'a', '-', 'loc')).map((parts) => parts.join('')),
        ),
        (text) => {
          const parsed = parseJobName(text);
          if (parsed.ok) expect(printJobName(parsed.value.names, parsed.value.selectors)).toBe(text);
          else expect(parsed.userErrors[0]?.message).toMatch(/part \d+ .* at character \d+/);
        },
      ),
    );
  });

  it.each([
    ['cop.acme_owt.infra_pdl.monitor_cluster.c3_servicegroup.graph_service.query_jobgroup.main_job.online', 8],
    ['cop.a', 1],
    ['cop.a_owt.b_loc.bj_status.up', 2],
  ])('reads %s', (text, count) => {
    const parsed = parseJobName(text);
    expect(parsed.ok && parsed.value.names).toHaveLength(count);
  });

  it.each([
    ['', /part 1 \("", at character 1\) is not "tag.name"/],
    ['acme', /is not "tag.name"/],
    ['owt.infra', /part 1 .* out of order: "cop" is expected/],
    ['cop.acme_pdl.x', /part 2 \("pdl.x", at character 10\) is out of order: "owt"/],
    ['cop.acme_team.x', /unknown level "team"/],
    ['cop.Acme', /may hold a-z/],
    ['cop.-a', /may hold a-z/],
    [`cop.${'a'.repeat(64)}`, /has 64 characters, the limit is 63/],
    ['cop.a_idc.x_loc.y', /part 3 .* out of order: loc, idc, status/],
    ['cop.a_loc.x_owt.y', /a level after a host selector/],
    ['loc.x', /no level stands before it/],
    [`${LEVEL_TAGS.map((tag) => `${tag}.x`).join('_')}_job.y`, /below the last level/],
  ])('refuses %s, naming the position', (text, message) => {
    const parsed = parseJobName(text);
    expect(parsed.ok).toBe(false);
    expect(!parsed.ok && parsed.userErrors[0]).toMatchObject({ code: 'BAD_USER_INPUT', message: expect.stringMatching(message) });
  });

  it('refuses host selectors where a node is meant', () => {
    expect(parseNodeName('cop.a_loc.bj').ok).toBe(false);
    expect(parseNodeName('cop.a_owt.b')).toEqual({ ok: true, value: ['a', 'b'] });
  });

  it('finds the eight names in a Marathon path, or says why not', () => {
    expect(namesOfAppId('/a/b/c/d/e/f/g/h')).toEqual({ ok: true, value: [...'abcdefgh'] });
    expect(namesOfAppId('/a/b')).toMatchObject({ ok: false, userErrors: [{ message: 'The path has 2 names; a job has 8.' }] });
    expect(namesOfAppId('/a/b/c/d/e/f/g/h_i')).toMatchObject({
      ok: false,
      userErrors: [{ message: expect.stringContaining('Name 8 of the path ("h_i")') }],
    });
  });

  it('accepts a name of 63 and refuses one of 64', () => {
    expect(nameProblem('a'.repeat(63))).toBeUndefined();
    expect(nameProblem('a'.repeat(64))).toBeDefined();
  });
});
