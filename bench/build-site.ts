import { writeSite } from '../src/site/write';

/** `bench/build-site.ts FOLDER`: builds the site of a project and prints what came of it, as JSON. */
const [folder] = process.argv.slice(2);
if (folder === undefined) throw new RangeError('expected the folder of a project');
process.stdout.write(JSON.stringify(writeSite(folder)));
