import { describe, expect, it } from 'vitest';
import { place } from '../../src/tree/placement.ts';

const NODES: Record<string, string> = { 'a/b/c/d/e/f/g/h': 'home', 'a/b/c/d/e/f/g/x': 'claimed' };
const find = (names: readonly string[]) => NODES[names.join('/')];
const CLAIM = 'cop.a_owt.b_pdl.c_cluster.d_servicegroup.e_service.f_jobgroup.g_job.x';

describe('the place of an app', () => {
  it.each([
    ['its own path', '/a/b/c/d/e/f/g/h', undefined, undefined, 'home'],
    ['its own path while a claim is not confirmed', '/a/b/c/d/e/f/g/h', CLAIM, undefined, 'home'],
    ['its claim once that is confirmed', '/a/b/c/d/e/f/g/h', CLAIM, 'claimed', 'claimed'],
    ['its claim, from a path that fits nowhere', '/legacy/app', CLAIM, 'claimed', 'claimed'],
    ['its own path when the label only repeats it', '/a/b/c/d/e/f/g/x', CLAIM, undefined, 'claimed'],
  ])('is %s', (_why, marathonId, label, confirmedNodeId, nodeId) => {
    expect(place({ marathonId, label, confirmedNodeId, find })).toEqual({ nodeId });
  });

  it.each([
    ['PATH_TOO_SHORT', '/legacy/app', undefined, undefined],
    ['PATH_TOO_LONG', '/a/b/c/d/e/f/g/h/i', undefined, undefined],
    ['NAME_NOT_ALLOWED', '/a/b/c/d/e/f/g/H', undefined, undefined],
    ['NO_SUCH_NODE', '/a/b/c/d/e/f/g/unknown', undefined, undefined],
    ['CLAIM_UNCONFIRMED', '/legacy/app', CLAIM, undefined],
    ['CLAIM_UNCONFIRMED', '/legacy/app', CLAIM, 'home'],
    ['LABEL_INVALID', '/a/b/c/d/e/f/g/h', 'nonsense', undefined],
  ])('is nowhere, for the reason %s', (reason, marathonId, label, confirmedNodeId) => {
    expect(place({ marathonId, label, confirmedNodeId, find })).toMatchObject({ nodeId: null, unassigned: { reason } });
  });
});
