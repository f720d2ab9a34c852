import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync, statSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** A static host that serves a folder below a path, and nothing else. */
export interface Host {
  /** Where the folder is, with a slash at its end. */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves a folder below `/docs/chimney/`. */
export async function serve(folder: string): Promise<Host> {
  const base = '/docs/chimney/';
  const server = createServer(({ url = '' }, response) => {
    const { pathname } = new URL(url, 'http://localhost');
    const asked = join(folder, normalize(decodeURIComponent(pathname.slice(base.length))));
    const path = pathname.endsWith('/') ? join(asked, 'index.html') : asked;
    if (
      !pathname.startsWith(base) ||
      !path.startsWith(folder) ||
      !statSync(path, { throwIfNoEntry: false })?.isFile()
    ) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'Content-Type': types[extname(path)] ?? 'application/octet-stream' });
    response.end(readFileSync(path));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}${base}`,
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}
