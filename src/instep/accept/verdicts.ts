import type { Change } from '../compare/match';

/** What can be decided about a change. */
export const verdicts = {
  'meaning-unchanged':
    'it says the same in other words, or in another place: the wording is accepted beside the others',
  'meaning-changed': 'it says something else, and the Rule was changed with it: the wording replaces the others',
  'no-longer-said': 'this edition does not say it any more: it may be absent',
  new: 'it is new: it is entered as a gap',
  repeated: 'it says again what the page says elsewhere: that may be repeated',
  retired: 'the page is gone',
  renamed: 'the page has another name',
} as const;
export type Verdict = keyof typeof verdicts;

/** Whether a verdict can be given about what became of a statement. */
export function canDecide(verdict: Verdict, change: Change): boolean {
  switch (verdict) {
    case 'meaning-unchanged':
      return change.state === 'reworded' || change.state === 'moved';
    case 'meaning-changed':
      return change.state === 'reworded';
    case 'no-longer-said':
      return change.state === 'removed';
    case 'new':
    case 'repeated':
      return change.state === 'added';
    case 'retired':
    case 'renamed':
      return false;
  }
}
