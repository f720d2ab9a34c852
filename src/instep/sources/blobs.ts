import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { longestPage } from '../read/source';
import { type GitFolder, notStarted, startGit } from './git';

/** A file's content as a repository holds it: its bytes; its size, when that is beyond what is read; null when it is not there. */
export type Blob = Buffer | { readonly tooLong: number } | null;

interface Waiting {
  readonly tell: (blob: Blob) => void;
  readonly fail: (error: Error) => void;
}

/** Reads the contents of files out of a repository, through one git process for all of them. */
export class BlobReader {
  private readonly process: ChildProcessWithoutNullStreams;
  private readonly waiting: Waiting[] = [];
  private head: Buffer = Buffer.alloc(0);
  /** The content that is being read: how much of it is missing yet, with the line feed behind it. */
  private body: { parts: Buffer[] | null; left: number; size: number } | null = null;
  private ended: Error | 'without a word' | null = null;

  constructor(repository: GitFolder) {
    this.process = startGit([`--git-dir=${repository}`, 'cat-file', '--batch']);
    this.process.stdout.on('data', (chunk: Buffer) => {
      this.take(chunk);
    });
    // What a partial clone lacks ends git, in the versions that try to fetch it: everything asked for is not there.
    this.process.on('close', () => {
      this.end('without a word');
    });
    this.process.on('error', (error) => {
      this.end(notStarted(error));
    });
    this.process.stdin.on('error', () => undefined);
    this.process.stderr.resume();
  }

  /** Reads one content by its hash. Several may be asked for at once; they come in the order of asking. */
  async read(hash: string): Promise<Blob> {
    if (this.ended instanceof Error) throw this.ended;
    if (this.ended !== null) return null;
    return new Promise((tell, fail) => {
      this.waiting.push({ tell, fail });
      this.process.stdin.write(`${hash}\n`);
    });
  }

  /** Ends the process. */
  close(): void {
    this.process.stdin.end();
    this.process.kill();
  }

  private end(why: Error | 'without a word'): void {
    this.ended ??= why;
    for (const { tell, fail } of this.waiting.splice(0)) {
      if (why instanceof Error) fail(why);
      else tell(null);
    }
  }

  private take(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.body === null) rest = this.takeHead(rest);
      else {
        const part = rest.subarray(0, this.body.left);
        this.body.parts?.push(part);
        this.body.left -= part.length;
        rest = rest.subarray(part.length);
        if (this.body.left === 0) this.finish(this.body);
      }
    }
  }

  /** Takes `HASH TYPE SIZE` or `HASH missing`; returns what is behind the line. */
  private takeHead(chunk: Buffer): Buffer {
    const feed = chunk.indexOf(10);
    if (feed === -1) {
      this.head = Buffer.concat([this.head, chunk]);
      return chunk.subarray(chunk.length);
    }
    const line = Buffer.concat([this.head, chunk.subarray(0, feed)]).toString('utf8');
    this.head = Buffer.alloc(0);
    const size = / blob (\d+)$/.exec(line)?.[1];
    if (size === undefined) this.waiting.shift()?.tell(null);
    else {
      const tooLong = Number(size) > longestPage;
      this.body = { parts: tooLong ? null : [], left: Number(size) + 1, size: Number(size) };
    }
    return chunk.subarray(feed + 1);
  }

  private finish({ parts, size }: { parts: Buffer[] | null; size: number }): void {
    this.body = null;
    this.waiting.shift()?.tell(parts === null ? { tooLong: size } : Buffer.concat(parts).subarray(0, size));
  }
}
