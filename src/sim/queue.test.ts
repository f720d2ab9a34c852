import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Queue } from './queue';

/** Runs a queue until nothing waits. @returns the owners, in the order in which they ran */
function run(queue: Queue, mostTurns = 1000): { owners: string[]; due: string | null } {
  const owners: string[] = [];
  const due = queue.runToIdle(mostTurns, (owner, work) => {
    owners.push(owner);
    work();
  });
  return { owners, due };
}

const nothing = (): void => undefined;

test('work runs by its time, and at one time in the order in which it was deferred', () => {
  const queue = new Queue();
  queue.defer('late', 20, nothing);
  queue.defer('first', 10, nothing);
  queue.defer('second', 10, nothing);
  queue.defer('now', 0, nothing);
  assert.equal(queue.length, 4);
  assert.deepEqual(run(queue), { owners: ['now', 'first', 'second', 'late'], due: null });
  assert.equal(queue.length, 0);
});

test('the clock stands at the time of the work under way, and each piece of work is a turn', () => {
  const queue = new Queue();
  const seen: number[][] = [];
  const note = (): void => void seen.push([queue.turn, queue.nowMicroseconds]);
  assert.deepEqual([queue.turn, queue.nowMicroseconds], [0, 0]);
  queue.begin();
  queue.defer('b', 30, note);
  queue.defer('a', 5, () => {
    note();
    queue.defer('c', 10, note);
  });
  run(queue);
  assert.deepEqual(seen, [
    [2, 5],
    [3, 15],
    [4, 30],
  ]);
  assert.deepEqual([queue.turn, queue.nowMicroseconds], [4, 30]);
});

test('work that is deferred without delay comes after what waits for the same time', () => {
  const queue = new Queue();
  queue.defer('a', 10, () => {
    queue.defer('again', 0, nothing);
  });
  queue.defer('b', 10, nothing);
  assert.deepEqual(run(queue).owners, ['a', 'b', 'again']);
});

test('who is due next when the bound is reached is told; what waits goes on waiting', () => {
  const queue = new Queue();
  const again = (): void => {
    queue.defer('busy', 1, again);
  };
  again();
  queue.defer('patient', 1000, nothing);
  assert.deepEqual(run(queue, 3), { owners: ['busy', 'busy', 'busy'], due: 'busy' });
  assert.equal(queue.length, 2);
  const done = new Queue();
  done.defer('once', 1, nothing);
  assert.deepEqual(run(done, 1), { owners: ['once'], due: null });
  assert.deepEqual(run(new Queue(), 0), { owners: [], due: null });
});

test('under any load, work comes as a stable sort by time would have it', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50), { maxLength: 200 }), (delays) => {
      const queue = new Queue();
      delays.forEach((delay, index) => {
        queue.defer(String(index), delay, nothing);
      });
      const sorted = delays.map((delay, index) => ({ delay, index })).sort((a, b) => a.delay - b.delay);
      assert.deepEqual(
        run(queue).owners,
        sorted.map(({ index }) => String(index)),
      );
    }),
    { seed: 7, numRuns: 200 },
  );
});

test('work that is deferred from within turns is ordered with all the rest', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(20), fc.array(fc.nat(20), { maxLength: 4 })), { maxLength: 30 }), (plan) => {
      const queue = new Queue();
      const ran: { time: number; sequence: number }[] = [];
      let sequence = 0;
      const defer = (delay: number, then: readonly number[]): void => {
        const own = { time: queue.nowMicroseconds + delay, sequence: sequence++ };
        queue.defer('', delay, () => {
          assert.equal(queue.nowMicroseconds, own.time);
          ran.push(own);
          for (const further of then) defer(further, []);
        });
      };
      for (const [delay, then] of plan) defer(delay, then);
      run(queue);
      assert.equal(ran.length, sequence);
      assert.deepEqual(
        ran,
        [...ran].sort((a, b) => a.time - b.time || a.sequence - b.sequence),
      );
    }),
    { seed: 7, numRuns: 100 },
  );
});
