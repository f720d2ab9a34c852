import { describe } from 'node:test';
import { loads } from './loads';
import { looks } from './looks';
import { openSite } from './open-site';
import { use } from './use';

const site = openSite();

describe('what is loaded', () => {
  loads(site);
});
describe('how it looks', () => {
  looks(site);
});
describe('how it is used', () => {
  use(site);
});
