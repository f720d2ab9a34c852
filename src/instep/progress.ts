/** How often a line of progress is written at most, in milliseconds. */
const pause = 100;

/** A line on the terminal that tells how far a long command is; written only where somebody watches. */
export class Progress {
  private written = 0;
  private shown = false;

  /** @param stream the terminal, or whatever stands in its place */
  constructor(private readonly stream: { isTTY?: boolean; write(text: string): unknown } = process.stderr) {}

  /** Tells how far it is. */
  tell(text: () => string): void {
    if (this.stream.isTTY !== true) return;
    const now = Date.now();
    if (now - this.written < pause) return;
    this.written = now;
    this.shown = true;
    this.stream.write(`\r\u001b[K${text()}`);
  }

  /** Takes the line away, before anything else is written. */
  clear(): void {
    if (this.shown) this.stream.write('\r\u001b[K');
    this.shown = false;
  }
}
