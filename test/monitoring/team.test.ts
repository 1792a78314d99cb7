import { describe, expect, it } from 'vitest';
import { checkTeam, sameTeam, teamInWords, teamsProblems } from '../../src/monitoring/team.ts';

const team = { name: 'ops', note: 'at night', members: ['ada', 'bo'] };

describe('a team', () => {
  it('is said in words that tell it from any other', () => {
    expect(teamInWords(team)).toBe('ada, bo (at night)');
    expect(teamInWords({ ...team, note: '', members: [] })).toBe('nobody');
    expect(sameTeam(team, { ...team })).toBe(true);
    for (const other of [{ name: 'dev' }, { note: '' }, { members: ['ada'] }]) expect(sameTeam(team, { ...team, ...other })).toBe(false);
  });

  it('is refused at the place of each mistake', () => {
    expect(checkTeam(team)).toEqual({ ok: true, value: null });
    const wrong = checkTeam({ name: 'no, comma', note: 'x'.repeat(256), members: ['ada', 'ada'] });
    expect(wrong).toMatchObject({
      userErrors: [{ path: ['input', 'name'] }, { path: ['input', 'note'] }, { path: ['input', 'members', '1'] }],
    });
    const many = checkTeam({ ...team, members: Array.from({ length: 201 }, (_, n) => `u${n}`) });
    expect(many).toMatchObject({ userErrors: [{ path: ['input', 'members'] }] });
  });

  it('is one of a few that are told, each once, and all of them in one column of Falcon', () => {
    expect(teamsProblems(['a', 'a', 'b,c'])).toMatchObject([{ at: 1 }, { at: 2 }]);
    expect(teamsProblems(Array.from({ length: 11 }, (_, n) => `t${n}`))).toMatchObject([{ at: null }]);
    expect(teamsProblems(Array.from({ length: 5 }, (_, n) => `${n}${'t'.repeat(60)}`))).toMatchObject([{ at: null }]);
    expect(teamsProblems(['中文'])).toEqual([]);
  });
});
